//! Errors for references that leave an instance's name space.

use crate::model::{Address, Diagnostic, InstanceId};
use std::fmt;

/// Something in the finished configuration that would leave the name space of the instance that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundaryError {
    /// The instance; none for the stack's own outputs.
    pub instance: Option<InstanceId>,
    /// The block, in the tier's local names.
    pub address: Option<Address>,
    /// Where in the block. For an output, `outputs.NAME` and what follows.
    pub path: String,
    /// The problem.
    pub problem: Trespass,
}

/// How something would leave a name space.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trespass {
    /// A reference to a block of somebody else, or of nobody.
    #[error("`{reference}` would refer to {}", match .owner {
        Some(owner) => format!("a block of {owner}"),
        None => "something outside of the tier".to_owned(),
    })]
    Reference {
        /// The reference as it would be printed.
        reference: String,
        /// The instance whose name it has.
        owner: Option<InstanceId>,
    },
    /// The iterator of a dynamic block hides a name that a linked output refers to.
    #[error(
        "the iterator of a dynamic block hides the `{0}` that a linked output refers to; the tier must choose another `iterator`"
    )]
    Hidden(String),
    /// A name that another instance could have.
    #[error("the name `{0}` does not belong to the tier")]
    Name(String),
    /// A text that Terrace cannot read although scoping let it through.
    #[error("`{0}` cannot be read, so nobody knows what it would refer to")]
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
                    "Terrace refused tier `{}`, which leaves its name space: {}",
                    instance.tier, self.problem
                )
            }
            None => format!("Terrace refused an output of the stack: {}", self.problem),
        }
    }

    /// The fault as a diagnostic; the caller adds where the stack file names the tier.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error("outside-name-space", self.summary());
        diagnostic.instance = self.instance.clone();
        diagnostic.address = self.address.clone();
        diagnostic.path = (!self.path.is_empty()).then(|| self.path.clone());
        diagnostic
            .note("a tier can refer to its own blocks, and to other tiers through their outputs, such as `tier.NAME.OUTPUT`")
            .hint("an earlier check should have found this: please report it to Terrace, with the tier")
    }
}
