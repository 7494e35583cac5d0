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

/// The schema of a tier's inputs, ready for use. Make it once for each component; it serves every instance.
#[derive(Debug)]
pub struct InputSchema {
    schema: Value,
    validator: Validator,
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
        let schema = schema::transform(keywords);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| SchemaError::Invalid {
                problem: error.to_string(),
                pointer: error.instance_path().as_str().to_owned(),
            })?;
        Ok(Self { schema, validator })
    }

    /// The schema that values in the form for tiers are held against.
    pub(crate) fn schema(&self) -> &Value {
        &self.schema
    }

    /// Makes an instance's inputs ready for its tier: in the form that tiers get, with defaults, checked.
    ///
    /// Instances that share their inputs share the result. An error is everything that is wrong with them.
    pub fn prepare(&self, inputs: &Node) -> Result<Map<String, Value>, Vec<InputError>> {
        let given = inputs.as_mapping().map(wire_form).unwrap_or_default();
        let mut value = Value::Object(given);
        if defaults::fill(&self.schema, &mut value).is_err() {
            return Err(vec![InputError {
                problem: Problem::EndlessDefaults,
                path: String::new(),
                location: inputs.location.clone(),
                description: None,
                is_default: false,
            }]);
        }
        if !self.validator.is_valid(&value) {
            return Err(explain::errors(&self.schema, &self.validator, &value, inputs));
        }
        match value {
            Value::Object(members) => Ok(members),
            _ => Ok(Map::new()),
        }
    }
}
