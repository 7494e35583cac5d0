//! The form in which tiers get values: strings are literals, expressions are objects.

use crate::expression::{literal, unescape};
use crate::stack::{Mapping, Node, NodeValue};
use serde_json::{Map, Value};

/// The key of the object that stands for an expression.
pub const EXPRESSION: &str = "$expr";

/// A map of the stack file in the form that tiers get: a text with an expression in it becomes
/// `{"$expr": "<template>"}`, every other text the literal that it stands for.
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

/// The template, where the value is an expression.
pub fn expression(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    members.get(EXPRESSION)?.as_str()
}
