//! Errors for references that leave an instance's namespace.

use crate::model::{Address, Diagnostic, Explain, InstanceId};
use std::fmt;

/// A part of the finished configuration that would leave the namespace of the instance that returned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundaryError {
    /// The instance, or none for the stack's own outputs.
    pub instance: Option<InstanceId>,
    /// The block, in the tier's local names.
    pub address: Option<Address>,
    /// The path within the block. For an output, `outputs.NAME` and the path within its value.
    pub path: String,
    /// How the namespace would be left.
    pub problem: Trespass,
}

/// A way of leaving a namespace.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trespass {
    /// A reference to a block that belongs to another instance, or to none.
    #[error("`{reference}` would refer to {}", match .owner {
        Some(owner) => format!("a block of {owner}"),
        None => "something outside the tier".to_owned(),
    })]
    Reference { reference: String, owner: Option<InstanceId> },
    #[error(
        "the iterator of a dynamic block hides the `{0}` that a linked output refers to; the tier must choose another `iterator`"
    )]
    Hidden(String),
    #[error("the name `{0}` does not belong to the tier")]
    Name(String),
    /// A string that Terrace cannot parse although scoping let it through.
    #[error("`{0}` cannot be parsed, so its references are unknown")]
    Unreadable(String),
}

impl fmt::Display for BoundaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(instance) = &self.instance {
            write!(f, "{instance}: ")?;
        }
        if let Some(address) = &self.address {
            write!(f, "{address}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.summary())
    }
}

impl std::error::Error for BoundaryError {}

impl BoundaryError {
    fn summary(&self) -> String {
        match &self.instance {
            Some(instance) => {
                format!(
                    "Terrace rejected tier `{}`, which leaves its namespace: {}",
                    instance.tier, self.problem
                )
            }
            None => format!("Terrace rejected an output of the stack: {}", self.problem),
        }
    }
}

impl Explain for BoundaryError {
    /// Returns the diagnostic of the error. The caller adds the position of the tier in the stack file.
    fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error("outside-name-space", self.summary());
        diagnostic.instance = self.instance.clone();
        diagnostic.address = self.address.clone();
        diagnostic.path = (!self.path.is_empty()).then(|| self.path.clone());
        diagnostic
            .note("a tier can refer to its own blocks, and to other tiers through their outputs, such as `tier.NAME.OUTPUT`")
            .hint("report this to Terrace together with the tier: an earlier check should have found it")
    }
}
