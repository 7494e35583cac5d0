//! What can be wrong with a stack.

use super::component_error::ComponentReferenceError;
use super::file_error::FileError;
use super::read_error::ReadError;
use super::reference_error::ReferenceError;
use super::size_error::SizeError;
use super::warning::StackWarning;
use crate::model::{Diagnostic, Grant, Location, NameError};
use crate::types::TypeError;

/// One problem of a stack. A load reports all that it finds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StackError {
    /// A file that is missing or cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file that is not the YAML it should be.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An expression that does not parse, or refers to what is not there.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// A component that is not named as it should be.
    #[error(transparent)]
    Component(#[from] ComponentReferenceError),
    /// A stack that is too large.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// Something that is probably a mistake, and stops nothing.
    #[error(transparent)]
    Warning(#[from] StackWarning),
    /// A key that has no meaning where it stands.
    #[error("unknown key `{key}` in {}", place(path))]
    UnknownKey {
        /// Path of the map it stands in; empty for the file.
        path: String,
        /// The key.
        key: String,
        /// Where the key is.
        location: Location,
        /// The key that was probably meant.
        near: Option<&'static str>,
        /// Every key that has a meaning there.
        known: &'static [&'static str],
    },
    /// A key that must be there.
    #[error("{} needs `{key}`", place(path))]
    MissingKey {
        /// Path of the map; empty for the file.
        path: String,
        /// The key.
        key: &'static str,
        /// The map, where there is a place to show.
        location: Location,
        /// What to write.
        hint: String,
    },
    /// A value of the wrong type.
    #[error("{} takes {expected}, got {got}", place(path))]
    WrongType {
        /// Path of the value; empty for the file.
        path: String,
        /// What is taken, such as `a list of region names`.
        expected: &'static str,
        /// What is there, such as `the number 5`.
        got: String,
        /// The value.
        location: Location,
        /// What to do, where that is known.
        hint: Option<String>,
    },
    /// A name that does not have the form its place asks for.
    #[error("{what} {error}")]
    Name {
        /// What it names, such as `tier`.
        what: &'static str,
        /// The problem.
        error: NameError,
        /// The name.
        location: Location,
    },
    /// A provider's local name with upper-case letters.
    #[error("the provider name `{name}` must be lower-case letters, digits, `-` and `_`")]
    ProviderName {
        /// The name.
        name: String,
        /// Where.
        location: Location,
    },
    /// A name that Terraform keeps for itself.
    #[error("`{name}` is reserved by Terraform and cannot be a variable")]
    ReservedVariable {
        /// The name.
        name: String,
        /// Where.
        location: Location,
    },
    /// An argument of a provider configuration that is not the stack file's to give.
    #[error("`{path}` cannot be set")]
    ReservedArgument {
        /// Path of the argument.
        path: String,
        /// Where.
        location: Location,
        /// Why not, and what to do.
        hint: &'static str,
    },
    /// A region twice in one tier's list.
    #[error("tier `{tier}` lists the region `{region}` twice")]
    DuplicateRegion {
        /// The tier.
        tier: String,
        /// The region.
        region: String,
        /// The second time.
        location: Location,
        /// The first time.
        first: Location,
    },
    /// Something that cannot be granted.
    #[error("`{path}` grants `{name}`, which nothing is called")]
    UnknownGrant {
        /// Where it stands.
        path: String,
        /// What is written.
        name: String,
        /// Where.
        location: Location,
        /// The grant that was probably meant.
        near: Option<&'static str>,
    },
    /// A reference that is granted and does not exist.
    #[error("`{path}` cannot be granted: {problem}")]
    GrantedReference {
        /// Where it stands.
        path: String,
        /// The problem.
        problem: String,
        /// Where.
        location: Location,
    },
    /// A region that `regions` does not have.
    #[error("`{path}` names the region `{region}`, which the stack does not have")]
    UnknownRegion {
        /// Where it is named.
        path: String,
        /// The name.
        region: String,
        /// Where.
        location: Location,
        /// The region that was probably meant.
        near: Option<String>,
        /// The regions of the stack.
        known: Vec<String>,
    },
    /// Inputs for a region that the tier does not run in.
    #[error("tier `{tier}` does not run in the region `{region}`, so it takes no inputs for it")]
    IdleRegionInputs {
        /// The tier.
        tier: String,
        /// The region.
        region: String,
        /// Where the region's inputs are.
        location: Location,
        /// The regions it runs in; `None` if it is bound to none.
        regions: Option<Vec<String>>,
    },
    /// A tier whose list of regions is empty, or `all` of none.
    #[error("tier `{tier}` runs in no region at all")]
    NoRegions {
        /// The tier.
        tier: String,
        /// Its `regions`.
        location: Location,
        /// Whether it says `all`.
        all: bool,
    },
    /// An expression where Terraform reads text literally.
    #[error("`{path}` must be a literal, not the expression {text:?}")]
    NotLiteral {
        /// Path of the text.
        path: String,
        /// The text.
        text: String,
        /// Where.
        location: Location,
        /// What kind of place it is.
        place: LiteralPlace,
    },
    /// A variable's type that Terraform does not know.
    #[error("`{path}`: {error}")]
    VariableType {
        /// Path of the type.
        path: String,
        /// The fault.
        error: TypeError,
        /// The type's place.
        location: Location,
    },
    /// A backend that Terraform does not have, and that is close to one that it has.
    #[error("Terraform has no backend `{label}`")]
    UnknownBackend {
        /// The backend's type.
        label: String,
        /// The one that was probably meant.
        near: &'static str,
        /// The type's place.
        location: Location,
    },
    /// More than one backend.
    #[error("a stack has one backend, this one has `{first}` and `{second}`")]
    SeveralBackends {
        /// One.
        first: String,
        /// Another.
        second: String,
        /// The second one.
        location: Location,
        /// The first one.
        first_location: Location,
    },
    /// A map key `$expr`, which is how the host marks expressions.
    #[error("`{path}` has the key `$expr`, which Terrace keeps for itself")]
    ReservedKey {
        /// Path of the map.
        path: String,
        /// The key.
        location: Location,
    },
    /// Two environments or stacks, and one place for their states.
    #[error("{first} and {second} keep their state in one place")]
    SharedState {
        /// One.
        first: String,
        /// Another.
        second: String,
        /// Where the files say so, and of which it is said.
        places: Vec<(Location, String)>,
        /// The proposal of what to write instead.
        remedy: String,
        /// Whether one of them has no environment's name that could be put there.
        is_unnamed: bool,
    },
    /// An overlay that names another environment than the one it is for.
    #[error("the overlay for `{expected}` names the environment `{got}`")]
    OtherEnvironment {
        /// The environment that is loaded.
        expected: String,
        /// What the overlay says.
        got: String,
        /// Where it says so.
        location: Location,
    },
}

