//! The JSON encoding, used by state files and fixtures.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use terrace_schema::types::Type;

use super::{Number, Value};

/// Reads a value that was written under this type or under another one.
///
/// A state outlives its schema here: an inferred schema grows with the stack, and a real one may replace it. So a value that
/// carries its type is unwrapped if the schema now has a type for it, a bare value gets its own type if the schema leaves it
/// open, strings and numbers are converted to each other, and values that cannot be converted become null, as if they had never
/// been set.
pub(crate) fn from_json(json: &Json, ty: &Type) -> Value {
    if let Some((known, json)) = carried(json) {
        let value = from_json(json, &known);
        return match ty {
            Type::Any => Value::Typed(Box::new(known), Box::new(value)),
            ty => from_json(json, ty),
        };
    }
    match (ty, json) {
        (_, Json::Null) => Value::Null,
        (Type::Any, json) => {
            let value = literal(json);
            Value::Typed(Box::new(value.literal_type()), Box::new(value))
        }
        (Type::Bool, Json::Bool(value)) => Value::Bool(*value),
        (Type::Bool, Json::String(text)) => text.parse().map_or(Value::Null, Value::Bool),
        (Type::Number, Json::Number(number)) => Value::Number(Number::parse(&number.to_string())),
        (Type::Number, Json::String(text)) if text.parse::<f64>().is_ok() => {
            Value::Number(Number::parse(text))
        }
        (Type::String, Json::String(text)) => Value::String(text.clone()),
        (Type::String, Json::Bool(_) | Json::Number(_)) => Value::String(json.to_string()),
        // JSON text that Terraform decodes is easier to write as the decoded JSON.
        (Type::String, Json::Array(_) | Json::Object(_)) => Value::String(json.to_string()),
        (Type::List(element) | Type::Set(element), Json::Array(elements)) => {
            Value::List(elements.iter().map(|json| from_json(json, element)).collect())
        }
        // A single block may be written without brackets.
        (Type::List(element) | Type::Set(element), Json::Object(_))
            if matches!(**element, Type::Object(..)) =>
        {
            Value::List(vec![from_json(json, element)])
        }
        (Type::Tuple(types), Json::Array(elements)) if types.len() == elements.len() => {
            Value::List(elements.iter().zip(types).map(|(json, ty)| from_json(json, ty)).collect())
        }
        (Type::Map(element), Json::Object(entries)) => {
            Value::Map(entries.iter().map(|(key, json)| (key.clone(), from_json(json, element))).collect())
        }
        (Type::Object(attributes), Json::Object(entries)) => {
            let value = |name: &String, ty| entries.get(name).map_or(Value::Null, |json| from_json(json, ty));
            let attributes = attributes.iter();
            Value::Map(
                attributes.map(|(name, it)| (name.clone(), value(name, &it.type_constraint))).collect(),
            )
        }
        _ => Value::Null,
    }
}

/// A value of an open type is written as an object with the value and its type.
fn carried(json: &Json) -> Option<(Type, &Json)> {
    let object = json.as_object().filter(|object| object.len() == 2)?;
    Some((Type::from_json(object.get("type")?).ok()?, object.get("value")?))
}

fn literal(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(Number::parse(&number.to_string())),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(elements) => Value::List(elements.iter().map(literal).collect()),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, json)| (key.clone(), literal(json)));
            Value::Map(entries.collect::<BTreeMap<_, _>>())
        }
    }
}
