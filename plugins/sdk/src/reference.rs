//! References to blocks.

use crate::Expression;
use std::fmt;

/// A block of this contribution, by its local address: `aws_vpc.main`, `data.aws_ami.main`.
///
/// [`Contribution::add`](crate::Contribution::add) gives it. The constructors make it by name, where a
/// block is needed before it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// A managed resource.
    pub fn resource(type_name: &str, name: &str) -> Self {
        Self(format!("{type_name}.{name}"))
    }

    /// A data source.
    pub fn data(type_name: &str, name: &str) -> Self {
        Self(format!("data.{type_name}.{name}"))
    }

    /// An ephemeral resource.
    pub fn ephemeral(type_name: &str, name: &str) -> Self {
        Self(format!("ephemeral.{type_name}.{name}"))
    }

    /// A module call.
    pub fn module(name: &str) -> Self {
        Self(format!("module.{name}"))
    }

    /// The local address.
    pub fn address(&self) -> &str {
        &self.0
    }

    /// An attribute of the block, or an output of the module.
    pub fn attr(&self, name: &str) -> Expression {
        Expression::from(self).attr(name)
    }

    /// One of the instances that `count` makes.
    pub fn index(&self, index: usize) -> Expression {
        Expression::from(self).index(index)
    }

    /// One of the instances that `for_each` makes.
    pub fn key(&self, key: &str) -> Expression {
        Expression::from(self).key(key)
    }
}

/// Shown as the local address.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The whole object of the block.
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
