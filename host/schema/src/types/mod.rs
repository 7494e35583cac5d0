//! Terraform's types, in both of its notations: `list(string)`, in which variables and tiers declare types, and
//! `["list","string"]`, in which schemas and states have them.

mod convert;
mod display;
mod error;
mod json;
mod parse;
mod parts;

#[cfg(test)]
mod tests;

pub use display::Summary;
pub use error::{JsonTypeError, TypeError};

use std::collections::BTreeMap;

/// A Terraform type. As a declaration, it is a type constraint. Of an expression, it is as much as is known of its value.
///
/// Its text parses to the same type, with the attributes of objects sorted by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `any`, or `"dynamic"` in JSON: any type, or one that is not known.
    Any,
    String,
    Number,
    Bool,
    /// `list(…)`
    List(Box<Type>),
    /// `set(…)`
    Set(Box<Type>),
    /// `map(…)`
    Map(Box<Type>),
    /// `tuple([…])`
    Tuple(Vec<Type>),
    /// `object({…})`
    Object(BTreeMap<String, ObjectAttribute>),
}

/// An attribute of an object type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectAttribute {
    pub type_constraint: Type,
    /// Whether an object without it matches.
    pub optional: bool,
    /// The default of an optional attribute: an expression as written. None means null. JSON types have no defaults.
    pub default: Option<String>,
    /// Whether the provider has deprecated it. This is in neither notation: a type has it from a provider's schema.
    pub deprecated: bool,
}

impl Type {
    /// Returns an object type whose attributes are all required.
    pub fn object<N: Into<String>>(attributes: impl IntoIterator<Item = (N, Type)>) -> Type {
        let attributes = attributes.into_iter();
        Type::Object(
            attributes.map(|(name, inner)| (name.into(), ObjectAttribute::required(inner))).collect(),
        )
    }
}

impl ObjectAttribute {
    pub fn required(type_constraint: Type) -> Self {
        Self { type_constraint, optional: false, default: None, deprecated: false }
    }

    /// Returns an optional attribute without a default.
    pub fn optional(type_constraint: Type) -> Self {
        Self { optional: true, ..Self::required(type_constraint) }
    }
}
