//! References to blocks.

use crate::Expression;
use std::fmt;

/// A reference to a block of this contribution, by its local address: `aws_vpc.main`, `data.aws_ami.main`.
///
/// [`Contribution::add`](crate::Contribution::add) returns it. Use the constructors to refer to a block
/// before it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// References a managed resource.
    pub fn resource(type_name: &str, name: &str) -> Self {
        Self(format!("{type_name}.{name}"))
    }

    /// References a data source.
    pub fn data(type_name: &str, name: &str) -> Self {
        Self(format!("data.{type_name}.{name}"))
    }

    /// References an ephemeral resource.
    pub fn ephemeral(type_name: &str, name: &str) -> Self {
        Self(format!("ephemeral.{type_name}.{name}"))
    }

    /// References a module call.
    pub fn module(name: &str) -> Self {
        Self(format!("module.{name}"))
    }

    /// Returns the local address.
    pub fn address(&self) -> &str {
        &self.0
    }

    /// Returns an attribute of the block, or an output of the module.
    pub fn attr(&self, name: &str) -> Expression {
        Expression::from(self).attr(name)
    }

    /// Returns one of the instances that `count` creates.
    pub fn index(&self, index: usize) -> Expression {
        Expression::from(self).index(index)
    }

    /// Returns one of the instances that `for_each` creates.
    pub fn key(&self, key: &str) -> Expression {
        Expression::from(self).key(key)
    }
}

/// Writes the local address.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Converts into an expression for the whole object of the block.
impl From<&Reference> for Expression {
    fn from(reference: &Reference) -> Self {
        Self::traversal(reference.0.clone())
    }
}

impl From<Reference> for Expression {
    fn from(reference: Reference) -> Self {
        Self::traversal(reference.0)
    }
}
