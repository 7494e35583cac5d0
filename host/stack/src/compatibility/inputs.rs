//! Finds inputs that accept less than before.
//!
//! It knows the parts of JSON Schema that the SDKs use. If it cannot decide whether a value is still accepted, such
//! as with a different pattern, it reports that it is not.

use super::Breakage;
use crate::inputs::schema::{Schema, Subschema};
use crate::inputs::type_text;
use serde_json::Value;

/// The maximum depth of nested inputs. Schemas may be recursive.
const MAX_DEPTH: usize = 8;

pub(super) fn breakages(old: &Value, new: &Value) -> Vec<Breakage> {
    let (old, new) = (Schema::new(old), Schema::new(new));
    let mut found = Vec::new();
    compare("", Some(old.root()), new.root(), MAX_DEPTH, &mut found);
    found
}

/// A set of values that a schema accepts.
enum Alternative<'a> {
    Anything,
    Constant(&'a Value),
    /// All values of a type that match the rest of the schema.
    Typed(&'a str, Subschema<'a>),
}

/// Adds the values that `old` accepts and `new` does not. A version without a schema accepts any value.
fn compare(
    path: &str,
    old: Option<Subschema<'_>>,
    new: Subschema<'_>,
    depth: usize,
    found: &mut Vec<Breakage>,
) {
    if depth == 0 {
        return;
    }
    let new = alternatives(new);
    for alternative in old.map_or_else(|| vec![Alternative::Anything], alternatives) {
        let fitting: Vec<_> = new.iter().filter(|new| may_take(new, &alternative)).collect();
        if fitting.is_empty() {
            found.push(Breakage::InputNarrowed { path: path.to_owned(), what: words(&alternative) });
            continue;
        }
        let attempts = fitting.into_iter().map(|new| {
            let mut found = Vec::new();
            if let (Alternative::Typed(_, old), Alternative::Typed(_, new)) = (&alternative, new) {
                details(path, *old, *new, depth, &mut found);
            }
            found
        });
        // The closest of several alternatives explains best what is missing.
        if let Some(least) = attempts.min_by_key(Vec::len) {
            found.extend(least);
        }
    }
}

fn words(alternative: &Alternative<'_>) -> String {
    match alternative {
        Alternative::Anything => "any value".to_owned(),
        Alternative::Constant(value) => value.to_string(),
        Alternative::Typed(_, schema) if schema.is_expression() => "an expression".to_owned(),
        // The description of the schema would list all of its types.
        Alternative::Typed(name, schema) if schema.has_several_types() => (*name).to_owned(),
        Alternative::Typed(_, schema) => type_text(*schema),
    }
}

/// Compares two schemas of the same type.
fn details(path: &str, old: Subschema<'_>, new: Subschema<'_>, depth: usize, found: &mut Vec<Breakage>) {
    for what in bounds(old, new) {
        found.push(Breakage::InputNarrowed { path: path.to_owned(), what });
    }
    if let Some(new) = new.one("items") {
        compare(&format!("{path}[]"), old.one("items"), new, depth - 1, found);
    }
    members(path, old, new, depth, found);
}

fn members(path: &str, old: Subschema<'_>, new: Subschema<'_>, depth: usize, found: &mut Vec<Breakage>) {
    let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let others = new.one("additionalProperties");
    for (name, old) in old.properties() {
        match new.property(name) {
            Some(new) => compare(&inside(name), Some(old), new, depth - 1, found),
            None if others.is_some_and(Subschema::is_false) => {
                found.push(Breakage::InputRemoved { path: inside(name) });
            }
            None => {}
        }
    }
    for name in new.required().filter(|name| !old.required().any(|old| old == *name)) {
        found.push(Breakage::InputRequired { path: inside(name) });
    }
    if let Some(others) = others.filter(|others| others.literal().is_none()) {
        compare(&inside("*"), old.one("additionalProperties"), others, depth - 1, found);
    }
}

/// Returns the values that a schema accepts, with references and choices resolved.
fn alternatives(schema: Subschema<'_>) -> Vec<Alternative<'_>> {
    let schema = schema.resolved();
    if schema.has("anyOf") || schema.has("oneOf") {
        return schema.alternatives().flat_map(alternatives).collect();
    }
    if let Some(values) = schema.enumeration() {
        return values.iter().map(Alternative::Constant).collect();
    }
    if let Some(value) = schema.constant() {
        return vec![Alternative::Constant(value)];
    }
    if schema.is_false() {
        return Vec::new();
    }
    if schema.keyword("type").is_none() {
        return vec![Alternative::Anything];
    }
    schema.types().map(|name| Alternative::Typed(name, schema)).collect()
}

/// Returns whether `new` may accept a value that `old` accepts, regardless of their details.
fn may_take(new: &Alternative<'_>, old: &Alternative<'_>) -> bool {
    match (new, old) {
        (Alternative::Anything, _) => true,
        (_, Alternative::Anything) => false,
        (Alternative::Constant(new), Alternative::Constant(old)) => new == old,
        (Alternative::Constant(_), Alternative::Typed(..)) => false,
        (Alternative::Typed(new, schema), Alternative::Constant(old)) => {
            !schema.is_expression() && takes_type(new, type_of(old))
        }
        (Alternative::Typed(new, new_schema), Alternative::Typed(old, old_schema)) => {
            takes_type(new, old) && new_schema.is_expression() == old_schema.is_expression()
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
fn bounds(old: Subschema<'_>, new: Subschema<'_>) -> Vec<String> {
    let number = |schema: Subschema<'_>, key: &str| schema.keyword(key).and_then(Value::as_f64);
    let mut found = Vec::new();
    for (keys, is_tighter) in
        [(AT_LEAST, (|old, new| new > old) as fn(f64, f64) -> bool), (AT_MOST, |old, new| new < old)]
    {
        for (key, words) in keys {
            let Some((limit, now)) = new.keyword(key).zip(number(new, key)) else { continue };
            if number(old, key).is_none_or(|before| is_tighter(before, now)) {
                found.push(format!("{words} {limit}"));
            }
        }
    }
    for (key, words) in EXACT {
        let Some(now) = new.keyword(key).filter(|now| **now != Value::Bool(false)) else { continue };
        if old.keyword(key) != Some(now) {
            found.push(format!("{words} {now}"));
        }
    }
    found
}
