//! Errors in what decides where the state of a stack is.

use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::did_you_mean;

/// An error in the backend or in the environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// An unknown backend with a name close to a known one.
    #[error("Terraform has no backend `{label}`")]
    UnknownBackend {
        label: String,
        /// The backend that was probably meant.
        near: &'static str,
        location: Location,
    },
    #[error("a stack can have only one backend, but this one has `{first}` and `{second}`")]
    SeveralBackends { first: String, second: String, location: Location, first_location: Location },
    #[error("{first} and {second} store their state in the same place")]
    SharedState {
        /// A description of the environment or stack.
        first: String,
        /// A description of the other environment or stack.
        second: String,
        /// The locations that decide where the states are, each with a label.
        places: Vec<(Location, String)>,
        /// A hint on what to write instead.
        remedy: String,
        /// True if one of them has no environment name to put into the backend.
        is_unnamed: bool,
    },
    #[error("the overlay for `{expected}` names the environment `{got}`")]
    OtherEnvironment { expected: String, got: String, location: Location },
}

impl Explain for StateError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::UnknownBackend { near, location, .. } => {
                error("unknown-backend").label(location.clone(), "").hint(did_you_mean(near))
            }
            Self::SeveralBackends { location, first_location, .. } => error("several-backends")
                .label(location.clone(), "and this")
                .label(first_location.clone(), "this")
                .hint("keep one; an overlay that adds a different one must set this one to `null`"),
            Self::SharedState { places, remedy, is_unnamed, .. } => {
                let diagnostic = places
                    .iter()
                    .fold(error("shared-state"), |shown, (location, text)| {
                        shown.label(location.clone(), text)
                    })
                    .note("applying one would destroy or replace the resources of the other")
                    .hint(remedy);
                if *is_unnamed {
                    diagnostic.hint("set the environment in the stack file: `environment: NAME`")
                } else {
                    diagnostic
                }
            }
            Self::OtherEnvironment { location, .. } => error("other-environment")
                .label(location.clone(), "")
                .hint("remove the key: the file's name says which environment it is for"),
        }
    }
}