/// Where a text must be literal, which decides what goes wrong otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralPlace {
    /// In the backend.
    Backend,
    /// In a variable's `default`.
    VariableDefault,
    /// A key of a map.
    Key,
    /// Anywhere else, such as a provider's `version`.
    Argument,
}

/// The map at a path, in words.
fn place(path: &str) -> String {
    if path.is_empty() { "the stack file".to_owned() } else { format!("`{path}`") }
}

pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl StackError {
    /// The place that the problem is shown at, where it has one.
    pub fn location(&self) -> Option<Location> {
        self.diagnostic().labels.into_iter().next().map(|label| label.location)
    }

    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
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
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => {
                        let diagnostic =
                            diagnostic.note(format!("known here: {}", list(known.iter().copied())));
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
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None => diagnostic
                        .note(format!("there are {}", list(Grant::ALL.iter().map(|grant| grant.name())))),
                }
            }
            Self::GrantedReference { location, .. } => error("invalid-grant").label(location.clone(), ""),
            Self::UnknownRegion { location, near, known, .. } => {
                let diagnostic = error("unknown-region").label(location.clone(), "");
                match near {
                    Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                    None if known.is_empty() => diagnostic.hint("declare it under `regions`"),
                    None => diagnostic
                        .note(format!("the stack has {}", list(known.iter().map(String::as_str))))
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
                        .note("it has no `regions`, so it runs once, bound to no region")
                        .hint(format!("set `tiers.{tier}.regions`, or move the inputs into `inputs`")),
                }
            }
            Self::NoRegions { location, all: true, .. } => error("no-regions")
                .label(location.clone(), "all of none")
                .hint("declare regions under `regions`, or remove this key: the tier then runs once"),
            Self::NoRegions { tier, location, all: false } => {
                error("no-regions").label(location.clone(), "").hint(format!(
                    "remove this key: the tier then runs once; an overlay drops the tier with `{tier}: null`"
                ))
            }
            Self::NotLiteral { location, place, .. } => {
                let diagnostic = error("not-a-literal").label(location.clone(), "");
                match place {
                    LiteralPlace::Backend => diagnostic
                        .note(
                            "Terraform reads a backend literally and without complaint: it would keep the \
                             state under a name that holds this very text, and not find it again",
                        )
                        .hint(
                            "write the value itself; `${terrace.stack}` and `${terrace.environment}` are the \
                             only names that can be part of it",
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
                error("unknown-backend").label(location.clone(), "").hint(format!("did you mean `{near}`?"))
            }
            Self::SeveralBackends { location, first_location, .. } => error("several-backends")
                .label(location.clone(), "and this")
                .label(first_location.clone(), "this")
                .hint("keep one; an overlay that brings another sets this one to `null`"),
            Self::SharedState { places, remedy, is_unnamed, .. } => {
                let diagnostic = places
                    .iter()
                    .fold(error("shared-state"), |shown, (location, text)| {
                        shown.label(location.clone(), text)
                    })
                    .note("an apply of one would destroy or replace what the other has made")
                    .hint(remedy);
                if *is_unnamed {
                    diagnostic.hint("name the environment of the stack file itself: `environment: NAME`")
                } else {
                    diagnostic
                }
            }
            Self::ReservedKey { location, .. } => error("reserved-key")
                .label(location.clone(), "")
                .hint("write an expression as a text: \"${…}\""),
            Self::OtherEnvironment { location, .. } => error("other-environment")
                .label(location.clone(), "")
                .hint("remove the key: the file's name says which environment it is for"),
        }
    }
}
