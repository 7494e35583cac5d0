//! The form in which tiers receive values: strings are literals, expressions are objects.

use crate::stack::{Mapping, Node, NodeValue};
use serde_json::{Map, Value};
use terrace_core::expression::{literal, unescape};

/// The key of the object that represents an expression.
pub const EXPRESSION: &str = "$expr";

/// Converts a map of the stack file to the form that tiers receive.
///
/// Strings with expressions become `{"$expr": "<template>"}`, all others are unescaped.
pub fn object(entries: &Mapping) -> Map<String, Value> {
    entries.iter().map(|(key, entry)| (unescape(key).into_owned(), value(&entry.value))).collect()
}

fn value(node: &Node) -> Value {
    match &node.value {
        NodeValue::String(text) => match literal(text) {
            Some(text) => Value::String(text.into_owned()),
            None => {
                Value::Object([(EXPRESSION.to_owned(), Value::String(text.clone()))].into_iter().collect())
            }
        },
        NodeValue::Sequence(items) => items.iter().map(value).collect(),
        NodeValue::Mapping(entries) => Value::Object(object(entries)),
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::Number(_) => node.to_json(),
    }
}

/// Returns the template, if the value is an expression.
pub fn expression(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    members.get(EXPRESSION)?.as_str()
}
