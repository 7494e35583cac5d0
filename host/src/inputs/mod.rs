//! The inputs of an instance on their way to its tier: the form that tiers get, defaults, and the check against
//! the tier's schema, whose errors point into the stack file.

mod closest;
mod defaults;
mod error;
mod explain;
mod place;
mod schema;
mod secrecy;
mod soundness;
mod wire;
mod words;

#[cfg(test)]
mod tests;

pub use error::{InputError, Problem, SchemaError};
pub use soundness::Unsound;
pub use wire::{EXPRESSION, expression, object as wire_form};
pub use words::first_sentence;

pub(crate) use explain::rule;
pub(crate) use place::Place;
pub(crate) use schema::is_expression;
pub(crate) use words::{any_of, count, describe, type_name, written};

use crate::expression::escape;
use crate::model::{Location, Sources};
use crate::stack::{Node, NodeValue, extent};
use jsonschema::{Draft, Validator};
use secrecy::{Known, Leaf};
use serde_json::{Map, Value};
use std::sync::{Arc, OnceLock};

/// The schema of a tier's inputs. Make it once for each component; it serves every instance.
#[derive(Debug)]
pub struct InputSchema {
    /// As the tier gives it.
    given: Arc<Value>,
    /// Made when inputs are first checked: that takes longer than all else.
    check: OnceLock<Check>,
    /// Whether any input is secret.
    has_secrets: OnceLock<bool>,
}

/// What inputs are held against.
#[derive(Debug)]
struct Check {
    /// The schema of values in the form for tiers.
    schema: Value,
    validator: Validator,
}

impl InputSchema {
    /// Prepares a schema, the `inputs` of a tier's manifest: JSON Schema, draft 2020-12, with references only
    /// into itself. `format`s that JSON Schema knows are enforced.
    pub fn new(given: &Arc<Value>) -> Result<Self, SchemaError> {
        if !given.is_object() {
            let problem = format!("it must be a map, and is {}", describe(given));
            return Err(SchemaError::Invalid { problem, pointer: String::new() });
        }
        soundness::check(given)?;
        let schema = Self::known(Arc::clone(given));
        schema.checker()?;
        Ok(schema)
    }

    /// [`Self::new`] for a schema that it took before.
    pub fn known(given: Arc<Value>) -> Self {
        Self { given, check: OnceLock::new(), has_secrets: OnceLock::new() }
    }

    fn checker(&self) -> Result<&Check, SchemaError> {
        if let Some(check) = self.check.get() {
            return Ok(check);
        }
        let schema = self.given.as_object().map(schema::transform).unwrap_or_default();
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| SchemaError::Invalid {
                problem: error.to_string(),
                pointer: error.instance_path().as_str().to_owned(),
            })?;
        Ok(self.check.get_or_init(|| Check { schema, validator }))
    }

    /// The schema as the tier gives it.
    pub(crate) fn given(&self) -> &Value {
        &self.given
    }

    /// Inputs with every secret that is written out replaced: for all that is shown, kept or digested.
    pub(crate) fn masked(&self, inputs: &Map<String, Value>) -> Map<String, Value> {
        if self.has_secrets() { secrecy::masked(&self.given, inputs) } else { inputs.clone() }
    }

    /// Whether any input may be secret.
    pub(crate) fn has_secrets(&self) -> bool {
        *self.has_secrets.get_or_init(|| secrecy::has_secrets(&self.given))
    }

    /// Tells the sources of an instance's inputs which of their values are secret, and which are not.
    pub(crate) fn tell(&self, sources: &Sources, inputs: &Node) {
        secrecy::leaves(&self.given, inputs, &mut |Leaf { node, key, secrecy }| {
            let source = node.location.source;
            let extent = extent(&sources.get(source).text, node, key);
            let place = Location { source, range: extent };
            match secrecy {
                Known::Secret => {}
                Known::Nothing if self.has_secrets() => return,
                Known::Open | Known::Nothing => return sources.clear(&place),
            }
            if !place.range.is_empty() {
                sources.hide_place(&place);
            }
            let texts = match &node.value {
                NodeValue::String(text) => secrecy::literals(text),
                NodeValue::Number(number) => vec![number.to_string()],
                _ => Vec::new(),
            };
            for text in texts {
                sources.hide(&text);
                sources.hide(&escape(&text));
            }
        });
    }

    /// Whether inputs have a secret that is written out.
    pub(crate) fn holds_secrets(&self, inputs: &Map<String, Value>) -> bool {
        self.has_secrets() && secrecy::masked(&self.given, inputs) != *inputs
    }

    /// Makes an instance's inputs ready for its tier: in the form that tiers get, with defaults, checked. An error is
    /// everything that is wrong with them.
    pub fn prepare(&self, inputs: &Node) -> Result<Map<String, Value>, Vec<InputError>> {
        let filled = self.fill(inputs)?;
        self.check(&filled, inputs)?;
        Ok(filled)
    }

    /// An instance's inputs in the form that tiers get, with defaults, unchecked.
    pub(crate) fn fill(&self, inputs: &Node) -> Result<Map<String, Value>, Vec<InputError>> {
        let given = inputs.as_mapping().map(wire_form).unwrap_or_default();
        let mut value = Value::Object(given);
        if defaults::fill(&self.given, &mut value).is_err() {
            return Err(vec![whole(Problem::EndlessDefaults, inputs)]);
        }
        match value {
            Value::Object(members) => Ok(members),
            _ => Ok(Map::new()),
        }
    }

    /// Checks what [`Self::fill`] made of an instance's inputs.
    pub(crate) fn check(&self, filled: &Map<String, Value>, inputs: &Node) -> Result<(), Vec<InputError>> {
        let Check { schema, validator } =
            self.checker().map_err(|error| vec![whole(Problem::Schema(Box::new(error)), inputs)])?;
        let value = Value::Object(filled.clone());
        if validator.is_valid(&value) {
            return Ok(());
        }
        let masked = Value::Object(self.masked(filled));
        Err(explain::errors(schema, validator, (&value, &masked), inputs))
    }
}

/// A problem of the inputs as a whole.
fn whole(problem: Problem, inputs: &Node) -> InputError {
    let location = inputs.location.clone();
    InputError {
        problem,
        path: String::new(),
        location,
        description: None,
        is_default: false,
        is_secret: false,
    }
}
