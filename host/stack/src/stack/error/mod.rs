//! Errors of a stack.

mod case;
mod component;
mod file;
mod read;
mod reference;
mod region;
mod size;
mod state;
mod warning;

pub use case::CaseError;
pub use component::{ComponentReferenceError, Kind};
pub use file::FileError;
pub use read::ReadError;
pub use reference::ReferenceError;
pub use region::RegionError;
pub use size::SizeError;
pub use state::StateError;
pub use warning::StackWarning;

use terrace_core::model::{Diagnostic, Explain, Grant, Location, NameError};
use terrace_core::suggest::{Listed, did_you_mean};
use terrace_schema::types::TypeError;

/// An error of a stack. Loading a stack reports all errors that it finds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StackError {
    /// A file that is missing or cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file that cannot be parsed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An expression that does not parse, or that refers to something that does not exist.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// A component reference that is not valid.
    #[error(transparent)]
    Component(#[from] ComponentReferenceError),
    /// A stack that exceeds a size limit.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// An error in the regions of a tier.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// An error in the backend or in the environment.
    #[error(transparent)]
    State(#[from] StateError),
    /// A probable mistake that does not prevent the stack from loading.
    #[error(transparent)]
    Warning(#[from] StackWarning),
    /// A key that is not known where it is used.
    #[error("unknown key `{key}` in {}", place(path))]
    UnknownKey {
        /// The path of the map with the key; empty for the file.
        path: String,
        key: String,
        location: Location,
        /// The known key that was probably meant.
        near: Option<&'static str>,
        /// All keys that the map can have.
        known: &'static [&'static str],
    },
    #[error("{} needs `{key}`", place(path))]
    MissingKey {
        /// The path of the map; empty for the file.
        path: String,
        key: &'static str,
        location: Location,
        /// An example of what to write.
        hint: String,
    },
    #[error("{} must be {expected}, got {got}", place(path))]
    WrongType {
        /// The path of the value; empty for the file.
        path: String,
        /// The expected type, such as `a list of region names`.
        expected: &'static str,
        /// A description of the actual value, such as `the number 5`.
        got: String,
        location: Location,
        /// How to fix it, if that is known.
        hint: Option<String>,
    },
    #[error("{what} {error}")]
    Name {
        /// The kind of name, such as `tier`.
        what: &'static str,
        error: NameError,
        location: Location,
    },
    #[error("the provider name `{name}` must consist of lower-case letters, digits, `-` and `_`")]
    ProviderName { name: String, location: Location },
    #[error("`{name}` is reserved by Terraform and cannot be a variable")]
    ReservedVariable { name: String, location: Location },
    /// An argument of a provider configuration that the stack file must not set.
    #[error("`{path}` cannot be set")]
    ReservedArgument {
        path: String,
        location: Location,
        /// The reason, and what to do instead.
        hint: &'static str,
    },
    #[error("`{path}`: there is no grant `{name}`")]
    UnknownGrant {
        path: String,
        name: String,
        location: Location,
        /// The grant that was probably meant.
        near: Option<&'static str>,
    },
    #[error("`{path}` cannot be granted: {problem}")]
    GrantedReference { path: String, problem: String, location: Location },
    #[error("`{path}` must be a literal, not the expression {text:?}")]
    NotLiteral {
        path: String,
        text: String,
        location: Location,
        /// The kind of place, which decides the explanation.
        place: LiteralPlace,
    },
    #[error("`{path}`: {error}")]
    VariableType { path: String, error: TypeError, location: Location },
    /// A map key `$expr`, which Terrace uses to mark expressions.
    #[error("`{path}` has the key `$expr`, which Terrace reserves")]
    ReservedKey { path: String, location: Location },
}

/// A place where strings must be literal. It decides how the error is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralPlace {
    /// The backend's settings.
    Backend,
    VariableDefault,
    /// A key of a map.
    Key,
    /// Anywhere else, such as a provider's `version`.
    Argument,
}

/// Describes the map at a path.
fn place(path: &str) -> String {
    if path.is_empty() { "the stack file".to_owned() } else { format!("`{path}`") }
}

