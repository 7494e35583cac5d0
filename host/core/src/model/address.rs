//! Addresses of blocks, in Terraform's own notation.

use super::{Identifier, NameError};
use std::fmt;

/// A kind of block that has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    Resource,
    Data,
    Ephemeral,
    Module,
    /// A local value, in `locals`
    Local,
    Check,
}

impl BlockKind {
    /// Returns the key of blocks of this kind in a configuration.
    pub fn key(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Data => "data",
            Self::Ephemeral => "ephemeral",
            Self::Module => "module",
            Self::Local => "locals",
            Self::Check => "check",
        }
    }

    /// Returns the prefix of addresses of this kind. It is empty for a resource.
    fn prefix(self) -> &'static str {
        match self {
            Self::Resource => "",
            Self::Data => "data.",
            Self::Ephemeral => "ephemeral.",
            Self::Module => "module.",
            Self::Local => "local.",
            Self::Check => "check.",
        }
    }
}

/// An error parsing a block address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The text does not have the form of an address.
    #[error("`{0}` is not an address: write `TYPE.NAME`, `data.TYPE.NAME` or `module.NAME`")]
    Shape(String),
    /// A part of the address is not an identifier.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// The address of a block, without an index: `aws_vpc.main`, `data.aws_ami.this`, `module.queue`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub kind: BlockKind,
    /// The type of a resource, data source or ephemeral resource; empty for the other kinds.
    pub type_name: String,
    /// The block's name.
    pub name: String,
}

impl Address {
    /// Returns the address of a resource, data source or ephemeral resource.
    pub fn typed(kind: BlockKind, type_name: impl Into<String>, name: impl Into<String>) -> Self {
        Self { kind, type_name: type_name.into(), name: name.into() }
    }

    /// Returns the address of a module, local value or check.
    pub fn named(kind: BlockKind, name: impl Into<String>) -> Self {
        Self { kind, type_name: String::new(), name: name.into() }
    }

    /// Parses an address as Terraform writes it, without an index.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let parts: Vec<&str> = text.split('.').collect();
        let address = match parts[..] {
            ["data", t, n] => Self::typed(BlockKind::Data, t, n),
            ["ephemeral", t, n] => Self::typed(BlockKind::Ephemeral, t, n),
            ["module", n] => Self::named(BlockKind::Module, n),
            ["local", n] => Self::named(BlockKind::Local, n),
            ["check", n] => Self::named(BlockKind::Check, n),
            ["resource", t, n] | [t, n] => Self::typed(BlockKind::Resource, t, n),
            _ => return Err(AddressError::Shape(text.to_owned())),
        };
        if !address.type_name.is_empty() {
            Identifier::new(&address.type_name)?;
        }
        Identifier::new(&address.name)?;
        Ok(address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.prefix())?;
        if !self.type_name.is_empty() {
            write!(f, "{}.", self.type_name)?;
        }
        f.write_str(&self.name)
    }
}
