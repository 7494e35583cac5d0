//! Finds inputs that accept less than before.
//!
//! It knows the parts of JSON Schema that the SDKs use. If it cannot decide whether a value is still accepted, such
//! as with a different pattern, it reports that it is not.

use super::Breakage;
use crate::schema::{is_expression, type_words};
use serde_json::{Map, Value};

/// The maximum depth of nested inputs. Schemas may be recursive.
const DEPTH: usize = 8;

pub(super) fn breakages(old: &Value, new: &Value) -> Vec<Breakage> {
    let mut found = Vec::new();
    Roots { old, new }.compare("", old, new, DEPTH, &mut found);
    found
}

/// The documents that local references of each schema point into.
#[derive(Clone, Copy)]
struct Roots<'a> {
    old: &'a Value,
    new: &'a Value,
}

/// A set of values that a schema accepts.
enum Alternative<'a> {
    Anything,
    Constant(&'a Value),
    /// All values of a type that match the rest of the schema.
    Typed(&'a str, &'a Value),
}

impl<'a> Roots<'a> {
    /// Adds the values that `old` accepts and `new` does not.
    fn compare(self, path: &str, old: &'a Value, new: &'a Value, depth: usize, found: &mut Vec<Breakage>) {
        if depth == 0 {
            return;
        }
        let new = alternatives(self.new, new, depth);
        for alternative in alternatives(self.old, old, depth) {
            let fitting: Vec<_> = new.iter().filter(|new| may_take(new, &alternative)).collect();
            let narrowed = |what| Breakage::InputNarrowed { path: path.to_owned(), what };
            if fitting.is_empty() {
                found.push(narrowed(self.words(&alternative)));
                continue;
            }
            let mut attempts = fitting.into_iter().map(|new| {
                let mut found = Vec::new();
                if let (Alternative::Typed(_, old), Alternative::Typed(_, new)) = (&alternative, new) {
                    self.details(path, old, new, depth, &mut found);
                }
                found
            });
            // The closest of several alternatives explains best what is missing.
            if let Some(least) = attempts.by_ref().min_by_key(Vec::len) {
                found.extend(least);
            }
        }
    }

    fn words(self, alternative: &Alternative<'_>) -> String {
        match alternative {
            Alternative::Anything => "any value".to_owned(),
            Alternative::Constant(value) => value.to_string(),
            Alternative::Typed(_, schema) if is_expression(schema) => "an expression".to_owned(),
            // The description of the schema would list all of its types.
            Alternative::Typed(name, schema) if schema["type"].is_array() => (*name).to_owned(),
            Alternative::Typed(_, schema) => type_words(self.old, schema),
        }
    }

    /// Compares two schemas of the same type.
    fn details(self, path: &str, old: &'a Value, new: &'a Value, depth: usize, found: &mut Vec<Breakage>) {
        for what in bounds(old, new) {
            found.push(Breakage::InputNarrowed { path: path.to_owned(), what });
        }
        if let Some(new) = new.get("items") {
            self.compare(
                &format!("{path}[]"),
                old.get("items").unwrap_or(&Value::Bool(true)),
                new,
                depth - 1,
                found,
            );
        }
        self.members(path, old, new, depth, found);
    }

    fn members(self, path: &str, old: &'a Value, new: &'a Value, depth: usize, found: &mut Vec<Breakage>) {
        let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let (was_required, is_required) = (required(old), required(new));
        let (old_members, new_members) = (members(old), members(new));
        for (name, old) in old_members.into_iter().flatten() {
            match new_members.and_then(|members| members.get(name)) {
                Some(new) => self.compare(&inside(name), old, new, depth - 1, found),
                None if new.get("additionalProperties") == Some(&Value::Bool(false)) => {
                    found.push(Breakage::InputRemoved { path: inside(name) });
                }
                None => {}
            }
        }
        for name in is_required.filter(|name| !was_required.clone().any(|old| old == *name)) {
            found.push(Breakage::InputRequired { path: inside(name) });
        }
        if let Some(new) = new.get("additionalProperties").filter(|new| new.is_object()) {
            let old = old.get("additionalProperties").unwrap_or(&Value::Bool(true));
            self.compare(&inside("*"), old, new, depth - 1, found);
        }
    }
}

