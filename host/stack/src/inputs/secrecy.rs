//! Determines which inputs are secrets: those that are `writeOnly` in the schema.
//!
//! Several subschemas may apply to one value. It is a secret if any of them says so, even if the value does not match
//! it: hiding too much is better than hiding too little.

use super::schema::{Applies, Schema, Subschema};
use super::wire::expression;
use crate::stack::{Node, NodeValue};
use serde_json::{Map, Value, json};
use terrace_core::expression::{Template, literal, literal_text, unescape};
use terrace_core::model::{Location, SECRET};

/// Keywords with a schema for members that are not in `properties`.
const OTHER_MEMBERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];
/// Keywords with a schema for items.
const ITEMS: [&str; 4] = ["items", "unevaluatedItems", "contains", "additionalItems"];

/// Returns the inputs with all literal secrets replaced. A reference is not a secret, because it only says where one
/// is.
pub fn masked(schema: &Schema, inputs: &Map<String, Value>) -> Map<String, Value> {
    let schemas: Vec<_> = about(schema.root()).collect();
    match value(&schemas, &Value::Object(inputs.clone())) {
        Value::Object(masked) => masked,
        _ => Map::new(),
    }
}

/// A scalar in the stack file.
pub(super) struct Leaf<'n> {
    /// The value in the stack file.
    pub(super) node: &'n Node,
    /// The key that holds the value; `None` for an item.
    pub(super) key: Option<&'n Location>,
    /// True if the value may be shown.
    pub(super) secrecy: Secrecy,
}

/// The secrecy of a value according to the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// It is a secret, unless it is a reference.
    Secret,
    /// It is not a secret.
    Open,
    /// Unknown, because the schema does not accept the key. With another key it may have been meant for a secret.
    Unknown,
}

/// Calls `visit` with every scalar in an instance's inputs.
pub(super) fn leaves<'n>(schema: &Schema, inputs: &'n Node, visit: &mut dyn FnMut(Leaf<'n>)) {
    let schemas: Vec<_> = about(schema.root()).collect();
    leaves_of(&schemas, (inputs, None), Secrecy::Open, visit);
}

/// Returns the literal text in a template: around its expressions, and in the strings within them.
pub(super) fn literals(template: &str) -> Vec<String> {
    if let Some(text) = literal(template) {
        return vec![text.into_owned()];
    }
    let around = Template::parse(template).map(|read| literal_text(&read)).unwrap_or_default();
    let around = around.split('…').map(|text| unescape(text).into_owned());
    let quoted = template.split('"').skip(1).step_by(2).map(str::to_owned);
    around.chain(quoted).filter(|text| !text.is_empty()).collect()
}

fn value(schemas: &[Subschema<'_>], value: &Value) -> Value {
    if is_secret(schemas) {
        return hidden(value);
    }
    match value {
        Value::Object(members) if expression(value).is_none() => {
            let member = |(key, member): (&String, &Value)| {
                (key.clone(), self::value(&of_member(schemas, key), member))
            };
            Value::Object(members.iter().map(member).collect())
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(index, item)| self::value(&of_item(schemas, index), item)).collect()
        }
        other => other.clone(),
    }
}

fn leaves_of<'n>(
    schemas: &[Subschema<'_>],
    (node, key): (&'n Node, Option<&'n Location>),
    around: Secrecy,
    visit: &mut dyn FnMut(Leaf<'n>),
) {
    let known = if is_secret(schemas) { Secrecy::Secret } else { around };
    match &node.value {
        NodeValue::Mapping(entries) => {
            for (name, entry) in entries {
                let of_member = of_member(schemas, &unescape(name));
                let is_unknown = of_member.is_empty() && is_closed(schemas);
                let known = if is_unknown && known == Secrecy::Open { Secrecy::Unknown } else { known };
                leaves_of(&of_member, (&entry.value, Some(&entry.key)), known, visit);
            }
        }
        NodeValue::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves_of(&of_item(schemas, index), (item, key), known, visit);
            }
        }
        NodeValue::String(text) if is_reference(text) => visit(Leaf { node, key, secrecy: Secrecy::Open }),
        NodeValue::Null => visit(Leaf { node, key, secrecy: Secrecy::Open }),
        NodeValue::String(_) | NodeValue::Bool(_) | NodeValue::Number(_) => {
            visit(Leaf { node, key, secrecy: known });
        }
    }
}

fn of_member<'s>(schemas: &[Subschema<'s>], key: &str) -> Vec<Subschema<'s>> {
    let mut found = Vec::new();
    for schema in schemas {
        let named = schema.property(key);
        // All patterns are assumed to match: hiding too much does no harm.
        found.extend(named.into_iter().chain(schema.map("patternProperties").map(|(_, schema)| schema)));
        if named.is_none() {
            found.extend(OTHER_MEMBERS.iter().filter_map(|keyword| schema.one(keyword)));
        }
    }
    found.into_iter().flat_map(about).collect()
}

fn of_item<'s>(schemas: &[Subschema<'s>], index: usize) -> Vec<Subschema<'s>> {
    let mut found = Vec::new();
    for schema in schemas {
        found.extend(schema.list("prefixItems").nth(index));
        found.extend(ITEMS.iter().filter_map(|keyword| schema.one(keyword)));
    }
    found.into_iter().flat_map(about).collect()
}

