//! Terraform's type constraints, such as `list(string)`, which tiers declare for their outputs.

mod behind;
mod display;
mod error;
mod parse;

#[cfg(test)]
mod tests;

pub use error::TypeError;

use std::collections::BTreeMap;

/// A type constraint. Its text parses to the same constraint, with the attributes of objects sorted by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `any`: not declared.
    Any,
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
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
    Object(BTreeMap<String, Attribute>),
}

/// An attribute of an object type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The attribute's type.
    pub type_constraint: Type,
    /// Whether it is optional.
    pub optional: bool,
    /// The default of an optional attribute: an expression as written. None means null.
    pub default: Option<String>,
}
