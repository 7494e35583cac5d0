//! Prepares the inputs of an instance for its tier: converts them, fills in defaults, and checks them against the
//! tier's schema. Errors point into the stack file.

mod closest;
mod defaults;
mod error;
mod explain;
mod place;
mod properties;
pub mod schema;
mod secrecy;
mod wire;
mod wire_schema;
mod words;

#[cfg(test)]
mod tests;

pub use error::{InputError, Problem, SchemaError};
pub use properties::{Property, properties};
pub use wire::{EXPRESSION, expression, object as wire_form};
pub use words::first_sentence;

pub(crate) use explain::rule;
pub(crate) use place::Place;
pub(crate) use properties::type_text;
pub(crate) use words::{any_of, describe, type_name, written};

use crate::stack::{Node, NodeValue, extent};
use jsonschema::{Draft, Validator};
use schema::Schema;
use secrecy::{Leaf, Secrecy};
use serde_json::{Map, Value};
use std::sync::OnceLock;
use terrace_core::expression::escape;
use terrace_core::model::{Location, Sources};

/// The schema of a tier's inputs. It is created once for each component and serves all instances.
#[derive(Debug)]
pub struct InputSchema {
    /// The schema as declared by the tier.
    schema: Schema,
    /// Created when inputs are first checked, because that takes longer than everything else.
    check: OnceLock<Check>,
}

/// The prepared form of a schema, and its validator.
#[derive(Debug)]
struct Check {
    /// The schema for values in the form that tiers receive.
    schema: Value,
    validator: Validator,
}

impl InputSchema {
    /// Prepares a schema, which is the `inputs` of a tier's manifest.
    ///
    /// It must be JSON Schema, draft 2020-12, without references to other documents. The `format`s that JSON Schema
    /// defines are enforced.
    pub fn new(given: &Value) -> Result<Self, SchemaError> {
        if !given.is_object() {
            let problem = format!("it must be a map, got {}", describe(given));
            return Err(SchemaError::Invalid { problem, pointer: String::new() });
        }
        let schema = Self::known(given);
        schema.checker()?;
        Ok(schema)
    }

    /// Like [`Self::new`], for a schema that has been accepted before.
    pub fn known(given: &Value) -> Self {
        Self { schema: Schema::new(given), check: OnceLock::new() }
    }

    fn checker(&self) -> Result<&Check, SchemaError> {
        if let Some(check) = self.check.get() {
            return Ok(check);
        }
        if let Some(fault) = self.schema.fault() {
            return Err(fault.clone().into());
        }
        let schema = wire_schema::wire_schema(&self.schema);
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

    /// Returns the schema as declared by the tier.
    pub fn declared(&self) -> &Schema {
        &self.schema
    }

    /// Returns the inputs with all literal secrets replaced, for anything that is shown, stored or hashed.
    pub fn masked(&self, inputs: &Map<String, Value>) -> Map<String, Value> {
        if self.has_secrets() { secrecy::masked(&self.schema, inputs) } else { inputs.clone() }
    }

    pub fn has_secrets(&self) -> bool {
        self.schema.has_secrets()
    }

    /// Marks the values of an instance's inputs as secret or not in its sources.
    pub fn tell(&self, sources: &Sources, inputs: &Node) {
        secrecy::leaves(&self.schema, inputs, &mut |Leaf { node, key, secrecy }| {
            let source = node.location.source;
            let extent = extent(&sources.get(source).text, node, key);
            let place = Location { source, range: extent };
            match secrecy {
                Secrecy::Secret => {}
                Secrecy::Unknown if self.has_secrets() => return,
                Secrecy::Open | Secrecy::Unknown => return sources.clear(&place),
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

    /// Returns whether the inputs contain a literal secret.
    pub fn holds_secrets(&self, inputs: &Map<String, Value>) -> bool {
        self.has_secrets() && secrecy::masked(&self.schema, inputs) != *inputs
    }

    /// Converts an instance's inputs to the form that tiers receive, fills in defaults, and checks them.
    ///
    /// # Errors
    ///
    /// Returns all errors in the inputs.
    pub fn prepare(&self, inputs: &Node) -> Result<Map<String, Value>, Vec<InputError>> {
        let filled = self.fill(inputs)?;
        self.check(&filled, inputs)?;
        Ok(filled)
    }

    /// Converts an instance's inputs to the form that tiers receive and fills in defaults, without checking them.
    pub fn fill(&self, inputs: &Node) -> Result<Map<String, Value>, Vec<InputError>> {
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

    /// Checks the result of [`Self::fill`].
    pub fn check(&self, filled: &Map<String, Value>, inputs: &Node) -> Result<(), Vec<InputError>> {
        let Check { schema, validator } =
            self.checker().map_err(|error| vec![whole(Problem::Schema(Box::new(error)), inputs)])?;
        let value = Value::Object(filled.clone());
        if validator.is_valid(&value) {
            return Ok(());
        }
        let masked = Value::Object(self.masked(filled));
        Err(explain::errors((&self.schema, schema), validator, (&value, &masked), inputs))
    }
}

/// Creates an error for the inputs as a whole.
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
