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
        let (kind, type_name, name) = match parts[..] {
            ["data", type_name, name] => (BlockKind::Data, Some(type_name), name),
            ["ephemeral", type_name, name] => (BlockKind::Ephemeral, Some(type_name), name),
            ["module", name] => (BlockKind::Module, None, name),
            ["local", name] => (BlockKind::Local, None, name),
            ["check", name] => (BlockKind::Check, None, name),
            ["resource", type_name, name] | [type_name, name] => (BlockKind::Resource, Some(type_name), name),
            _ => return Err(AddressError::Shape(text.to_owned())),
        };
        for part in type_name.into_iter().chain([name]) {
            Identifier::new(part)?;
        }
        Ok(Self::typed(kind, type_name.unwrap_or_default(), name))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_every_kind_read_back() {
        for (text, kind) in [
            ("aws_vpc.main", BlockKind::Resource),
            ("data.aws_ami.this", BlockKind::Data),
            ("ephemeral.aws_secret.key", BlockKind::Ephemeral),
            ("module.queue", BlockKind::Module),
            ("local.name", BlockKind::Local),
            ("check.health", BlockKind::Check),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.kind, address.to_string().as_str()), (kind, text));
        }
        assert_eq!(Address::parse("resource.aws_vpc.main"), Address::parse("aws_vpc.main"));
    }

    #[test]
    fn addresses_consist_of_identifiers() {
        for text in
            ["", "main", "a.b.c", "data.a.b.c", "1a.b", "a.1b", "module.1b", "a.b[0]", "a.", ".b", "data..b"]
        {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
