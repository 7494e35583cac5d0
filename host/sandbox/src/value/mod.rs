//! Terraform's values and their two encodings.

mod json;
mod msgpack;
mod number;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use terrace_schema::types::Type;

pub(crate) use json::from_json;
pub(crate) use msgpack::{DecodeError, decode, encode};
pub(crate) use number::Number;

/// A value as Terraform sends it. Its type is in the schema; a value carries its own only if the schema leaves the type open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    /// Known after apply. The refinements that Terraform sends with such a value are kept as they are, because a plan with
    /// fewer refinements counts as a different value.
    Unknown(Option<Vec<u8>>),
    Bool(bool),
    Number(Number),
    String(String),
    /// A list, a set or a tuple.
    List(Vec<Value>),
    /// A map or an object.
    Map(BTreeMap<String, Value>),
    /// A value whose type the schema leaves open.
    Typed(Box<Type>, Box<Value>),
}

impl Value {
    pub(crate) const UNKNOWN: Self = Self::Unknown(None);

    pub(crate) fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Typed(_, value) => value.is_null(),
            _ => false,
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::Typed(_, value) => value.is_unknown(),
            _ => false,
        }
    }

    /// Returns the type of the value as a literal. It is `any` for null and unknown values.
    pub(crate) fn literal_type(&self) -> Type {
        match self {
            Self::Null | Self::Unknown(_) => Type::Any,
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::String(_) => Type::String,
            Self::List(elements) => Type::Tuple(elements.iter().map(Self::literal_type).collect()),
            Self::Map(map) => Type::object(map.iter().map(|(key, value)| (key, value.literal_type()))),
            Self::Typed(known, _) => (**known).clone(),
        }
    }

    /// Returns the value without the type it carries.
    pub(crate) fn bare(&self) -> &Self {
        match self {
            Self::Typed(_, value) => value.bare(),
            other => other,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self.bare() {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.bare() {
            Self::Bool(value) => Some(*value),
            Self::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        match self.bare() {
            Self::Number(number) => number.as_integer(),
            Self::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn as_map(&self) -> Option<&BTreeMap<String, Self>> {
        match self.bare() {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Returns the attribute of an object if it has a value, known or not.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Self> {
        self.as_map()?.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn string(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }
}
