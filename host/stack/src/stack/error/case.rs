//! Errors of a test case's file.

use super::read::ReadError;
use super::{StackError, list};
use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::did_you_mean;

/// An error reading a test case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// An error that a stack file can have as well.
    #[error(transparent)]
    Stack(StackError),
    /// The file has no content.
    #[error("the file is empty")]
    Empty {
        /// The start of the file.
        location: Location,
    },
    /// The file is not a map.
    #[error("a case must be a map, got {got}")]
    NotAMap {
        /// A description of the actual value.
        got: String,
        /// The location of the value.
        location: Location,
    },
    /// A key that cases do not have.
    #[error("unknown key `{key}` in the case")]
    UnknownKey {
        /// The unknown key.
        key: String,
        /// The location of the key.
        location: Location,
        /// The known key that was probably meant.
        near: Option<String>,
        /// All keys that a case can have.
        known: &'static [&'static str],
    },
    /// A key of a request next to `stack_file`.
    #[error("`{key}` cannot be used next to `stack_file`")]
    BesideStackFile {
        /// The key that `stack_file` rules out.
        key: String,
        /// The location of the key.
        location: Location,
    },
    /// A stack file fragment that does not use the component under test.
    #[error("no tier in `stack_file` uses the component under test")]
    NoSelf {
        /// The location of the key `stack_file`.
        location: Location,
    },
    /// A component whose own name is not a valid tier name.
    #[error("the case needs `tier`, because the component's own name `{name}` is not a valid tier name")]
    NoTierName {
        /// The component's own name.
        name: String,
        /// The start of the file.
        location: Location,
    },
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
            Self::UnknownKey { location, near, known, .. } => {
                let diagnostic = error("unknown-key", location);
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None => diagnostic.note(format!("expected one of {}", list(known.iter().copied()))),
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
