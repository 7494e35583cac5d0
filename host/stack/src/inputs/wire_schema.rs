//! Derives the schema that checks values in the form that tiers receive from the schema that a tier declares.

use super::schema::{Applies, Schema, Subschema};
use super::wire::EXPRESSION;
use serde_json::{Value, json};

/// Marks the schema of an expression, so that errors can identify it.
pub const MARK: &str = "terrace-expression";
/// A reference to the schema of values without expressions.
const LITERAL: &str = "#/$defs/terrace-literal";

/// Keywords that only describe the value.
const ANNOTATIONS: &[&str] =
    &["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment"];

/// Applies four changes to a tier's schema:
///
/// - `{"type": "string", "format": "terraform-expression"}` becomes the schema of an expression object;
/// - a map that is not an expression must not have an expression's key;
/// - a place that accepts anything accepts anything but an expression;
/// - annotations other than examples are left out.
pub fn wire_schema(schema: &Schema) -> Value {
    let mut root = part(schema.root());
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
fn place(schema: Subschema<'_>) -> Value {
    if schema.literal() == Some(&Value::Bool(true)) {
        return json!({ "$ref": LITERAL });
    }
    let mut transformed = part(schema);
    if schema.literal().is_none()
        && schema.keyword_names().all(|name| ANNOTATIONS.contains(&name))
        && let Some(members) = transformed.as_object_mut()
    {
        members.insert("$ref".to_owned(), LITERAL.into());
    }
    transformed
}

/// Transforms a schema, or one of several schemas for the same value.
fn part(schema: Subschema<'_>) -> Value {
    if let Some(literal) = schema.literal() {
        return literal.clone();
    }
    if schema.is_expression() {
        return json!({
            "type": "object",
            "properties": { EXPRESSION: { "type": "string" } },
            "required": [EXPRESSION],
            "additionalProperties": false,
            MARK: true,
        });
    }
    let mut changed = schema.rebuilt(|applicator, schema| match applicator.applies {
        Applies::ToParts => place(schema),
        Applies::ToValue | Applies::ToKeys | Applies::ByReference => part(schema),
    });
    // Annotations are half of a schema, and take time when the validator is built. Errors show examples.
    changed.retain(|name, _| name == "examples" || !ANNOTATIONS.contains(&name.as_str()));
    if schema.types().any(|name| name == "object") {
        let properties = changed.entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(EXPRESSION.to_owned(), false.into());
        }
    }
    Value::Object(changed)
}
