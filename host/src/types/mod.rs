//! Terraform's type constraints, such as `list(string)`: what outputs of tiers are declared to be.

mod behind;
mod display;
mod error;
mod parse;

#[cfg(test)]
mod tests;

pub use error::TypeError;

use std::collections::BTreeMap;

/// A type constraint. Its text parses to it again, attributes of objects in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `any`: not said.
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
    /// Its type.
    pub type_constraint: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it is when it is left out: an expression as it is written. Only of an optional one; absent means null.
    pub default: Option<String>,
}
