//! Checks the type of a value, and the rules for strings and numbers.

use super::misfit::Mismatch;
use super::partial_value::PartialValue;
use crate::inputs::schema::Subschema;
use crate::inputs::{describe, rule, type_name, written};
use jsonschema::{Draft, JsonType};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::str::FromStr;

/// Rules for strings and numbers. Each is checked by the same validator as literals.
const RULES: &[&str] = &[
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// Returns the mismatch between a value as a whole and the types and values that a schema accepts, if there is one.
pub(super) fn mismatch(schema: Subschema<'_>, known: &PartialValue) -> Option<Mismatch> {
    let got = || known.described();
    let types = schema.types();
    if types.clone().next().is_some() && !types.clone().any(|name| may_be(known, name)) {
        return Some(Mismatch::Kind { expected: types.map(in_words).collect(), got: got() });
    }
    if let Some(options) = options(schema)
        && !options.iter().any(|option| may_equal(known, option))
    {
        let options = options.iter().filter(|option| !option.is_null()).map(written).collect();
        return Some(Mismatch::Option { options, got: got() });
    }
    None
}

/// Returns the rule for strings or numbers that a value breaks, if there is one.
pub(super) fn broken_rule(schema: Subschema<'_>, known: &PartialValue) -> Option<Mismatch> {
    let rules = RULES.iter().filter_map(|name| Some(((*name).to_owned(), schema.keyword(name)?.clone())));
    let rules: Map<String, Value> = rules.collect();
    if rules.is_empty() {
        return None;
    }
    let value = as_typed(known, &schema.types().collect::<Vec<_>>())?;
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    let validator = options.build(&Value::Object(rules)).ok()?;
    let error = validator.iter_errors(&value).next()?;
    Some(Mismatch::Rule { rule: rule(&error, schema.example()), got: describe(&value) })
}

fn in_words(name: &str) -> String {
    JsonType::from_str(name).map(|kind| type_name(kind).to_owned()).unwrap_or_else(|_| format!("`{name}`"))
}

/// Returns whether a value may have a type of JSON Schema, directly or after Terraform converts it.
pub(super) fn may_be(known: &PartialValue, name: &str) -> bool {
    match known {
        PartialValue::Unknown | PartialValue::Null => true,
        PartialValue::Linked(known) => may_be(known, name),
        PartialValue::Bool(_) => matches!(name, "boolean" | "string"),
        PartialValue::Number(number) => match name {
            "number" | "string" => true,
            "integer" => number.as_ref().is_none_or(is_whole),
            _ => false,
        },
        PartialValue::Text(text) => match (name, text) {
            ("string", _) | ("number" | "integer" | "boolean", None) => true,
            ("number", Some(text)) => number(text).is_some(),
            ("integer", Some(text)) => number(text).is_some_and(|number| is_whole(&number)),
            ("boolean", Some(text)) => matches!(text.as_str(), "true" | "false" | "1" | "0"),
            _ => false,
        },
        PartialValue::List(_) | PartialValue::Items(_) => name == "array",
        PartialValue::Object { .. } | PartialValue::Members(_) => name == "object",
    }
}

/// Converts a string to a number, as Terraform does.
fn number(text: &str) -> Option<Number> {
    serde_json::from_str(text).ok()
}

fn is_whole(number: &Number) -> bool {
    number.as_f64().is_none_or(|number| number.fract() == 0.0)
}

fn options(schema: Subschema<'_>) -> Option<&[Value]> {
    schema.constant().map(std::slice::from_ref).or_else(|| schema.enumeration())
}

fn may_equal(known: &PartialValue, option: &Value) -> bool {
    match known {
        PartialValue::Bool(_) | PartialValue::Number(_) | PartialValue::Text(_) => {
            let is_scalar = !matches!(option, Value::Null | Value::Array(_) | Value::Object(_));
            let written = option.as_str().map_or_else(|| option.to_string().into(), Cow::from);
            is_scalar && known.as_text().is_none_or(|known| known == written)
        }
        PartialValue::List(_) | PartialValue::Items(_) => option.is_array(),
        PartialValue::Object { .. } | PartialValue::Members(_) => option.is_object(),
        PartialValue::Unknown | PartialValue::Null | PartialValue::Linked(_) => true,
    }
}

/// Returns a known string or number as the first of the types that it may have.
fn as_typed(known: &PartialValue, types: &[&str]) -> Option<Value> {
    let text = match known {
        PartialValue::Number(_) | PartialValue::Text(_) => known.as_text()?,
        _ => return None,
    };
    let takes = |names: &[&str]| types.iter().any(|name| names.contains(name));
    let is_number = matches!(known, PartialValue::Number(_));
    let as_number = if types.is_empty() { is_number } else { takes(&["number", "integer"]) };
    if as_number && (is_number || !takes(&["string"])) {
        return number(&text).map(Value::Number);
    }
    Some(Value::String(text.into_owned()))
}
