//! Describes values and types.

use super::wire::expression;
use jsonschema::JsonType;
use serde_json::Value;
use terrace_core::words::{self, quoted};

/// Describes a value in the form that tiers receive.
pub fn describe(value: &Value) -> String {
    match expression(value) {
        Some(template) => format!("the expression {}", quoted(template)),
        None => words::describe(value),
    }
}

/// Formats a value as it would be written: `web`, `5`.
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

/// Describes a type.
pub fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "nothing",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "a list",
        JsonType::Object => "a map",
    }
}

/// Joins alternatives without duplicates: `a`, `a or b`, `a, b or c`.
pub fn any_of(words: &[String]) -> String {
    let mut unique: Vec<&str> = Vec::new();
    for word in words {
        if !unique.contains(&word.as_str()) {
            unique.push(word);
        }
    }
    match &unique[..] {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [many @ .., last] => format!("{} or {last}", many.join(", ")),
    }
}

/// Returns the first sentence of a text on one line.
pub fn first_sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => text,
    }
}