/// Adds the keys that are known in the place of an unknown one, none of which is close to it.
fn unknown_key(diagnostic: Diagnostic, key: &str, known: &[&str]) -> Diagnostic {
    let listed = Listed::near(key, known.iter().copied());
    let mut diagnostic = diagnostic.note(format!("expected one of {listed}"));
    if known.contains(&"inputs") {
        diagnostic = diagnostic.hint("if it is an input of the tier, indent it under `inputs`");
    }
    if listed.is_cut() {
        diagnostic = diagnostic.hint("run `terrace schema` to see all keys");
    }
    diagnostic
}

impl StackError {
    /// Returns the location that the error points to, if it has one.
    pub fn location(&self) -> Option<Location> {
        self.diagnostic().labels.into_iter().next().map(|label| label.location)
    }
}

impl Explain for StackError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::File(error) => error.diagnostic(),
            Self::Read(error) => error.diagnostic(),
            Self::Reference(error) => error.diagnostic(),
            Self::Component(error) => error.diagnostic(),
            Self::Warning(warning) => warning.diagnostic(),
            Self::Size(error) => error.diagnostic(),
            Self::Region(error) => error.diagnostic(),
            Self::State(error) => error.diagnostic(),
            Self::UnknownKey { key, location, near, known, .. } => {
                let diagnostic = error("unknown-key").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None => unknown_key(diagnostic, key, known),
                }
            }
            Self::MissingKey { location, hint, .. } => {
                error("missing-key").label(location.clone(), "").hint(hint)
            }
            Self::WrongType { location, hint, .. } => {
                let diagnostic = error("wrong-type").label(location.clone(), "");
                hint.iter().fold(diagnostic, |diagnostic, hint| diagnostic.hint(hint))
            }
            Self::Name { location, error: of, .. } => {
                let diagnostic = error("invalid-name").label(location.clone(), "");
                match of.proposal() {
                    Some(name) => diagnostic.hint(format!("write `{name}`")),
                    None => diagnostic,
                }
            }
            Self::ProviderName { location, .. } => error("invalid-name").label(location.clone(), ""),
            Self::ReservedVariable { location, .. } => error("reserved-name")
                .label(location.clone(), "")
                .note("it is an argument of Terraform's module blocks")
                .hint("give the variable another name"),
            Self::ReservedArgument { location, hint, .. } => {
                error("reserved-argument").label(location.clone(), "").hint(*hint)
            }
            Self::UnknownGrant { name, location, near, .. } => {
                let diagnostic = error("unknown-grant").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None => diagnostic.note(format!(
                        "the grants are {}",
                        Listed::near(name, Grant::ALL.iter().map(|grant| grant.name()))
                    )),
                }
            }
            Self::GrantedReference { location, .. } => error("invalid-grant").label(location.clone(), ""),
            Self::NotLiteral { location, place, .. } => {
                let diagnostic = error("not-a-literal").label(location.clone(), "");
                match place {
                    LiteralPlace::Backend => diagnostic
                        .note(
                            "Terraform does not evaluate expressions in the settings of a backend: it would store the \
                             state under a name that contains this text",
                        )
                        .hint(
                            "write the value itself; only `${terrace.stack}` and `${terrace.environment}` can be \
                             used in it",
                        ),
                    LiteralPlace::VariableDefault => diagnostic
                        .note("Terraform does not evaluate a variable's default")
                        .hint("write the value itself, or `$${` for the text `${`"),
                    LiteralPlace::Key => diagnostic
                        .note("a map's keys must be known before Terraform runs")
                        .hint("write the key itself, or `$${` for the text `${`"),
                    LiteralPlace::Argument => diagnostic
                        .note("it must be known before Terraform runs")
                        .hint("write the value itself"),
                }
            }
            Self::VariableType { location, .. } => error("invalid-type").label(location.clone(), ""),
            Self::ReservedKey { location, .. } => error("reserved-key")
                .label(location.clone(), "")
                .hint("write an expression as a string: \"${…}\""),
        }
    }
}
