//! Reads states that were written under another schema.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::schema::{Block, Mode, Nested};
use crate::value::{Type, Value, from_json};

/// Reads a body. Missing attributes are null, missing blocks empty.
pub(super) fn body(block: &Block, json: &Json) -> Value {
    let attribute = |(name, attribute): (&String, &crate::schema::Attribute)| {
        (name.clone(), json.get(name).map_or(Value::Null, |json| from_json(json, &attribute.ty())))
    };
    let nested = |(name, nested): (&String, &Nested)| (name.clone(), blocks(nested, json.get(name)));
    let attributes = block.attributes.iter().map(attribute);
    Value::Map(attributes.chain(block.blocks.iter().map(nested)).collect())
}

fn blocks(nested: &Nested, json: Option<&Json>) -> Value {
    let json = json.map(bare).filter(|json| !json.is_null());
    let one = |json: &Json| body(&nested.block, json);
    match nested.mode {
        Mode::Single => json.map_or(Value::Null, one),
        Mode::Group => one(json.unwrap_or(&Json::Null)),
        Mode::Map => {
            let elements = json.and_then(Json::as_object).into_iter().flatten();
            let map: BTreeMap<_, _> = elements.map(|(key, json)| (key.clone(), one(json))).collect();
            typed(nested, Value::Map(map))
        }
        Mode::List | Mode::Set => {
            let elements = match json {
                Some(Json::Array(elements)) => elements.iter().map(one).collect(),
                // A single block may have been stored as a value.
                Some(json @ Json::Object(_)) => vec![one(json)],
                _ => Vec::new(),
            };
            typed(nested, Value::List(elements))
        }
    }
}

/// A value of an open type is stored next to its type.
fn bare(json: &Json) -> &Json {
    match (json.get("value"), json.get("type").and_then(Type::read)) {
        (Some(value), Some(_)) => value,
        _ => json,
    }
}

fn typed(nested: &Nested, value: Value) -> Value {
    if !nested.block.ty().is_open() {
        return value;
    }
    let element = |value: &Value| concrete(&nested.block.ty(), value);
    let ty = match &value {
        Value::List(elements) => Type::Tuple(elements.iter().map(element).collect()),
        Value::Map(map) => {
            Type::object(map.iter().map(|(key, value)| (key.clone(), element(value))).collect())
        }
        _ => Type::Dynamic,
    };
    Value::Typed(Box::new(ty), Box::new(value))
}

/// Returns the type of an element whose open parts carry their own.
fn concrete(ty: &Type, value: &Value) -> Type {
    match (ty, value) {
        (Type::Dynamic, Value::Typed(known, _)) => (**known).clone(),
        (Type::Object(types, _), Value::Map(map)) => {
            let part = |(name, ty): (&String, &Type)| {
                (name.clone(), map.get(name).map_or(ty.clone(), |it| concrete(ty, it)))
            };
            Type::object(types.iter().map(part).collect())
        }
        (ty, _) => ty.clone(),
    }
}
