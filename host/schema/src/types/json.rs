//! The JSON notation, which provider schemas, states and the plugin protocol have: `"string"`, `["list","string"]`,
//! `["object",{"a":"string"},["a"]]`, where the last part lists the optional attributes.

use super::{JsonTypeError, ObjectAttribute, Type};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

impl Type {
    /// Reads a type in JSON. It is nested as deeply as the value, which a JSON parser bounds.
    ///
    /// # Errors
    ///
    /// [`JsonTypeError`] with the part that is not a type.
    pub fn from_json(json: &Value) -> Result<Type, JsonTypeError> {
        let wrong = || JsonTypeError(json.to_string());
        let parts = match json {
            Value::String(name) => {
                return match name.as_str() {
                    "dynamic" => Ok(Type::Any),
                    "string" => Ok(Type::String),
                    "number" => Ok(Type::Number),
                    "bool" => Ok(Type::Bool),
                    _ => Err(wrong()),
                };
            }
            Value::Array(parts) => parts,
            _ => return Err(wrong()),
        };
        let Some(Value::String(kind)) = parts.first() else { return Err(wrong()) };
        match (kind.as_str(), parts.get(1..).unwrap_or_default()) {
            ("list", [element]) => Ok(Type::List(Box::new(Type::from_json(element)?))),
            ("set", [element]) => Ok(Type::Set(Box::new(Type::from_json(element)?))),
            ("map", [element]) => Ok(Type::Map(Box::new(Type::from_json(element)?))),
            ("tuple", [Value::Array(elements)]) => {
                elements.iter().map(Type::from_json).collect::<Result<_, _>>().map(Type::Tuple)
            }
            ("object", [Value::Object(attributes)]) => object(attributes, &[]),
            ("object", [Value::Object(attributes), Value::Array(optional)]) => object(attributes, optional),
            _ => Err(wrong()),
        }
    }

    pub fn to_json(&self) -> Value {
        match self {
            Type::Any => json!("dynamic"),
            Type::String => json!("string"),
            Type::Number => json!("number"),
            Type::Bool => json!("bool"),
            Type::List(element) => json!(["list", element.to_json()]),
            Type::Set(element) => json!(["set", element.to_json()]),
            Type::Map(element) => json!(["map", element.to_json()]),
            Type::Tuple(elements) => json!(["tuple", elements.iter().map(Type::to_json).collect::<Vec<_>>()]),
            Type::Object(attributes) => {
                let types: Map<_, _> = attributes
                    .iter()
                    .map(|(name, attribute)| (name.clone(), attribute.type_constraint.to_json()))
                    .collect();
                let optional = attributes.iter().filter(|(_, attribute)| attribute.optional);
                let optional: Vec<_> = optional.map(|(name, _)| name).collect();
                if optional.is_empty() {
                    json!(["object", types])
                } else {
                    json!(["object", types, optional])
                }
            }
        }
    }
}

fn object(attributes: &Map<String, Value>, optional: &[Value]) -> Result<Type, JsonTypeError> {
    let attribute = |(name, json): (&String, &Value)| {
        let optional = optional.iter().any(|other| other.as_str() == Some(name));
        Ok((name.clone(), ObjectAttribute { optional, ..ObjectAttribute::required(Type::from_json(json)?) }))
    };
    attributes.iter().map(attribute).collect::<Result<_, _>>().map(Type::Object)
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Type::from_json(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
