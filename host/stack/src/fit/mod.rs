//! Checks that outputs fit the inputs they are linked to: compares an output's type and value, as far as they are
//! known, with the schema of the input.

mod error;
mod hold;
mod linked;
mod misfit;
mod outputs;
mod partial_value;
mod reach;
mod scalar;

#[cfg(test)]
mod tests;

pub use error::{FitError, FitProblem, LinkedOutput};
pub use misfit::{Described, Mismatch, Shape};
pub use outputs::{OutputTypeError, check_outputs};
pub use reach::NoStep;

use crate::inputs::Place;
use crate::inputs::schema::Schema;
use linked::{LinkedExpression, Reader};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use terrace_core::link::{Linker, OutputTarget};
use terrace_core::model::{InstanceId, TierName};
use terrace_core::path::Path;
use terrace_core::suggest::Listed;
use terrace_schema::types::Type;

/// The components and output types of a stack's tiers.
#[derive(Debug, Default)]
pub struct Tiers<'a>(HashMap<&'a TierName, (String, &'a BTreeMap<String, Type>)>);

impl<'a> Tiers<'a> {
    /// Adds a tier: the name and version of its component, and the types of its outputs.
    pub fn add(&mut self, tier: &'a TierName, component: String, types: &'a BTreeMap<String, Type>) {
        self.0.insert(tier, (component, types));
    }

    fn type_of(&self, found: &OutputTarget<'_>) -> Option<&'a Type> {
        self.0.get(&found.instance.tier)?.1.get(&found.declaration.name)
    }

    /// Returns a reference to the ARN of the resource that an output names, if the tier has both outputs: `arn` for
    /// `name`, `role_arn` for `role_name`.
    fn arn_beside(&self, found: &OutputTarget<'_>, reference: &str) -> Option<String> {
        let output = found.declaration.name.as_str();
        let start = ["name", "identifier", "id"].iter().find_map(|end| output.strip_suffix(end))?;
        let arn = format!("{start}arn");
        let (_, types) = self.0.get(&found.instance.tier)?;
        let is_whole_word = start.is_empty() || start.ends_with('_');
        if !is_whole_word || !types.contains_key(&arn) {
            return None;
        }
        Some(reference.strip_suffix(output)?.to_owned() + &arn)
    }
}

impl LinkedOutput {
    fn of(tiers: &Tiers<'_>, found: &OutputTarget<'_>) -> Self {
        let component = tiers.0.get(&found.instance.tier).map(|(component, _)| component.clone());
        Self {
            instance: found.instance.clone(),
            component: component.unwrap_or_default(),
            output: found.declaration.name.clone(),
            declared: found.declaration.type_constraint.clone(),
            is_secret: found.declaration.sensitive,
            entries: Listed::of(found.value.as_object().unwrap_or(&Map::new()).keys().map(String::as_str)),
        }
    }
}

/// The inputs to check.
#[derive(Debug, Clone, Copy)]
pub struct Consumer<'a> {
    /// The instance with the inputs; `None` for the stack's tags.
    pub instance: Option<&'a InstanceId>,
    /// The inputs in the form that tiers receive.
    pub inputs: &'a Map<String, Value>,
    /// The schema, which the inputs match apart from their expressions.
    pub schema: &'a Schema,
}

/// Finds all expressions in the inputs whose values do not fit.
///
/// References that cannot be linked are not included: those are reported when blocks are linked.
pub fn check_inputs(linker: &Linker<'_>, tiers: &Tiers<'_>, consumer: Consumer<'_>) -> Vec<FitError> {
    let region = consumer.instance.and_then(|instance| instance.region.as_ref());
    let mut reader = Reader::new(linker, tiers, region);
    let known = reader.members(consumer.inputs);
    let links = reader.found;
    if links.is_empty() {
        return Vec::new();
    }
    let misfits = hold::hold(consumer.schema, &known);
    let mut errors = Vec::new();
    for link in &links {
        let place = || Place::of(consumer.schema, link.path.steps().iter().map(String::as_str));
        let error =
            |reference: &str, end: Option<&OutputTarget<'_>>, at: &Path, problem: FitProblem| FitError {
                instance: consumer.instance.cloned(),
                is_output: false,
                input: link.path.clone(),
                place: at.clone(),
                reference: reference.to_owned(),
                end: end.map(|found| LinkedOutput::of(tiers, found)),
                description: place().description(),
                problem,
            };
        if let Some((before, no_step)) = &link.no_step {
            let (reference, end) = link.subject();
            let problem = FitProblem::NoStep { before: (*before).to_owned(), no_step: no_step.clone() };
            errors.push(error(reference, end, &link.path, problem));
        }
        if let Some((reference, end, got)) = &link.no_text {
            let problem = FitProblem::NoText { got: got.clone() };
            errors.push(error(reference, Some(end), &link.path, problem));
        }
        if let Some((reference, end)) = &link.secret
            && !place().takes_secrets()
        {
            errors.push(error(reference, Some(end), &link.path, FitProblem::Secret));
        }
        if let Some((reference, end)) = &link.whole
            && let Some(beside) = tiers.arn_beside(end, reference)
            && place().takes_arns()
        {
            errors.push(error(reference, Some(end), &link.path, FitProblem::NoArn { beside }));
        }
        for misfit in misfits.iter().filter(|misfit| link.path.contains(&misfit.path)) {
            let (reference, end) = link.subject();
            let problem = FitProblem::Mismatch(misfit.mismatch.clone());
            errors.push(error(reference, end, &misfit.path, problem));
        }
    }
    errors
}

/// Finds all expressions in an output of the stack that use a value in a string that cannot be converted to one.
/// There are no other restrictions on outputs.
pub fn check_stack_output(
    linker: &Linker<'_>,
    tiers: &Tiers<'_>,
    name: &str,
    value: &Value,
) -> Vec<FitError> {
    let mut reader = Reader::new(linker, tiers, None);
    reader.templates(name, value);
    let errors = reader.found.iter().filter_map(|link| {
        let (reference, end, got) = link.no_text.as_ref()?;
        Some(FitError {
            instance: None,
            is_output: true,
            input: link.path.clone(),
            place: link.path.clone(),
            reference: (*reference).to_owned(),
            end: Some(LinkedOutput::of(tiers, end)),
            description: None,
            problem: FitProblem::NoText { got: got.clone() },
        })
    });
    errors.collect()
}

impl<'l> LinkedExpression<'_, 'l> {
    /// Returns the subject of an error: the reference, or the whole template if it is not a single reference.
    fn subject(&self) -> (&str, Option<&OutputTarget<'l>>) {
        match &self.whole {
            Some((reference, found)) => (reference, Some(found)),
            None => (self.template, None),
        }
    }
}
