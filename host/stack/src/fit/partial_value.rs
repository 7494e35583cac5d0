//! Represents the parts of a value that are known before Terraform runs.

use super::misfit::{Described, Shape};
use crate::inputs::describe;
use serde_json::{Number, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use terrace_core::expression::{Fragment, Templates, literal};
use terrace_core::words::count_of;
use terrace_schema::types::Type;

/// The known parts of a value. Unknown parts never cause an error.
#[derive(Debug, Clone, PartialEq)]
pub enum PartialValue {
    /// Nothing is known.
    Unknown,
    /// Null, which is the same as not set.
    Null,
    /// A bool, with its value if known.
    Bool(Option<bool>),
    /// A number, with its value if known.
    Number(Option<Number>),
    /// A string, with its value if known.
    Text(Option<String>),
    /// A list of these items.
    List(Vec<PartialValue>),
    /// A list or a set, with a common type of items.
    Items(Box<PartialValue>),
    /// A map or an object with these members.
    Object {
        /// The known members.
        members: BTreeMap<String, PartialValue>,
        /// True if there are no other members.
        whole: bool,
    },
    /// A map, with a common type of members.
    Members(Box<PartialValue>),
    /// The value of an expression in the inputs.
    Linked(Box<PartialValue>),
}

impl PartialValue {
    /// Returns the parts that follow from a type.
    pub fn of_type(declared: &Type) -> Self {
        match declared {
            Type::Any => Self::Unknown,
            Type::String => Self::Text(None),
            Type::Number => Self::Number(None),
            Type::Bool => Self::Bool(None),
            Type::List(element) | Type::Set(element) => Self::Items(Box::new(Self::of_type(element))),
            Type::Map(element) => Self::Members(Box::new(Self::of_type(element))),
            Type::Tuple(elements) => Self::List(elements.iter().map(Self::of_type).collect()),
            Type::Object(attributes) => {
                let known = |(name, attribute): (&String, &terrace_schema::types::ObjectAttribute)| {
                    (name.clone(), Self::of_type(&attribute.type_constraint))
                };
                Self::Object { members: attributes.iter().map(known).collect(), whole: true }
            }
        }
    }

    /// Returns the known parts of a value in Terraform's JSON syntax with a declared type. The type is used where the
    /// value is computed by Terraform.
    pub fn of_value(templates: &Templates, value: &Value, declared: &Type) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(Some(*value)),
            Value::Number(number) => Self::Number(Some(number.clone())),
            Value::String(text) => Self::of_text(templates, text, declared),
            Value::Array(items) => {
                let element = |index: usize| match declared {
                    Type::List(element) | Type::Set(element) => element,
                    Type::Tuple(elements) => elements.get(index).unwrap_or(&Type::Any),
                    _ => &Type::Any,
                };
                let items = items.iter().enumerate();
                Self::List(
                    items.map(|(index, item)| Self::of_value(templates, item, element(index))).collect(),
                )
            }
            Value::Object(entries) => {
                let element = |key: &str| match declared {
                    Type::Map(element) => element,
                    Type::Object(attributes) => {
                        attributes.get(key).map_or(&Type::Any, |attribute| &attribute.type_constraint)
                    }
                    _ => &Type::Any,
                };
                let mut members = BTreeMap::new();
                let mut whole = true;
                for (key, member) in entries {
                    match literal(key) {
                        Some(key) => {
                            let known = Self::of_value(templates, member, element(&key));
                            members.insert(key.into_owned(), known);
                        }
                        None => whole = false,
                    }
                }
                Self::Object { members, whole }
            }
        }
    }

    fn of_text(templates: &Templates, text: &str, declared: &Type) -> Self {
        match templates.fragment(text) {
            Ok(Fragment::Literal(text)) => Self::Text(Some(text.into_owned())),
            Ok(Fragment::Single { .. }) => Self::of_type(declared),
            Ok(Fragment::Quoted(_)) => Self::Text(None),
            Err(_) => Self::Unknown,
        }
    }

    /// Removes specific values. Of a secret, only the type and the length of a list may be revealed.
    pub(super) fn concealed(self) -> Self {
        match self {
            Self::Bool(_) => Self::Bool(None),
            Self::Number(_) => Self::Number(None),
            Self::Text(_) => Self::Text(None),
            Self::List(items) => Self::List(items.into_iter().map(Self::concealed).collect()),
            Self::Items(item) => Self::Items(Box::new(item.concealed())),
            Self::Object { .. } => Self::Object { members: BTreeMap::new(), whole: false },
            Self::Members(member) => Self::Members(Box::new(member.concealed())),
            Self::Linked(known) => Self::Linked(Box::new(known.concealed())),
            Self::Unknown | Self::Null => self,
        }
    }

    /// Returns the value as a string, if it is known and Terraform can convert it.
    pub(super) fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Bool(Some(value)) => Some(if *value { "true" } else { "false" }.into()),
            Self::Number(Some(number)) => Some(number.to_string().into()),
            Self::Text(Some(text)) => Some(text.into()),
            _ => None,
        }
    }

    /// Describes the value, with its shape.
    pub(super) fn described(&self) -> Described {
        Described { text: self.describe(), shape: self.shape() }
    }

    fn shape(&self) -> Shape {
        match self {
            Self::List(_) | Self::Items(_) => Shape::List,
            Self::Object { members, whole: true } if members.is_empty() => Shape::Other,
            Self::Object { .. } | Self::Members(_) => Shape::Map,
            Self::Linked(known) => known.shape(),
            _ => Shape::Other,
        }
    }

    /// Describes the value: `a list of 2 items`.
    pub fn describe(&self) -> String {
        match self {
            Self::Unknown => "not known".to_owned(),
            Self::Null => "nothing".to_owned(),
            Self::Bool(Some(value)) => describe(&Value::Bool(*value)),
            Self::Bool(None) => "`true` or `false`".to_owned(),
            Self::Number(Some(number)) => describe(&Value::Number(number.clone())),
            Self::Number(None) => "a number".to_owned(),
            Self::Text(Some(text)) => describe(&Value::String(text.clone())),
            Self::Text(None) => "a string".to_owned(),
            Self::List(items) if items.is_empty() => "an empty list".to_owned(),
            Self::List(items) => format!("a list of {}", count_of(items.len() as u64, "item", "items")),
            Self::Items(_) => "a list".to_owned(),
            Self::Object { members, whole: true } if members.is_empty() => "an empty map".to_owned(),
            Self::Object { .. } | Self::Members(_) => "a map".to_owned(),
            Self::Linked(known) => known.describe(),
        }
    }
}
