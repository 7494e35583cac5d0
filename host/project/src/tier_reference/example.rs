//! An example of how to use a tier in a stack file.

use serde_json::{Map, Value, json};
use terrace_core::model::Manifest;
use terrace_core::render::clean;

/// The maximum depth to which references and maps are followed.
const DEPTH: usize = 8;

/// Returns an excerpt of a stack file with the tier, in which each required input has a value of the right type. Text between
/// `<` and `>` has to be replaced.
///
/// `component` is the tier's reference in the stack file.
pub fn example(manifest: &Manifest, component: &str) -> String {
    let mut lines = vec![
        "tiers:".to_owned(),
        format!("  {}:", key(&manifest.name)),
        format!("    component: {}", scalar(&component.into())),
    ];
    if !manifest.providers.is_empty() {
        lines.push("    regions: all".to_owned());
    }
    let inputs = Values { root: &manifest.inputs }.required(&manifest.inputs, DEPTH);
    if !inputs.is_empty() {
        lines.push("    inputs:".to_owned());
        members(&inputs, 3, &mut lines);
    }
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    clean(&text) + "\n"
}

fn members(members: &Map<String, Value>, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    for (name, value) in members {
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                lines.push(format!("{indent}{}:", key(name)));
                self::members(inner, depth + 1, lines);
            }
            // JSON is valid YAML.
            value => lines.push(format!("{indent}{}: {}", key(name), scalar(value))),
        }
    }
}

/// Formats a key in YAML.
fn key(name: &str) -> String {
    scalar(&name.into())
}

/// Formats a value in YAML: a string without quotes if possible, anything else as JSON.
fn scalar(value: &Value) -> String {
    let is_plain = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
            && text.contains(|c: char| c.is_ascii_alphabetic())
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(&text)
    };
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Generates values that match a schema.
struct Values<'a> {
    root: &'a Value,
}

impl Values<'_> {
    /// Returns the required members of a map.
    fn required(&self, schema: &Value, depth: usize) -> Map<String, Value> {
        let names = schema.get("required").and_then(Value::as_array);
        let names = names.into_iter().flatten().filter_map(Value::as_str);
        let value = |name: &str| {
            let property = schema.get("properties")?.get(name)?;
            Some((name.to_owned(), self.value(name, property, depth)?))
        };
        names.filter_map(value).collect()
    }

    /// Returns a value for an input of this name, or `None` if the schema is nested too deeply.
    fn value(&self, name: &str, schema: &Value, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let given = |keyword: &str| schema.get(keyword).cloned();
        let first = |keyword: &str| schema.get(keyword)?.as_array()?.first().cloned();
        if let Some(value) = first("examples")
            .or_else(|| given("default"))
            .or_else(|| given("const"))
            .or_else(|| first("enum"))
        {
            return Some(value);
        }
        if let Some(pointer) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
            return self.value(name, self.root.pointer(pointer)?, depth);
        }
        if let Some(schema) = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema.get(*key)?.get(0)) {
            return self.value(name, schema, depth);
        }
        let of = match schema.get("type") {
            Some(Value::Array(names)) => names.first().and_then(Value::as_str),
            of => of.and_then(Value::as_str),
        };
        Some(match of {
            Some("object") => Value::Object(self.required(schema, depth)),
            Some("array") => {
                let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1).clamp(1, 8);
                let item = schema.get("items").and_then(|items| self.value(name, items, depth));
                (0..least).filter_map(|_| item.clone()).collect()
            }
            Some("integer" | "number") => given("minimum").unwrap_or_else(|| json!(1)),
            Some("boolean") => json!(true),
            Some("null") => Value::Null,
            _ => json!(format!("<{name}>")),
        })
    }
}
