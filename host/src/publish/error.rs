//! Why something is not published.

use crate::compatibility::Breakage;
use crate::model::Diagnostic;
use crate::resolve::ResolveError;
use crate::stack::is_registry_like;
use crate::synth::ComponentError;
use semver::Version;
use std::path::PathBuf;
use terrace_registry::signature::image::ImageError;
use terrace_registry::{Digest, OciReference, ReferenceError, RegistryError};

/// Why a component is not pushed.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The component's file cannot be read.
    #[error("cannot read the component `{}`: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
        /// Whether it is a directory, in which no source begins.
        is_directory: bool,
    },
    /// It is no tier, or cannot be built.
    #[error("cannot push `{}`: {}", path.display(), problem.summary)]
    Unusable {
        /// The component, or the source.
        path: PathBuf,
        /// Why.
        problem: Box<Diagnostic>,
    },
    /// Its version is none.
    #[error("cannot push `{}`: its version `{version}` is no semantic version: {reason}", path.display())]
    Version {
        /// The component, or the source.
        path: PathBuf,
        /// What it says.
        version: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The tag is another version than the tier's.
    #[error("the tag `{tag}` is a version, but the tier is version {version}")]
    OtherVersion {
        /// The tag.
        tag: String,
        /// The tier's version.
        version: Version,
    },
    /// It is to go where no registry is.
    #[error("`{0}` is not in a registry")]
    NoRegistry(String),
    /// It is to go to a digest.
    #[error("nothing can be pushed to `{0}`: a digest follows from what is pushed")]
    ToDigest(String),
    /// Something else has this version already.
    #[error("`{reference}` exists, and a version is never overwritten")]
    Exists {
        /// The version in the registry.
        reference: Box<OciReference>,
        /// The component that was to be pushed.
        own: Digest,
        /// The component that is there; none where that is no component.
        found: Option<Digest>,
    },
    /// It breaks what an earlier version promises.
    #[error("{} {} breaks what {} promises", .0.name, .0.version, .0.earlier)]
    Breaks(Box<Broken>),
    /// The earlier version cannot be run.
    #[error("cannot compare with {version}: {error}")]
    Earlier {
        /// The earlier version.
        version: Version,
        /// Why.
        error: Box<ComponentError>,
    },
    /// The test cases cannot be run.
    #[error("{}", .0.summary)]
    Problem(Box<Diagnostic>),
    /// There is no network.
    #[error("a registry is needed for this, and --offline forbids to connect to one")]
    Offline,
    /// It is no reference.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The registry fails.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The earlier version cannot be had.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
}

/// A version that breaks what an earlier one promises.
#[derive(Debug)]
pub struct Broken {
    /// The tier's name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// The version that it is held against.
    pub earlier: Version,
    /// The least version that may break it.
    pub next: Version,
    /// What it breaks.
    pub breakages: Vec<Breakage>,
}

impl PublishError {
    /// This error for people.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::Read { is_directory: true, .. } => error("unreadable-component").hint(
                "name the `.wasm` file in it; a tier's source begins in `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml`",
            ),
            Self::Read { .. } => error("unreadable-component")
                .hint("name a component's `.wasm` file, or a tier's source, which is built first"),
            Self::Unusable { problem, .. } | Self::Problem(problem) => {
                Diagnostic { summary: self.to_string(), ..(**problem).clone() }
            }
            Self::Version { .. } => {
                error("invalid-version").hint("let the tier say a version such as `1.4.2` in its manifest")
            }
            Self::OtherVersion { version, .. } => error("other-version").hint(format!(
                "leave the tag out, and it is that of {version}; or change the version in the tier"
            )),
            Self::NoRegistry(_) => {
                error("invalid-reference").hint("write `oci://registry.example/team/tier`")
            }
            Self::ToDigest(_) => error("invalid-reference").hint("write a tag, or leave it out"),
            Self::Exists { own, found, .. } => {
                let there = match found {
                    Some(found) => format!("there is {found}, and this one is {own}"),
                    None => "what is there is no component".to_owned(),
                };
                error("version-exists").note(there).hint("raise the version in the tier, and push that")
            }
            Self::Breaks(broken) => {
                let Broken { earlier, next, breakages, .. } = &**broken;
                breakages
                    .iter()
                    .fold(error("breaks-contract"), |diagnostic, one| diagnostic.note(one.to_string()))
                    .hint(format!(
                        "keep what {earlier} gives, or make it version {next}, which promises nothing"
                    ))
            }
            Self::Earlier { error: of, .. } => {
                let cause = of.diagnostic();
                Diagnostic { summary: self.to_string(), ..cause }
            }
            Self::Offline => error("offline").hint("run it without --offline and TERRACE_OFFLINE"),
            Self::Reference(ReferenceError::Scheme(text)) if is_registry_like(text) => {
                error("invalid-reference").hint(format!("write `oci://{text}`"))
            }
            Self::Reference(of) => error("invalid-reference").hint(of.hint()),
            Self::Registry(of) => error("registry").hint(of.hint()),
            Self::Resolve(of) => of.diagnostic(),
        }
    }
}

/// Why something is not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The signatures that are there cannot be added to.
    #[error("cannot add to the signatures `{reference}`: {error}")]
    Image {
        /// Where the registry has them.
        reference: OciReference,
        /// Why.
        error: ImageError,
    },
    /// Others sign at the same time, again and again.
    #[error("cannot add to the signatures `{0}`: others change them at the same time")]
    Overtaken(OciReference),
    /// A tag that no reference can have.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The registry fails.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl SignError {
    /// This error for people.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::Image { .. } => error("signature")
                .hint("something else stands where signatures are kept; remove that tag in the registry"),
            Self::Overtaken(_) => error("signature").hint("run it again"),
            Self::Reference(of) => error("invalid-reference").hint(of.hint()),
            Self::Registry(of) => error("registry").hint(of.hint()),
        }
    }
}
