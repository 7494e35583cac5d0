//! The msgpack encoding, used on the wire.

use std::collections::BTreeMap;

use rmpv::Value as Packed;
use terrace_schema::types::{ObjectAttribute, Type};

use super::{Number, Value};
use crate::protocol::type_json;

/// The extension that marks a value known after apply.
const UNKNOWN: i8 = 0;

/// An error decoding a value of the expected type. Terraform and the provider then disagree about a schema.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("the value is not msgpack: {0}")]
    Malformed(#[from] rmpv::decode::Error),
    #[error("expected {expected}, got {got}")]
    Mismatch { expected: String, got: String },
    #[error("the object has an attribute `{0}` that its schema does not have")]
    Attribute(String),
}

/// Decodes a value of the type. Empty input is null.
pub(crate) fn decode(bytes: &[u8], ty: &Type) -> Result<Value, DecodeError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    unpack(rmpv::decode::read_value(&mut &bytes[..])?, ty)
}

/// Encodes a value of the type. Attributes that are missing from an object are written as null.
pub(crate) fn encode(value: &Value, ty: &Type) -> Vec<u8> {
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, &pack(value, ty)).expect("writing to memory does not fail");
    bytes
}

fn unpack(packed: Packed, ty: &Type) -> Result<Value, DecodeError> {
    match packed {
        Packed::Nil => return Ok(Value::Null),
        Packed::Ext(UNKNOWN, _) => return Ok(Value::UNKNOWN),
        Packed::Ext(_, refinement) => return Ok(Value::Unknown(Some(refinement))),
        _ => {}
    }
    match (ty, packed) {
        (Type::Bool, Packed::Boolean(value)) => Ok(Value::Bool(value)),
        (Type::String, packed @ Packed::String(_)) => text(&packed).map(Value::String),
        (Type::Number, packed) => number(packed),
        (Type::List(element) | Type::Set(element), Packed::Array(elements)) => elements
            .into_iter()
            .map(|packed| unpack(packed, element))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Type::Tuple(types), Packed::Array(elements)) if types.len() == elements.len() => {
            let elements = elements.into_iter().zip(types);
            elements.map(|(packed, ty)| unpack(packed, ty)).collect::<Result<_, _>>().map(Value::List)
        }
        (Type::Map(element), Packed::Map(entries)) => {
            let entries =
                entries.into_iter().map(|(key, packed)| Ok((text(&key)?, unpack(packed, element)?)));
            entries.collect::<Result<_, DecodeError>>().map(Value::Map)
        }
        (Type::Object(attributes), Packed::Map(entries)) => {
            let mut map = BTreeMap::new();
            for (key, packed) in entries {
                let name = text(&key)?;
                let Some(attribute) = attributes.get(&name) else { return Err(DecodeError::Attribute(name)) };
                map.insert(name, unpack(packed, &attribute.type_constraint)?);
            }
            Ok(Value::Map(map))
        }
        (Type::Any, Packed::Array(mut parts)) if parts.len() == 2 => {
            let (value, notation) = (parts.pop(), parts.pop());
            let bytes = notation.as_ref().and_then(Packed::as_slice).unwrap_or_default();
            let known = serde_json::from_slice::<Type>(bytes).ok();
            let (Some(known), Some(value)) = (known, value) else {
                return Err(mismatch(ty, &Packed::from("an unreadable type")));
            };
            let value = unpack(value, &known)?;
            Ok(Value::Typed(Box::new(known), Box::new(value)))
        }
        (ty, packed) => Err(mismatch(ty, &packed)),
    }
}

fn number(packed: Packed) -> Result<Value, DecodeError> {
    let number = match &packed {
        Packed::Integer(integer) => match (integer.as_i64(), integer.as_u64()) {
            (Some(value), _) => Number::Integer(value),
            (None, Some(value)) => Number::Unsigned(value),
            (None, None) => return Err(mismatch(&Type::Number, &packed)),
        },
        Packed::F32(value) => Number::Float(f64::from(*value)),
        Packed::F64(value) => Number::Float(*value),
        Packed::String(_) => Number::Text(text(&packed)?),
        _ => return Err(mismatch(&Type::Number, &packed)),
    };
    Ok(Value::Number(number))
}

fn text(packed: &Packed) -> Result<String, DecodeError> {
    packed.as_str().map(str::to_owned).ok_or_else(|| mismatch(&Type::String, packed))
}

fn mismatch(ty: &Type, packed: &Packed) -> DecodeError {
    DecodeError::Mismatch { expected: ty.to_json().to_string(), got: packed.to_string() }
}

fn pack(value: &Value, ty: &Type) -> Packed {
    match (value, ty) {
        (Value::Typed(known, value), Type::Any) => {
            Packed::Array(vec![Packed::Binary(type_json(known)), pack(value, known)])
        }
        (Value::Typed(_, value), ty) => pack(value, ty),
        (Value::Null, _) => Packed::Nil,
        (Value::Unknown(None), _) => Packed::Ext(UNKNOWN, vec![0]),
        (Value::Unknown(Some(refinement)), _) => Packed::Ext(12, refinement.clone()),
        (value, Type::Any) => {
            let known = value.literal_type();
            Packed::Array(vec![Packed::Binary(type_json(&known)), pack(value, &known)])
        }
        (Value::Bool(value), _) => Packed::Boolean(*value),
        (Value::String(text), _) => Packed::from(text.as_str()),
        (Value::Number(number), _) => match number {
            Number::Integer(value) => Packed::from(*value),
            Number::Unsigned(value) => Packed::from(*value),
            Number::Float(value) => Packed::from(*value),
            Number::Text(text) => Packed::from(text.as_str()),
        },
        (Value::List(elements), Type::Tuple(types)) => {
            Packed::Array(elements.iter().zip(types).map(|(value, ty)| pack(value, ty)).collect())
        }
        (Value::List(elements), Type::List(ty) | Type::Set(ty)) => {
            Packed::Array(elements.iter().map(|value| pack(value, ty)).collect())
        }
        (Value::Map(map), Type::Object(attributes)) => {
            let entry = |(name, attribute): (&String, &ObjectAttribute)| {
                let value =
                    map.get(name).map_or(Packed::Nil, |value| pack(value, &attribute.type_constraint));
                (Packed::from(name.as_str()), value)
            };
            Packed::Map(attributes.iter().map(entry).collect())
        }
        (Value::Map(map), Type::Map(ty)) => Packed::Map(
            map.iter().map(|(key, value)| (Packed::from(key.as_str()), pack(value, ty))).collect(),
        ),
        // Terraform rejects a value of another type than its schema's, and names the attribute.
        (value, _) => pack(value, &value.literal_type()),
    }
}
