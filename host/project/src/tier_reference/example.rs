//! An example of how to use a tier in a stack file.

use serde_json::{Map, Value, json};
use terrace_core::model::Manifest;
use terrace_core::render::clean;
use terrace_stack::inputs::schema::{Schema, Subschema};

/// The maximum depth to which references and maps are followed.
const MAX_DEPTH: usize = 8;

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
    let schema = Schema::new(&manifest.inputs);
    let inputs = required(schema.root(), MAX_DEPTH);
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

/// Returns the required members of a map.
fn required(schema: Subschema<'_>, depth: usize) -> Map<String, Value> {
    let member = |name: &str| Some((name.to_owned(), value(name, schema.property(name)?, depth)?));
    schema.required().filter_map(member).collect()
}

/// Returns a value for an input of this name, or `None` if the schema is nested too deeply.
fn value(name: &str, schema: Subschema<'_>, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let given = schema
        .example()
        .or_else(|| schema.default())
        .or_else(|| schema.constant())
        .or_else(|| schema.enumeration()?.first());
    if let Some(given) = given {
        return Some(given.clone());
    }
    let part =
        schema.reference().or_else(|| schema.alternatives().next()).or_else(|| schema.list("allOf").next());
    if let Some(part) = part {
        return value(name, part, depth);
    }
    Some(match schema.types().next() {
        Some("object") => Value::Object(required(schema, depth)),
        Some("array") => {
            let least = schema.keyword("minItems").and_then(Value::as_u64).unwrap_or(1).clamp(1, 8);
            let item = schema.one("items").and_then(|items| value(name, items, depth));
            (0..least).filter_map(|_| item.clone()).collect()
        }
        Some("integer" | "number") => schema.keyword("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(true),
        Some("null") => Value::Null,
        _ => json!(format!("<{name}>")),
    })
}
