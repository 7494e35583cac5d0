//! Terraform's types.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};

use super::Value;

/// A type constraint in the notation of schemas and dynamic values: `"string"`, `["list", "string"]`, `["object", {…}]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    String,
    Number,
    Bool,
    /// Left open: every value carries its own type.
    Dynamic,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<String, Type>, BTreeSet<String>),
}

impl Type {
    pub(crate) fn object(attributes: BTreeMap<String, Self>) -> Self {
        Self::Object(attributes, BTreeSet::new())
    }

    /// Returns true if some part of the type is left open.
    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::String | Self::Number | Self::Bool => false,
            Self::Dynamic => true,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.is_open(),
            Self::Tuple(elements) => elements.iter().any(Self::is_open),
            Self::Object(attributes, _) => attributes.values().any(Self::is_open),
        }
    }

    /// Returns the type of a literal value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null | Value::Unknown(_) => Self::Dynamic,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::List(elements) => Self::Tuple(elements.iter().map(Self::of).collect()),
            Value::Map(map) => {
                Self::object(map.iter().map(|(key, value)| (key.clone(), Self::of(value))).collect())
            }
            Value::Typed(known, _) => (**known).clone(),
        }
    }

    /// Parses the JSON notation.
    pub(crate) fn read(json: &Json) -> Option<Self> {
        if let Some(name) = json.as_str() {
            return match name {
                "string" => Some(Self::String),
                "number" => Some(Self::Number),
                "bool" => Some(Self::Bool),
                "dynamic" => Some(Self::Dynamic),
                _ => None,
            };
        }
        let parts = json.as_array()?;
        let content = parts.get(1)?;
        let element = || Self::read(content).map(Box::new);
        match parts.first()?.as_str()? {
            "list" => element().map(Self::List),
            "set" => element().map(Self::Set),
            "map" => element().map(Self::Map),
            "tuple" => content.as_array()?.iter().map(Self::read).collect::<Option<_>>().map(Self::Tuple),
            "object" => {
                let attributes = content.as_object()?.iter();
                let attributes = attributes.map(|(name, json)| Some((name.clone(), Self::read(json)?)));
                let optional = parts.get(2).and_then(Json::as_array).into_iter().flatten();
                let optional = optional.filter_map(Json::as_str).map(str::to_owned).collect();
                Some(Self::Object(attributes.collect::<Option<_>>()?, optional))
            }
            _ => None,
        }
    }

    /// Returns the JSON notation.
    pub(crate) fn write(&self) -> Json {
        match self {
            Self::String => json!("string"),
            Self::Number => json!("number"),
            Self::Bool => json!("bool"),
            Self::Dynamic => json!("dynamic"),
            Self::List(element) => json!(["list", element.write()]),
            Self::Set(element) => json!(["set", element.write()]),
            Self::Map(element) => json!(["map", element.write()]),
            Self::Tuple(elements) => json!(["tuple", elements.iter().map(Self::write).collect::<Vec<_>>()]),
            Self::Object(attributes, optional) => {
                let content: Json = attributes.iter().map(|(name, ty)| (name.clone(), ty.write())).collect();
                if optional.is_empty() {
                    json!(["object", content])
                } else {
                    json!(["object", content, optional])
                }
            }
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.write().to_string().into_bytes()
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::read(&json).ok_or_else(|| D::Error::custom(format!("not a Terraform type: {json}")))
    }
}
