//! Errors for uses that were not granted, and warnings about granted ones.

use crate::model::{Address, Diagnostic, Grant, InstanceId};
use std::fmt;

/// What does something that is not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A block, in the tier's local names.
    Block(Address),
    /// An output.
    Output(String),
    /// A block that is renamed or no longer managed.
    State,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block(address) => write!(f, "{address}"),
            Self::Output(name) => write!(f, "the output `{name}`"),
            Self::State => f.write_str("a block that is moved or removed"),
        }
    }
}

/// Where a tier does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The instance.
    pub instance: InstanceId,
    /// The block or output.
    pub subject: Subject,
    /// Where in it; empty for the whole of it.
    pub path: String,
}

impl Place {
    fn put(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if let Subject::Block(address) = &self.subject {
            diagnostic.address = Some(address.clone());
        }
        diagnostic.path = (!self.path.is_empty()).then(|| self.path.clone());
        diagnostic.instance(self.instance.clone())
    }
}

/// Something that a tier does and the stack does not grant it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tier `{}` may not {}: {} {what}", place.instance.tier, grant.meaning(), place.subject)]
pub struct GrantError {
    /// Where.
    pub place: Place,
    /// The action, as the end of a sentence that begins with the block.
    pub what: String,
    /// What would allow it.
    pub grant: Grant,
    /// For what, where the grant takes names.
    pub name: Option<String>,
}

impl GrantError {
    /// This error for people; the caller adds where the stack file names the tier.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = self.place.put(Diagnostic::error("not-granted", self.to_string()));
        let grant = match &self.name {
            Some(name) => format!("{{ {}: ['{name}'] }}", self.grant),
            None => self.grant.name().to_owned(),
        };
        let tier = &self.place.instance.tier;
        let diagnostic = match self.grant {
            Grant::References => diagnostic.hint("pass it to the tier as one of its inputs"),
            _ => diagnostic,
        };
        diagnostic.hint(format!("if it should, write `grants: [{grant}]` in the tier `{tier}`"))
    }
}

/// A path that a tier made up itself, and that leads out of the directory that terraform runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantWarning {
    /// Where.
    pub place: Place,
    /// The action, as the end of a sentence that begins with the block.
    pub what: String,
}

impl GrantWarning {
    /// This warning for people; the caller adds where the stack file names the tier.
    pub fn diagnostic(&self) -> Diagnostic {
        let Place { instance, subject, .. } = &self.place;
        let summary = format!(
            "tier `{}` reaches for a file elsewhere on this machine: {subject} {}",
            instance.tier, self.what
        );
        self.place.put(Diagnostic::warning("path-leads-out", summary)).hint(
            "a tier should read only files that it is given by an input; ask its authors why it names this one",
        )
    }
}
