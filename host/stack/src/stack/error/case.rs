//! Errors of a test case's file.

use super::StackError;
use super::read::ReadError;
use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::{Listed, did_you_mean};

/// An error reading a test case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// An error that a stack file can have as well.
    #[error(transparent)]
    Stack(StackError),
    #[error("the file is empty")]
    Empty { location: Location },
    #[error("a case must be a map, got {got}")]
    NotAMap { got: String, location: Location },
    #[error("unknown key `{key}` in the case")]
    UnknownKey {
        key: String,
        location: Location,
        /// The known key that was probably meant.
        near: Option<String>,
        known: &'static [&'static str],
    },
    #[error("`{key}` cannot be used next to `stack_file`")]
    BesideStackFile { key: String, location: Location },
    #[error("no tier in `stack_file` uses the component under test")]
    NoSelf { location: Location },
    #[error("the case needs `tier`, because the component's own name `{name}` is not a valid tier name")]
    NoTierName { name: String, location: Location },
}

impl From<StackError> for CaseError {
    fn from(error: StackError) -> Self {
        match error {
            StackError::Read(ReadError::Empty { location }) => Self::Empty { location },
            error => Self::Stack(error),
        }
    }
}

impl From<ReadError> for CaseError {
    fn from(error: ReadError) -> Self {
        StackError::from(error).into()
    }
}

impl CaseError {
    /// Returns the location that the error points to, if it has one.
    pub fn location(&self) -> Option<Location> {
        self.diagnostic().labels.into_iter().next().map(|label| label.location)
    }
}

impl Explain for CaseError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str, location: &Location| {
            Diagnostic::error(code, self.to_string()).label(location.clone(), "")
        };
        match self {
            Self::Stack(error) => error.diagnostic(),
            Self::Empty { location } => {
                error("empty-file", location).hint("write `inputs: {}` for a request without inputs")
            }
            Self::NotAMap { location, .. } => error("wrong-type", location).hint("start it with `inputs:`"),
            Self::UnknownKey { key, location, near, known } => {
                let diagnostic = error("unknown-key", location);
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None => diagnostic
                        .note(format!("expected one of {}", Listed::near(key, known.iter().copied()))),
                }
            }
            Self::BesideStackFile { location, .. } => error("unknown-key", location).hint(
                "a case is either a request or a `stack_file`; move the key into it, or remove one of them",
            ),
            Self::NoSelf { location } => {
                error("missing-self", location).hint("write `component: self` for one of its tiers")
            }
            Self::NoTierName { location, .. } => error("missing-key", location)
                .hint("write `tier: NAME`, with lower-case letters, digits and `-`"),
        }
    }
}
