//! Values of attributes, arguments and outputs.

use crate::{Expression, Input, Reference, template};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::{Map, Number, Value as Json};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// The key that marks an expression in a request: `{"$expr": "${var.zone}"}`.
const EXPRESSION_KEY: &str = "$expr";

/// A literal, an expression, or a list or object of values.
///
/// Nearly everything converts into it, so an attribute accepts a `&str`, a number, an [`Expression`], a
/// [`Reference`], an [`Input`], an `Option`, a `Vec` or a map directly. Strings are literals and are escaped
/// in the output. [`object!`](crate::object) and [`values!`](crate::values) build mixed ones.
///
/// As the type of an input it accepts any JSON, with expressions anywhere in it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Terraform's `null`. An attribute, argument or output with this value is left out.
    Null,
    /// A boolean literal.
    Bool(bool),
    /// A number literal, with every digit as it was written.
    Number(Number),
    /// A string literal, not escaped.
    String(String),
    /// An expression that Terraform evaluates.
    Expression(Expression),
    /// A list of values.
    List(Vec<Value>),
    /// An object or a map. Its keys are literals.
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// Returns the value in Terraform's JSON configuration syntax.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(value) => Json::Number(value.clone()),
            Self::String(value) => Json::String(template::escape(value)),
            Self::Expression(expression) => Json::String(expression.to_template()),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(items) => {
                let mut object = Map::new();
                for (key, value) in items {
                    object.insert(template::escape(key), value.to_json());
                }
                Json::Object(object)
            }
        }
    }

    /// Returns the value as the text of an expression.
    pub(crate) fn source(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::String(value) => template::quote(value),
            Self::Expression(expression) => expression.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::source).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|(key, value)| format!("{} = {}", template::quote(key), value.source()))
                    .collect();
                format!("{{{}}}", items.join(", "))
            }
        }
    }

    /// Creates an object. If a key occurs twice, the last value wins. [`object!`](crate::object) calls this
    /// function.
    ///
    /// It inserts one by one: collecting would bring a sort into every tier, several KiB of code.
    pub fn object(items: impl IntoIterator<Item = (String, Self)>) -> Self {
        let mut object = BTreeMap::new();
        for (key, value) in items {
            object.insert(key, value);
        }
        Self::Object(object)
    }

    /// Converts from the form in requests, where an expression is `{"$expr": "…"}`.
    fn from_wire(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(value) => Self::Number(value),
            Json::String(value) => Self::String(value),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from_wire).collect()),
            Json::Object(items) => match expression(&items) {
                Some(expression) => Self::Expression(expression),
                None => Self::object(items.into_iter().map(|(key, value)| (key, Self::from_wire(value)))),
            },
        }
    }
}

/// Returns the expression that an object in a request represents, if it does.
fn expression(object: &Map<String, Json>) -> Option<Expression> {
    match object.get(EXPRESSION_KEY) {
        Some(Json::String(text)) if object.len() == 1 => Some(Expression::from_template(text)),
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer).map(Self::from_wire)
    }
}

impl JsonSchema for Value {
    fn schema_name() -> Cow<'static, str> {
        "Value".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let this = generator.subschema_for::<Self>();
        json_schema!({
            "description": "Any JSON, with expressions anywhere in it.",
            "anyOf": [
                { "type": ["null", "boolean", "number", "string"] },
                { "type": "string", "format": "terraform-expression" },
                { "type": "array", "items": this },
                { "type": "object", "additionalProperties": this },
            ],
        })
    }
}

// An `Input` is read by way of `serde_json::Value`, because buffered numbers lose digits.
impl<'de, T: DeserializeOwned> Deserialize<'de> for Input<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        if let Some(expression) = json.as_object().and_then(expression) {
            return Ok(Self::Expression(expression));
        }
        serde_json::from_value(json).map(Self::Known).map_err(serde::de::Error::custom)
    }
}

/// Writes the form in requests, which is how the default of an input gets into its schema.
impl<T: Serialize> Serialize for Input<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Expression(expression) => {
                serializer.collect_map([(EXPRESSION_KEY, expression.to_template())])
            }
        }
    }
}

macro_rules! from_numbers {
    ($($type:ty)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::Number(value.into())
            }
        }
    )*};
}
from_numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

/// Converts a number that is not finite into null.
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Number::from_f64(value).map_or(Self::Null, Self::Number)
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl From<Expression> for Value {
    fn from(value: Expression) -> Self {
        Self::Expression(value)
    }
}

/// Converts into an expression for the whole object of the block.
impl From<Reference> for Value {
    fn from(value: Reference) -> Self {
        Self::Expression(value.into())
    }
}

impl<T: Into<Value>> From<Input<T>> for Value {
    fn from(value: Input<T>) -> Self {
        match value {
            Input::Known(value) => value.into(),
            Input::Expression(expression) => expression.into(),
        }
    }
}

/// Converts `None` into null, which is left out.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, V: Into<Value>> From<BTreeMap<K, V>> for Value {
    fn from(items: BTreeMap<K, V>) -> Self {
        Self::object(items.into_iter().map(|(key, value)| (key.into(), value.into())))
    }
}

impl<K: Into<String>, V: Into<Value>> From<HashMap<K, V>> for Value {
    fn from(items: HashMap<K, V>) -> Self {
        Self::object(items.into_iter().map(|(key, value)| (key.into(), value.into())))
    }
}

macro_rules! from_borrowed {
    ($([$($generic:tt)*] $type:ty),* $(,)?) => {$(
        impl<$($generic)*> From<&$type> for Value {
            fn from(value: &$type) -> Self {
                value.clone().into()
            }
        }
    )*};
}
from_borrowed!(
    [] Value,
    [] Number,
    [] String,
    [] Expression,
    [] Reference,
    [T: Into<Value> + Clone] Input<T>,
    [T: Into<Value> + Clone] Option<T>,
    [T: Into<Value> + Clone] Vec<T>,
    [V: Into<Value> + Clone] BTreeMap<String, V>,
);

/// Creates a `Vec<Value>` from items of different types: `values!["a", 1, vpc.attr("id")]`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {{
        let values: ::std::vec::Vec<$crate::Value> = ::std::vec![$($crate::Value::from($value)),*];
        values
    }};
}

/// Creates a [`Value`] that is an object: `object! { "name" => "a", "size" => 1 }`. Keys are literals.
#[macro_export]
macro_rules! object {
    ($($key:expr => $value:expr),* $(,)?) => {
        $crate::Value::object([
            $((::std::string::String::from($key), $crate::Value::from($value))),*
        ])
    };
}

/// Creates an [`Expression`] that is a string of literals and expressions:
/// `template!["arn:aws:s3:::", bucket.attr("id"), "/*"]`.
#[macro_export]
macro_rules! template {
    ($($part:expr),* $(,)?) => { $crate::Expression::concat($crate::values![$($part),*]) };
}

#[cfg(test)]
mod tests;
