//! The inputs of an instance on their way to its tier: the form that tiers get, defaults, and the check against
//! the tier's schema, whose errors point into the stack file.

mod closest;
mod defaults;
mod error;
mod explain;
mod place;
mod schema;
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
pub(crate) use schema::MARK;
pub(crate) use words::{any_of, count, describe, type_name, written};

use crate::stack::Node;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value};
use std::sync::OnceLock;

/// The schema of a tier's inputs, ready for use. Make it once for each component; it serves every instance.
#[derive(Debug)]
pub struct InputSchema {
    schema: Value,
    /// Made when it is first needed: that takes longer than all else.
    validator: OnceLock<Validator>,
}

impl InputSchema {
    /// Prepares a schema, the `inputs` of a tier's manifest: JSON Schema, draft 2020-12, with references only
    /// into itself. `format`s that JSON Schema knows are enforced.
    pub fn new(schema: &Value) -> Result<Self, SchemaError> {
        let Some(keywords) = schema.as_object() else {
            let problem = format!("it must be a map, and is {}", describe(schema));
            return Err(SchemaError::Invalid { problem, pointer: String::new() });
        };
        soundness::check(schema)?;
        let schema = Self { schema: schema::transform(keywords), validator: OnceLock::new() };
        schema.validator()?;
        Ok(schema)
    }

    /// [`Self::new`] for a schema that it took before.
    pub fn known(schema: &Value) -> Self {
        let schema = schema.as_object().map(schema::transform).unwrap_or_default();
        Self { schema, validator: OnceLock::new() }
    }

    fn validator(&self) -> Result<&Validator, SchemaError> {
        if let Some(validator) = self.validator.get() {
            return Ok(validator);
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&self.schema)
            .map_err(|error| SchemaError::Invalid {
                problem: error.to_string(),
                pointer: error.instance_path().as_str().to_owned(),
            })?;
        Ok(self.validator.get_or_init(|| validator))
    }

    /// The schema that values in the form for tiers are held against.
    pub(crate) fn schema(&self) -> &Value {
        &self.schema
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
        if defaults::fill(&self.schema, &mut value).is_err() {
            return Err(vec![whole(Problem::EndlessDefaults, inputs)]);
        }
        match value {
            Value::Object(members) => Ok(members),
            _ => Ok(Map::new()),
        }
    }

    /// Checks what [`Self::fill`] made of an instance's inputs.
    pub(crate) fn check(&self, filled: &Map<String, Value>, inputs: &Node) -> Result<(), Vec<InputError>> {
        let validator =
            self.validator().map_err(|error| vec![whole(Problem::Schema(Box::new(error)), inputs)])?;
        let value = Value::Object(filled.clone());
        if validator.is_valid(&value) {
            return Ok(());
        }
        Err(explain::errors(&self.schema, validator, &value, inputs))
    }
}

/// A problem of the inputs as a whole.
fn whole(problem: Problem, inputs: &Node) -> InputError {
    let location = inputs.location.clone();
    InputError { problem, path: String::new(), location, description: None, is_default: false }
}
