//! Reads states that were written under another schema.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use terrace_schema::provider_schema::{Attribute, Block, NestedBlock, NestingMode};
use terrace_schema::types::{ObjectAttribute, Type};

use crate::value::{Value, from_json};

/// Reads a body. Missing attributes are null, missing blocks empty.
pub(super) fn body(block: &Block, json: &Json) -> Value {
    let attribute = |(name, attribute): (&String, &Attribute)| {
        (name.clone(), json.get(name).map_or(Value::Null, |json| from_json(json, &attribute.implied_type())))
    };
    let nested = |(name, nested): (&String, &NestedBlock)| (name.clone(), blocks(nested, json.get(name)));
    let attributes = block.attributes.iter().map(attribute);
    Value::Map(attributes.chain(block.block_types.iter().map(nested)).collect())
}

fn blocks(nested: &NestedBlock, json: Option<&Json>) -> Value {
    let json = json.map(bare).filter(|json| !json.is_null());
    let one = |json: &Json| body(&nested.block, json);
    match nested.nesting_mode {
        NestingMode::Single => json.map_or(Value::Null, one),
        NestingMode::Group => one(json.unwrap_or(&Json::Null)),
        NestingMode::Map => {
            let elements = json.and_then(Json::as_object).into_iter().flatten();
            let map: BTreeMap<_, _> = elements.map(|(key, json)| (key.clone(), one(json))).collect();
            typed(nested, Value::Map(map))
        }
        NestingMode::List | NestingMode::Set => {
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
    match (json.get("value"), json.get("type").map(Type::from_json)) {
        (Some(value), Some(Ok(_))) => value,
        _ => json,
    }
}

fn typed(nested: &NestedBlock, value: Value) -> Value {
    if !nested.block.implied_type().has_any() {
        return value;
    }
    let element = |value: &Value| concrete(&nested.block.implied_type(), value);
    let ty = match &value {
        Value::List(elements) => Type::Tuple(elements.iter().map(element).collect()),
        Value::Map(map) => Type::object(map.iter().map(|(key, value)| (key.clone(), element(value)))),
        _ => Type::Any,
    };
    Value::Typed(Box::new(ty), Box::new(value))
}

/// Returns the type of an element whose open parts carry their own.
fn concrete(ty: &Type, value: &Value) -> Type {
    match (ty, value) {
        (Type::Any, Value::Typed(known, _)) => (**known).clone(),
        (Type::Object(types), Value::Map(map)) => {
            let part = |(name, it): (&String, &ObjectAttribute)| {
                let ty = &it.type_constraint;
                (name.clone(), map.get(name).map_or(ty.clone(), |value| concrete(ty, value)))
            };
            Type::object(types.iter().map(part))
        }
        (ty, _) => ty.clone(),
    }
}