fn members(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

fn required(schema: &Value) -> impl Iterator<Item = &str> + Clone {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Returns the values that a schema accepts, with references and choices resolved.
fn alternatives<'a>(root: &'a Value, schema: &'a Value, depth: usize) -> Vec<Alternative<'a>> {
    if depth == 0 {
        return vec![Alternative::Anything];
    }
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    if let Some(target) = target.and_then(|pointer| root.pointer(pointer)) {
        return alternatives(root, target, depth - 1);
    }
    if let Some(choices) = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)?.as_array()) {
        return choices.iter().flat_map(|choice| alternatives(root, choice, depth - 1)).collect();
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().map(Alternative::Constant).collect();
    }
    if let Some(value) = schema.get("const") {
        return vec![Alternative::Constant(value)];
    }
    match schema.get("type") {
        Some(Value::String(name)) => vec![Alternative::Typed(name, schema)],
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(|name| Alternative::Typed(name, schema)).collect()
        }
        _ if schema == &Value::Bool(false) => Vec::new(),
        _ => vec![Alternative::Anything],
    }
}

/// Returns whether `new` may accept a value that `old` accepts, regardless of their details.
fn may_take(new: &Alternative<'_>, old: &Alternative<'_>) -> bool {
    match (new, old) {
        (Alternative::Anything, _) => true,
        (_, Alternative::Anything) => false,
        (Alternative::Constant(new), Alternative::Constant(old)) => new == old,
        (Alternative::Constant(_), Alternative::Typed(..)) => false,
        (Alternative::Typed(new, schema), Alternative::Constant(old)) => {
            !is_expression(schema) && takes_type(new, type_of(old))
        }
        (Alternative::Typed(new, new_schema), Alternative::Typed(old, old_schema)) => {
            takes_type(new, old) && is_expression(new_schema) == is_expression(old_schema)
        }
    }
}

fn takes_type(new: &str, old: &str) -> bool {
    new == old || (new == "number" && old == "integer")
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Keywords that accept less the greater their value is, with a description of the values that are then rejected.
const AT_LEAST: [(&str, &str); 5] = [
    ("minimum", "values below"),
    ("exclusiveMinimum", "values up to"),
    ("minLength", "strings shorter than"),
    ("minItems", "lists shorter than"),
    ("minProperties", "maps smaller than"),
];

/// Keywords that accept less the smaller their value is, with a description of the values that are then rejected.
const AT_MOST: [(&str, &str); 5] = [
    ("maximum", "values above"),
    ("exclusiveMaximum", "values from"),
    ("maxLength", "strings longer than"),
    ("maxItems", "lists longer than"),
    ("maxProperties", "maps larger than"),
];

/// Keywords for which any change accepts less, with a description of the values that are then rejected.
const EXACT: [(&str, &str); 3] = [
    ("pattern", "strings that do not match"),
    ("multipleOf", "values that are not a multiple of"),
    ("uniqueItems", "lists with duplicate items: `uniqueItems` is"),
];

/// Describes the values that are no longer accepted because of tighter bounds.
fn bounds(old: &Value, new: &Value) -> Vec<String> {
    let number = |schema: &Value, key: &str| schema.get(key).and_then(Value::as_f64);
    let mut found = Vec::new();
    for (keys, is_tighter) in
        [(AT_LEAST, (|old, new| new > old) as fn(f64, f64) -> bool), (AT_MOST, |old, new| new < old)]
    {
        for (key, words) in keys {
            let Some(now) = number(new, key) else { continue };
            if number(old, key).is_none_or(|before| is_tighter(before, now)) {
                found.push(format!("{words} {}", new[key]));
            }
        }
    }
    for (key, words) in EXACT {
        let Some(now) = new.get(key).filter(|now| **now != Value::Bool(false)) else { continue };
        if old.get(key) != Some(now) {
            found.push(format!("{words} {now}"));
        }
    }
    found
}
