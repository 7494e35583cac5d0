//! Looks up the subschemas for a place in the inputs.

use super::words::first_sentence;
use serde_json::Value;

/// The subschemas that apply to a place.
pub struct Place<'s> {
    root: &'s Value,
    schemas: Vec<&'s Value>,
    takes_secrets: bool,
}

impl<'s> Place<'s> {
    /// Returns the place at a path of keys and list indices.
    pub fn of<'p>(root: &'s Value, path: impl IntoIterator<Item = &'p str>) -> Self {
        let mut place = Self { root, schemas: vec![root], takes_secrets: false };
        for step in path {
            let parts = place.parts();
            place.takes_secrets |= parts.iter().any(|schema| is_secret(schema));
            place.schemas = parts.into_iter().filter_map(|schema| below(schema, step)).collect();
        }
        place
    }

    /// Returns the first sentence of the input's description.
    pub fn description(&self) -> Option<String> {
        self.schemas.iter().find_map(|schema| schema.get("description")?.as_str()).map(first_sentence)
    }

    /// Returns whether the place accepts secrets: it, or something that contains it, is marked `writeOnly`.
    pub fn takes_secrets(&self) -> bool {
        self.takes_secrets || self.parts().iter().any(|schema| is_secret(schema))
    }

    /// Returns whether the place expects an ARN.
    pub fn takes_arns(&self) -> bool {
        let parts = self.parts();
        let mut patterns = parts.iter().filter_map(|schema| schema.get("pattern")?.as_str());
        patterns.any(|pattern| pattern.starts_with("^arn:"))
    }

    /// Returns the schemas, and all others that they apply to the same value.
    fn parts(&self) -> Vec<&'s Value> {
        let mut schemas = self.schemas.clone();
        let mut done = 0;
        while let Some(schema) = schemas.get(done).copied() {
            done += 1;
            let reference =
                schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
            schemas.extend(reference.and_then(|pointer| self.root.pointer(pointer)));
            for keyword in ["allOf", "anyOf", "oneOf"] {
                schemas.extend(schema.get(keyword).and_then(Value::as_array).into_iter().flatten());
            }
        }
        schemas
    }
}

fn is_secret(schema: &Value) -> bool {
    schema.get("writeOnly") == Some(&Value::Bool(true))
}

/// Returns the schema for an entry or an item of a value.
fn below<'s>(schema: &'s Value, step: &str) -> Option<&'s Value> {
    let property = schema.get("properties").and_then(|properties| properties.get(step));
    let item = || schema.get("items").filter(|_| step.parse::<usize>().is_ok());
    property.or_else(item).or_else(|| schema.get("additionalProperties"))
}
