//! What a tier does that it is not granted.

use crate::model::{Address, Diagnostic, Grant, InstanceId};
use std::fmt;

/// What does something that is not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A block, in the tier's local names.
    Block(Address),
    /// An output.
    Output(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block(address) => write!(f, "{address}"),
            Self::Output(name) => write!(f, "the output `{name}`"),
        }
    }
}

/// Something that a tier does and the stack does not grant it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tier `{}` may not {}: {subject} {what}", instance.tier, grant.meaning())]
pub struct GrantError {
    /// The instance.
    pub instance: InstanceId,
    /// What does it: a block in the tier's local names, or an output.
    pub subject: Subject,
    /// Where in the block; empty for the whole of it.
    pub path: String,
    /// What it does, as the end of a sentence that begins with the block.
    pub what: String,
    /// What would allow it.
    pub grant: Grant,
}

impl GrantError {
    /// This error for people; the caller adds where the stack file names the tier.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::error("not-granted", self.to_string()).instance(self.instance.clone());
        if let Subject::Block(address) = &self.subject {
            diagnostic.address = Some(address.clone());
        }
        diagnostic.path = (!self.path.is_empty()).then(|| self.path.clone());
        let name = self.grant.name();
        diagnostic
            .hint(format!("if it should, write `grants: [{name}]` in the tier `{}`", self.instance.tier))
    }
}
