//! Fills in the unknown values of a plan.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use terrace_schema::provider_schema::Schema;
use terrace_schema::types::{ObjectAttribute, Type};

use super::known;
use super::plausible::invent;
use super::subject::Subject;
use crate::shape::Shape;
use crate::value::{Value, from_json};

/// Replaces everything unknown: by a fixture, by what is known about the type, or by something plausible.
pub fn fill(
    schema: &Schema,
    subject: &mut Subject<'_>,
    fixtures: &BTreeMap<String, Json>,
    value: Value,
) -> Value {
    let Value::Map(mut map) = value else { return value };
    let Type::Object(types) = schema.implied_type() else { return Value::Map(map) };
    let known = known::attributes(subject, &map);
    // The identifier first, because other values are derived from it.
    let order = map.keys().filter(|name| *name == "id").chain(map.keys().filter(|name| *name != "id"));
    for name in order.cloned().collect::<Vec<_>>() {
        let (Some(value), Some(attribute)) = (map.remove(&name), types.get(&name)) else { continue };
        let ty = &attribute.type_constraint;
        let shape = subject.shape.and_then(|shape| shape.attributes.get(&name));
        let filled = match (value, fixtures.get(&name), known.get(&name)) {
            (Value::Unknown(_), Some(json), _) => prescribed(json, ty, shape),
            (Value::Unknown(_), None, Some(value)) => typed(value.clone(), ty),
            (value, _, _) => part(subject, &name, value, ty, shape),
        };
        if name == "id" {
            subject.id = filled.as_str().unwrap_or_default().to_owned();
        }
        map.insert(name, filled);
    }
    Value::Map(map)
}

/// Fills a value at any depth.
fn part(subject: &Subject<'_>, name: &str, value: Value, ty: &Type, shape: Option<&Shape>) -> Value {
    match (value, ty) {
        (Value::Unknown(_), ty) => invent(subject, name, ty, shape),
        (Value::Typed(known, value), _) => {
            let value = part(subject, name, *value, &known, shape);
            // An unknown value may have had an open type, which can only be settled now.
            if known.has_any() {
                Value::Typed(Box::new(settled(&known, &value)), Box::new(value))
            } else {
                Value::Typed(known, Box::new(value))
            }
        }
        (Value::List(elements), Type::List(element) | Type::Set(element)) => {
            Value::List(elements.into_iter().map(|value| part(subject, name, value, element, None)).collect())
        }
        (Value::List(elements), Type::Tuple(types)) => {
            let elements = elements.into_iter().zip(types);
            Value::List(elements.map(|(value, ty)| part(subject, name, value, ty, None)).collect())
        }
        (Value::Map(map), Type::Map(element)) => {
            let entries = map.into_iter();
            Value::Map(
                entries
                    .map(|(key, value)| (key.clone(), part(subject, &key, value, element, None)))
                    .collect(),
            )
        }
        (Value::Map(map), Type::Object(types)) => {
            let entry = |(key, value): (String, Value)| match types.get(&key) {
                Some(it) => (key.clone(), part(subject, &key, value, &it.type_constraint, None)),
                None => (key, value),
            };
            Value::Map(map.into_iter().map(entry).collect())
        }
        (value, _) => value,
    }
}

fn settled(open: &Type, value: &Value) -> Type {
    match (open, value) {
        (Type::Any, value) => value.literal_type(),
        (Type::Tuple(types), Value::List(elements)) => {
            Type::Tuple(types.iter().zip(elements).map(|(ty, value)| settled(ty, value)).collect())
        }
        (Type::Object(types), Value::Map(map)) => {
            let part = |(name, it): (&String, &ObjectAttribute)| match map.get(name) {
                Some(value) => (name.clone(), settled(&it.type_constraint, value)),
                None => (name.clone(), it.type_constraint.clone()),
            };
            Type::object(types.iter().map(part))
        }
        (ty, _) => ty.clone(),
    }
}

/// Returns the value of a fixture; JSON text may be written as the decoded JSON.
fn prescribed(json: &Json, ty: &Type, shape: Option<&Shape>) -> Value {
    let decoded = matches!(json, Json::Array(_) | Json::Object(_));
    if decoded && shape.is_some_and(|shape| shape.json.is_some()) {
        return typed(Value::string(json.to_string()), ty);
    }
    from_json(json, ty)
}

fn typed(value: Value, ty: &Type) -> Value {
    match ty {
        Type::Any if !matches!(value, Value::Typed(..)) => {
            Value::Typed(Box::new(value.literal_type()), Box::new(value))
        }
        _ => value,
    }
}