/// Returns a schema, and all others that it applies to the same value, except `true` and `false`.
fn about(schema: Subschema<'_>) -> impl Iterator<Item = Subschema<'_>> {
    let schemas = schema.for_same_value(|applicator| applicator.applies == Applies::ToValue);
    schemas.into_iter().filter(|schema| schema.literal().is_none())
}

fn is_secret(schemas: &[Subschema<'_>]) -> bool {
    schemas.iter().any(|schema| schema.is_secret())
}

/// Returns whether schemas reject members that they do not name.
fn is_closed(schemas: &[Subschema<'_>]) -> bool {
    let closes = |schema: &Subschema<'_>| {
        OTHER_MEMBERS.iter().any(|keyword| schema.one(keyword).is_some_and(Subschema::is_false))
    };
    schemas.iter().any(closes)
}

/// Returns whether text is a single expression without literal text. Any other text can contain a secret.
fn is_reference(text: &str) -> bool {
    let Ok(template) = Template::parse(text) else { return false };
    let Some(span) = template.single() else { return false };
    let references = template.symbols().references;
    let is_whole = references.iter().any(|reference| reference.span_of(reference.steps.len()) == span);
    is_whole || !text.contains(['"', '\n'])
}

/// Hides a secret value, but preserves references and the structure of lists and maps.
fn hidden(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Object(_) if expression(value).is_some_and(is_reference) => value.clone(),
        Value::Object(_) if expression(value).is_some() => json!(SECRET),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), hidden(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(hidden).collect(),
        _ => json!(SECRET),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns cases of a schema, and inputs with the secret `s3cret` somewhere.
    fn table() -> Vec<(&'static str, Value, Value)> {
        let secret = || json!({ "type": "string", "writeOnly": true });
        let object = |properties: Value| json!({ "type": "object", "properties": properties });
        let with = |extra: Value| {
            let mut schema = object(json!({ "a": extra }));
            schema["$defs"] = json!({ "secret": secret(), "again": { "$ref": "#/$defs/secret" }, });
            schema
        };
        let s = "s3cret";
        vec![
            ("a property", object(json!({ "a": secret() })), json!({ "a": s })),
            (
                "a nested one",
                object(json!({ "a": object(json!({ "b": secret() })) })),
                json!({ "a": { "b": s } }),
            ),
            ("an item", with(json!({ "items": secret() })), json!({ "a": ["x", s] })),
            (
                "an item by its place",
                with(json!({ "prefixItems": [{}, secret()] })),
                json!({ "a": ["x", s] }),
            ),
            ("an item that is contained", with(json!({ "contains": secret() })), json!({ "a": [s] })),
            ("any member", with(json!({ "additionalProperties": secret() })), json!({ "a": { "k": s } })),
            (
                "an unevaluated one",
                with(json!({ "unevaluatedProperties": secret() })),
                json!({ "a": { "k": s } }),
            ),
            (
                "by a pattern",
                with(json!({ "patternProperties": { "^k": secret() } })),
                json!({ "a": { "k": s } }),
            ),
            ("by reference", with(json!({ "$ref": "#/$defs/secret" })), json!({ "a": s })),
            ("by two references", with(json!({ "$ref": "#/$defs/again" })), json!({ "a": s })),
            ("all of", with(json!({ "allOf": [{}, secret()] })), json!({ "a": s })),
            ("any of", with(json!({ "anyOf": [{ "type": "number" }, secret()] })), json!({ "a": s })),
            ("one of", with(json!({ "oneOf": [{ "type": "number" }, secret()] })), json!({ "a": s })),
            ("then", with(json!({ "if": { "type": "string" }, "then": secret() })), json!({ "a": s })),
            ("else", with(json!({ "if": { "type": "number" }, "else": secret() })), json!({ "a": s })),
            ("of any type", with(json!({ "writeOnly": true })), json!({ "a": { "b": [s] } })),
            ("a number", with(json!({ "type": "number", "writeOnly": true })), json!({ "a": 53_173 })),
            ("that does not fit", with(secret()), json!({ "a": [{ "k": s }] })),
            ("at the root", json!({ "writeOnly": true, "properties": {} }), json!({ "a": s })),
            (
                "dependent",
                {
                    let mut schema = object(json!({}));
                    schema["dependentSchemas"] = json!({ "b": object(json!({ "a": secret() })) });
                    schema
                },
                json!({ "a": s, "b": 1 }),
            ),
        ]
    }

    #[test]
    fn secrets_are_found_in_every_shape() {
        for (name, schema, inputs) in table() {
            let (schema, inputs) = (Schema::new(&schema), inputs.as_object().unwrap());
            assert_eq!(schema.fault(), None, "{name}");
            let shown = Value::Object(masked(&schema, inputs)).to_string();
            assert!(!shown.contains("s3cret") && !shown.contains("53173"), "{name}: {shown}");
            assert!(schema.has_secrets(), "{name}");
        }
    }

    #[test]
    fn masking_keeps_expressions_and_open_values() {
        let schema = json!({ "properties": { "a": { "writeOnly": true }, "b": {}, "c": { "$ref": "#" } } });
        let schema = Schema::new(&schema);
        let inputs = json!({ "a": { "$expr": "${var.x}" }, "b": "shown", "c": { "b": "shown" } });
        let inputs = inputs.as_object().unwrap();
        assert_eq!(masked(&schema, inputs), *inputs);
    }
}
