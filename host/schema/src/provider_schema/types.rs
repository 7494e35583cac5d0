//! Terraform types, of attributes in schemas and of expressions.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The number of attributes of an object that are shown. The rest is only counted.
const SHOWN_FIELDS: usize = 4;

/// A Terraform type. In a schema it is a type constraint. Of an expression, it is as much as is
/// known of its value.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Value")]
pub enum Type {
    /// Any type (`dynamic` in a schema), or an unknown one (of an expression).
    Any,
    /// A string, which is Unicode text.
    String,
    /// A number, of any precision.
    Number,
    /// `true` or `false`.
    Bool,
    /// A sequence of elements of one type.
    List(Box<Type>),
    /// Distinct elements of one type, without order and indices.
    Set(Box<Type>),
    /// Elements of one type, by key.
    Map(Box<Type>),
    /// Named attributes with individual types.
    Object(BTreeMap<String, Field>),
    /// A fixed number of elements with individual types.
    Tuple(Vec<Type>),
}

/// One attribute of an object type.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The attribute's type.
    pub ty: Type,
    /// Whether an object without it matches.
    pub optional: bool,
    /// Whether the provider has deprecated it.
    pub deprecated: bool,
}

/// An error reading a type constraint in the JSON form that Terraform prints.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a type constraint: `{0}`")]
pub struct TypeError(String);

impl Type {
    /// Returns an object type whose attributes are all required.
    pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Type)>) -> Type {
        Type::Object(fields.into_iter().map(|(name, ty)| (name.to_owned(), Field::required(ty))).collect())
    }

    /// Returns the type of the elements in an iteration, or `Any` if they differ or are unknown.
    pub fn element(&self) -> Type {
        match self {
            Type::List(element) | Type::Set(element) | Type::Map(element) => (**element).clone(),
            Type::Tuple(elements) => common(elements.iter()),
            Type::Object(fields) => common(fields.values().map(|field| &field.ty)),
            Type::Any | Type::String | Type::Number | Type::Bool => Type::Any,
        }
    }

    /// Returns whether this type is nested deeper than `depth` or has more than `parts` parts. Types of
    /// expressions can grow without bound, and code that walks them recurses.
    pub fn exceeds(&self, depth: usize, parts: usize) -> bool {
        let mut left = parts;
        !self.spend(depth, &mut left)
    }

    fn spend(&self, depth: usize, left: &mut usize) -> bool {
        if depth == 0 || *left == 0 {
            return false;
        }
        *left -= 1;
        match self {
            Type::Any | Type::String | Type::Number | Type::Bool => true,
            Type::List(element) | Type::Set(element) | Type::Map(element) => element.spend(depth - 1, left),
            Type::Tuple(elements) => elements.iter().all(|element| element.spend(depth - 1, left)),
            Type::Object(fields) => fields.values().all(|field| field.ty.spend(depth - 1, left)),
        }
    }

    /// Returns the type of the keys that belong to [`Type::element`] in a `for` expression.
    pub fn key(&self) -> Type {
        match self {
            Type::List(_) | Type::Tuple(_) => Type::Number,
            Type::Map(_) | Type::Object(_) => Type::String,
            Type::Set(element) => (**element).clone(),
            Type::Any | Type::String | Type::Number | Type::Bool => Type::Any,
        }
    }
}

impl Field {
    /// Returns a required attribute.
    pub fn required(ty: Type) -> Field {
        Field { ty, optional: false, deprecated: false }
    }
}

/// Returns the type that all have in common, or `Any` if they differ.
fn common<'a>(mut types: impl Iterator<Item = &'a Type>) -> Type {
    match types.next() {
        Some(first) if types.all(|other| other == first) => first.clone(),
        _ => Type::Any,
    }
}

impl TryFrom<Value> for Type {
    type Error = TypeError;

    fn try_from(value: Value) -> Result<Type, TypeError> {
        from_json(&value)
    }
}

fn from_json(value: &Value) -> Result<Type, TypeError> {
    let wrong = || TypeError(value.to_string());
    match value {
        Value::String(name) => match name.as_str() {
            "dynamic" => Ok(Type::Any),
            "string" => Ok(Type::String),
            "number" => Ok(Type::Number),
            "bool" => Ok(Type::Bool),
            _ => Err(wrong()),
        },
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(kind), element] if kind == "list" => Ok(Type::List(Box::new(from_json(element)?))),
            [Value::String(kind), element] if kind == "set" => Ok(Type::Set(Box::new(from_json(element)?))),
            [Value::String(kind), element] if kind == "map" => Ok(Type::Map(Box::new(from_json(element)?))),
            [Value::String(kind), Value::Array(elements)] if kind == "tuple" => {
                elements.iter().map(from_json).collect::<Result<_, _>>().map(Type::Tuple)
            }
            [Value::String(kind), Value::Object(fields), rest @ ..] if kind == "object" => {
                let optional = rest.first().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let field = |(name, ty): (&String, &Value)| {
                    let optional = optional.iter().any(|other| other.as_str() == Some(name));
                    Ok((name.clone(), Field { optional, ..Field::required(from_json(ty)?) }))
                };
                fields.iter().map(field).collect::<Result<_, _>>().map(Type::Object)
            }
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => f.write_str("any"),
            Type::String => f.write_str("string"),
            Type::Number => f.write_str("number"),
            Type::Bool => f.write_str("bool"),
            Type::List(element) => write!(f, "list({element})"),
            Type::Set(element) => write!(f, "set({element})"),
            Type::Map(element) => write!(f, "map({element})"),
            Type::Tuple(elements) => {
                let elements: Vec<_> = elements.iter().map(Type::to_string).collect();
                write!(f, "tuple([{}])", elements.join(", "))
            }
            Type::Object(fields) => {
                let mut shown: Vec<_> = fields
                    .iter()
                    .take(SHOWN_FIELDS)
                    .map(|(name, field)| format!("{name} = {}", field.ty))
                    .collect();
                if fields.len() > SHOWN_FIELDS {
                    shown.push(format!("and {} more", fields.len() - SHOWN_FIELDS));
                }
                write!(f, "object({{{}}})", shown.join(", "))
            }
        }
    }
}
