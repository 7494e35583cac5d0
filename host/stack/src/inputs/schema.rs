//! Derives the schema that checks values in the form that tiers receive from the schema that a tier declares.

use super::wire::EXPRESSION;
use crate::schema::EXPRESSION_FORMAT;
use serde_json::{Map, Value, json};

/// Marks the schema of an expression, so that errors can identify it.
pub const MARK: &str = "terrace-expression";
/// A reference to the schema of values without expressions.
const LITERAL: &str = "#/$defs/terrace-literal";

/// Keywords with a schema for a nested value.
pub const PLACES: &[&str] =
    &["additionalProperties", "unevaluatedProperties", "items", "unevaluatedItems", "contains"];
/// Keywords with a map of schemas for nested values.
pub const PLACES_BY_KEY: &[&str] = &["properties", "patternProperties"];
/// Keywords with a schema for the same value.
pub const PARTS: &[&str] = &["not", "if", "then", "else", "propertyNames"];
/// Keywords with a list of schemas for the same value.
pub const PART_LISTS: &[&str] = &["allOf", "anyOf", "oneOf"];
/// Keywords with a map of schemas that are used elsewhere.
pub const DEFINITIONS: &[&str] = &["$defs", "definitions", "dependentSchemas"];
/// Keywords that only describe the value.
const ANNOTATIONS: &[&str] =
    &["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment"];

/// Applies three changes to a tier's schema:
///
/// - `{"type": "string", "format": "terraform-expression"}` becomes the schema of an expression object;
/// - a map that is not an expression must not have an expression's key;
/// - a place that accepts anything accepts anything but an expression.
pub fn transform(schema: &Map<String, Value>) -> Value {
    let mut root = part(schema);
    if let Some(members) = root.as_object_mut() {
        let literal = json!({
            "properties": { EXPRESSION: false },
            "additionalProperties": { "$ref": LITERAL },
            "items": { "$ref": LITERAL },
        });
        let definitions = members.entry("$defs").or_insert_with(|| json!({}));
        if let Some(definitions) = definitions.as_object_mut() {
            definitions.insert("terrace-literal".to_owned(), literal);
        }
    }
    root
}

/// Transforms a schema for a nested value.
fn place(schema: &Value) -> Value {
    match schema {
        Value::Bool(true) => json!({ "$ref": LITERAL }),
        Value::Object(members) if members.keys().all(|key| ANNOTATIONS.contains(&key.as_str())) => {
            let mut members = members.clone();
            members.insert("$ref".to_owned(), LITERAL.into());
            Value::Object(members)
        }
        Value::Object(members) => part(members),
        other => other.clone(),
    }
}

fn part_of(schema: &Value) -> Value {
    schema.as_object().map_or_else(|| schema.clone(), part)
}

/// Transforms a schema, or one of several schemas for the same value.
fn part(schema: &Map<String, Value>) -> Value {
    if is_expression(schema) {
        return json!({
            "type": "object",
            "properties": { EXPRESSION: { "type": "string" } },
            "required": [EXPRESSION],
            "additionalProperties": false,
            MARK: true,
        });
    }
    let changed = schema.iter().map(|(keyword, value)| {
        let keyword_is = |list: &[&str]| list.contains(&keyword.as_str());
        let value = if keyword_is(PLACES) {
            place(value)
        } else if keyword == "prefixItems" {
            each_item(value, place)
        } else if keyword_is(PLACES_BY_KEY) {
            each_member(value, place)
        } else if keyword_is(PARTS) {
            part_of(value)
        } else if keyword_is(PART_LISTS) {
            each_item(value, part_of)
        } else if keyword_is(DEFINITIONS) {
            each_member(value, part_of)
        } else {
            value.clone()
        };
        (keyword.clone(), value)
    });
    let mut changed: Map<String, Value> = changed.collect();
    if takes_maps(schema) {
        let properties = changed.entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(EXPRESSION.to_owned(), false.into());
        }
    }
    Value::Object(changed)
}

/// Returns whether a schema accepts expressions only.
pub fn is_expression(schema: &Map<String, Value>) -> bool {
    let is = |key: &str, text: &str| schema.get(key).and_then(Value::as_str) == Some(text);
    // Checked first, because few schemas have a format.
    is("format", EXPRESSION_FORMAT) && is("type", "string")
}

fn takes_maps(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "object",
        Some(Value::Array(names)) => names.iter().any(|name| name == "object"),
        _ => false,
    }
}

fn each_item(value: &Value, change: fn(&Value) -> Value) -> Value {
    value.as_array().map_or_else(|| value.clone(), |items| items.iter().map(change).collect())
}

fn each_member(value: &Value, change: fn(&Value) -> Value) -> Value {
    let Some(members) = value.as_object() else { return value.clone() };
    Value::Object(members.iter().map(|(key, value)| (key.clone(), change(value))).collect())
}
