//! Errors of a stack that is too large though its files are not: a line in them may be there for every region.

use crate::model::{Diagnostic, Location, Size};

/// A stack that is larger than any that can be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// More instances than can be run.
    #[error("the stack has more than {limit} instances: each tier runs once in each of its regions")]
    TooManyInstances {
        /// How many there may be.
        limit: usize,
        /// The tier at which it was too much.
        location: Location,
    },
    /// Inputs that are too much for all instances together.
    #[error("the inputs of all instances are larger than {} together", Size(*limit))]
    TooMuchInput {
        /// How many bytes they may be.
        limit: u64,
        /// The tier at which it was too much.
        location: Location,
    },
}

impl SizeError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, location, hint) = match self {
            Self::TooManyInstances { location, .. } => {
                ("too-many-instances", location, "make several stacks of it")
            }
            Self::TooMuchInput { location, .. } => {
                ("too-much-input", location, "make several stacks of it, or give the tiers less")
            }
        };
        Diagnostic::error(code, self.to_string()).label(location.clone(), "it is too much here").hint(hint)
    }
}
