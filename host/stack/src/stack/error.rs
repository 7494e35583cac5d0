//! Errors of a stack.

use super::component_error::ComponentReferenceError;
use super::file_error::FileError;
use super::read_error::ReadError;
use super::reference_error::ReferenceError;
use super::size_error::SizeError;
use super::warning::StackWarning;
use terrace_core::model::{Diagnostic, Explain, Grant, Location, NameError};
use terrace_core::suggest::did_you_mean;
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
    /// A probable mistake that does not prevent the stack from loading.
    #[error(transparent)]
    Warning(#[from] StackWarning),
    /// A key that is not known where it is used.
    #[error("unknown key `{key}` in {}", place(path))]
    UnknownKey {
        /// The path of the map with the key; empty for the file.
        path: String,
        /// The unknown key.
        key: String,
        /// The location of the key.
        location: Location,
        /// The known key that was probably meant.
        near: Option<&'static str>,
        /// All keys that the map can have.
        known: &'static [&'static str],
    },
    /// A required key that is missing.
    #[error("{} needs `{key}`", place(path))]
    MissingKey {
        /// The path of the map; empty for the file.
        path: String,
        /// The missing key.
        key: &'static str,
        /// The location of the map.
        location: Location,
        /// An example of what to write.
        hint: String,
    },
    /// A value of the wrong type.
    #[error("{} must be {expected}, got {got}", place(path))]
    WrongType {
        /// The path of the value; empty for the file.
        path: String,
        /// The expected type, such as `a list of region names`.
        expected: &'static str,
        /// A description of the actual value, such as `the number 5`.
        got: String,
        /// The location of the value.
        location: Location,
        /// How to fix it, if that is known.
        hint: Option<String>,
    },
    /// A name that breaks the rules for its kind.
    #[error("{what} {error}")]
    Name {
        /// The kind of name, such as `tier`.
        what: &'static str,
        /// The rule that the name breaks.
        error: NameError,
        /// The location of the name.
        location: Location,
    },
    /// A provider's local name with upper-case letters.
    #[error("the provider name `{name}` must be lower-case letters, digits, `-` and `_`")]
    ProviderName {
        /// The local name as written.
        name: String,
        /// The location of the name.
        location: Location,
    },
    /// A name that Terraform reserves.
    #[error("`{name}` is reserved by Terraform and cannot be a variable")]
    ReservedVariable {
        /// The reserved name.
        name: String,
        /// The location of the name.
        location: Location,
    },
    /// An argument of a provider configuration that the stack file must not set.
    #[error("`{path}` cannot be set")]
    ReservedArgument {
        /// The path of the argument.
        path: String,
        /// The location of the argument.
        location: Location,
        /// The reason, and what to do instead.
        hint: &'static str,
    },
    /// A region that a tier lists twice.
    #[error("tier `{tier}` lists the region `{region}` twice")]
    DuplicateRegion {
        /// The tier with the list.
        tier: String,
        /// The repeated region.
        region: String,
        /// The location of the second occurrence.
        location: Location,
        /// The location of the first occurrence.
        first: Location,
    },
    /// A grant that does not exist.
    #[error("`{path}`: there is no grant `{name}`")]
    UnknownGrant {
        /// The path of the grant.
        path: String,
        /// The name as written.
        name: String,
        /// The location of the name.
        location: Location,
        /// The grant that was probably meant.
        near: Option<&'static str>,
    },
    /// A granted reference that does not exist.
    #[error("`{path}` cannot be granted: {problem}")]
    GrantedReference {
        /// The path of the reference.
        path: String,
        /// A description of the problem.
        problem: String,
        /// The location of the reference.
        location: Location,
    },
    /// A region that is not declared under `regions`.
    #[error("`{path}` names the region `{region}`, which the stack does not have")]
    UnknownRegion {
        /// The path of the name.
        path: String,
        /// The undeclared region.
        region: String,
        /// The location of the name.
        location: Location,
        /// The region that was probably meant.
        near: Option<String>,
        /// The regions of the stack.
        known: Vec<String>,
    },
    /// Inputs for a region that the tier does not run in.
    #[error("tier `{tier}` does not run in the region `{region}`, so it takes no inputs for it")]
    IdleRegionInputs {
        /// The tier with the inputs.
        tier: String,
        /// The region that the tier does not run in.
        region: String,
        /// The location of the region's inputs.
        location: Location,
        /// The regions that the tier runs in; `None` if it is not bound to regions.
        regions: Option<Vec<String>>,
    },
    /// A tier with an empty list of regions, or with `all` in a stack without regions.
    #[error("tier `{tier}` does not run in any region")]
    NoRegions {
        /// The tier without regions.
        tier: String,
        /// The location of the tier's `regions`.
        location: Location,
        /// True if the value is `all`.
        all: bool,
    },
    /// An expression where Terraform expects a literal.
    #[error("`{path}` must be a literal, not the expression {text:?}")]
    NotLiteral {
        /// The path of the string.
        path: String,
        /// The string with the expression.
        text: String,
        /// The location of the string.
        location: Location,
        /// The kind of place, which decides the explanation.
        place: LiteralPlace,
    },
    /// A variable type that Terraform does not know.
    #[error("`{path}`: {error}")]
    VariableType {
        /// The path of the type.
        path: String,
        /// The rule that the type breaks.
        error: TypeError,
        /// The location of the type.
        location: Location,
    },
    /// An unknown backend with a name close to a known one.
    #[error("Terraform has no backend `{label}`")]
    UnknownBackend {
        /// The type of the backend.
        label: String,
        /// The backend that was probably meant.
        near: &'static str,
        /// The location of the type.
        location: Location,
    },
    /// More than one backend.
    #[error("a stack has one backend, this one has `{first}` and `{second}`")]
    SeveralBackends {
        /// The type of the first backend.
        first: String,
        /// The type of the second backend.
        second: String,
        /// The location of the second backend.
        location: Location,
        /// The location of the first backend.
        first_location: Location,
    },
    /// A map key `$expr`, which Terrace uses to mark expressions.
    #[error("`{path}` has the key `$expr`, which Terrace reserves")]
    ReservedKey {
        /// The path of the map.
        path: String,
        /// The location of the key.
        location: Location,
    },
    /// Two environments or stacks that share one state.
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
    /// An overlay that names a different environment from its own.
    #[error("the overlay for `{expected}` names the environment `{got}`")]
    OtherEnvironment {
        /// The environment that is being loaded.
        expected: String,
        /// The environment that the overlay names.
        got: String,
        /// The location of the name.
        location: Location,
    },
}

