//! Turns a request into a contribution, in components and in tests alike.

use crate::{Context, Contribution, Diagnostic, Diagnostics, Region, Tier};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// A request as the contract defines it: an envelope with JSON strings.
pub(crate) struct Request {
    pub(crate) stack: String,
    pub(crate) environment: Option<String>,
    pub(crate) tier: String,
    pub(crate) region: Option<String>,
    pub(crate) regions: Vec<Region>,
    pub(crate) tags: String,
    pub(crate) inputs: String,
}

/// Runs a tier. An unreadable request is reported as a diagnostic.
pub(crate) fn run<T: Tier>(request: Request) -> Result<Contribution, Diagnostics> {
    let mut problems = Diagnostics::new();
    let tags = problems.take(read("tags", &request.tags));
    let inputs = problems.take(read("inputs", &request.inputs));
    let (Some(stack_tags), Some(inputs)) = (tags, inputs) else {
        return Err(problems);
    };
    let context = Context {
        tier: request.tier,
        stack: request.stack,
        environment: request.environment,
        region: request.region,
        regions: request.regions,
        stack_tags,
    };
    T::synth(&context, inputs)
}

/// Parses one of the request's strings. It goes through `Value`, so that errors do not mention a line and
/// column of text that nobody has seen.
fn read<D: DeserializeOwned>(what: &str, text: &str) -> Result<D, Diagnostics> {
    serde_json::from_str::<Json>(text).and_then(serde_json::from_value).map_err(|error| {
        let summary = format!("the {what} cannot be read: {error}");
        Diagnostic::new(&format!("invalid-{what}"), summary).into()
    })
}

/// Returns the JSON Schema (draft 2020-12) of a tier's inputs.
pub(crate) fn inputs_schema<T: Tier>() -> String {
    schemars::schema_for!(T::Inputs).as_value().to_string()
}
