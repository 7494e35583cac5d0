//! What can be wrong with the file of a test case.

use super::error::{StackError, list};
use super::read_error::ReadError;
use crate::model::{Diagnostic, Location};

/// One problem of a case's file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// What can be wrong with a stack file as well.
    #[error(transparent)]
    Stack(StackError),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty {
        /// The file's start.
        location: Location,
    },
    /// Something else than a map.
    #[error("a case is a map, got {got}")]
    NotAMap {
        /// What is there.
        got: String,
        /// Where.
        location: Location,
    },
    /// A key that has no meaning.
    #[error("unknown key `{key}` in the case")]
    UnknownKey {
        /// The key.
        key: String,
        /// Where it is.
        location: Location,
        /// The key that was probably meant.
        near: Option<String>,
        /// Every key that has a meaning.
        known: &'static [&'static str],
    },
    /// A key of a request in a case that has a stack file.
    #[error("`{key}` stands beside `stack_file`")]
    BesideStackFile {
        /// The key.
        key: String,
        /// Where it is.
        location: Location,
    },
    /// A stack file that does not use the tier under test.
    #[error("no tier of `stack_file` is the one under test")]
    NoSelf {
        /// The key `stack_file`.
        location: Location,
    },
    /// A component whose own name cannot be a tier's.
    #[error("the case needs `tier`, for the component's own name `{name}` cannot be a tier's")]
    NoTierName {
        /// The component's name.
        name: String,
        /// The file's start.
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
    /// The place that the problem is shown at, where it has one.
    pub fn location(&self) -> Option<Location> {
        self.diagnostic().labels.into_iter().next().map(|label| label.location)
    }

    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str, location: &Location| {
            Diagnostic::error(code, self.to_string()).label(location.clone(), "")
        };
        match self {
            Self::Stack(error) => error.diagnostic(),
            Self::Empty { location } => {
                error("empty-file", location).hint("write `inputs: {}` for a request without inputs")
            }
            Self::NotAMap { location, .. } => error("wrong-type", location).hint("begin it with `inputs:`"),
            Self::UnknownKey { location, near, known, .. } => {
                let diagnostic = error("unknown-key", location);
                match near {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => diagnostic.note(format!("known here: {}", list(known.iter().copied()))),
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