/// A place where strings must be literal. It decides how the error is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralPlace {
    /// The backend's settings.
    Backend,
    /// The `default` of a variable.
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

pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
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
            Self::UnknownKey { location, near, known, .. } => {
                let diagnostic = error("unknown-key").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None => {
                        let diagnostic =
                            diagnostic.note(format!("expected one of {}", list(known.iter().copied())));
                        if known.contains(&"inputs") {
                            return diagnostic
                                .hint("if it is an input of the tier, indent it under `inputs`");
                        }
                        diagnostic
                    }
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
            Self::DuplicateRegion { location, first, .. } => error("duplicate-region")
                .label(location.clone(), "here again")
                .label(first.clone(), "first here")
                .hint("remove one of the two"),
            Self::UnknownGrant { location, near, .. } => {
                let diagnostic = error("unknown-grant").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None => diagnostic.note(format!(
                        "the grants are {}",
                        list(Grant::ALL.iter().map(|grant| grant.name()))
                    )),
                }
            }
            Self::GrantedReference { location, .. } => error("invalid-grant").label(location.clone(), ""),
            Self::UnknownRegion { location, near, known, .. } => {
                let diagnostic = error("unknown-region").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(did_you_mean(near)),
                    None if known.is_empty() => diagnostic.hint("declare it under `regions`"),
                    None => diagnostic
                        .note(format!("existing regions: {}", list(known.iter().map(String::as_str))))
                        .hint("declare it under `regions`"),
                }
            }
            Self::IdleRegionInputs { tier, region, location, regions } => {
                let diagnostic = error("idle-region-inputs").label(location.clone(), "");
                match regions {
                    Some(regions) => diagnostic
                        .note(format!("it runs in {}", list(regions.iter().map(String::as_str))))
                        .hint(format!("add `{region}` to `tiers.{tier}.regions`, or remove its inputs")),
                    None => diagnostic
                        .note("it has no `regions`, so it runs once, outside of all regions")
                        .hint(format!("set `tiers.{tier}.regions`, or move the inputs into `inputs`")),
                }
            }
            Self::NoRegions { location, all: true, .. } => error("no-regions")
                .label(location.clone(), "there are no regions")
                .hint("declare regions under `regions`, or remove this key to run the tier once"),
            Self::NoRegions { tier, location, all: false } => {
                error("no-regions").label(location.clone(), "").hint(format!(
                    "remove this key to run the tier once; an overlay can remove the tier with `{tier}: null`"
                ))
            }
            Self::NotLiteral { location, place, .. } => {
                let diagnostic = error("not-a-literal").label(location.clone(), "");
                match place {
                    LiteralPlace::Backend => diagnostic
                        .note(
                            "Terraform silently takes the settings of a backend literally: it would store the state \
                             under a name that contains this text, and not find it again",
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
            Self::ReservedKey { location, .. } => error("reserved-key")
                .label(location.clone(), "")
                .hint("write an expression as a string: \"${…}\""),
            Self::OtherEnvironment { location, .. } => error("other-environment")
                .label(location.clone(), "")
                .hint("remove the key: the file's name says which environment it is for"),
        }
    }
}
