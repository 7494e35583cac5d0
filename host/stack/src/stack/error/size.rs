//! Errors of stacks that are too large although their files are not, because one line can apply to every region.

use terrace_core::model::{Diagnostic, Explain, Location, Size};

/// A stack that exceeds a size limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    #[error("the stack has more than {limit} instances: each tier runs once in each of its regions")]
    TooManyInstances { limit: usize, location: Location },
    #[error("the inputs of all instances exceed {} in total", Size(*limit))]
    TooMuchInput {
        /// The maximum number of bytes.
        limit: u64,
        location: Location,
    },
}

impl Explain for SizeError {
    fn diagnostic(&self) -> Diagnostic {
        let (code, location, hint) = match self {
            Self::TooManyInstances { location, .. } => {
                ("too-many-instances", location, "split it into several stacks")
            }
            Self::TooMuchInput { location, .. } => {
                ("too-much-input", location, "split it into several stacks, or give the tiers smaller inputs")
            }
        };
        Diagnostic::error(code, self.to_string())
            .label(location.clone(), "the limit is exceeded here")
            .hint(hint)
    }
}
