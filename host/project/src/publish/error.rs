//! Errors of publishing and signing.

use crate::resolve::ResolveError;
use crate::synth::ComponentError;
use semver::Version;
use std::path::PathBuf;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::reference::{OciReference, ReferenceError};
use terrace_registry::RegistryError;
use terrace_registry::signature::image::ImageError;
use terrace_stack::compatibility::Breakage;
use terrace_stack::stack::is_registry_like;

/// An error pushing a component.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("cannot read the component `{}`: {reason}", path.display())]
    Read {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        reason: String,
        /// True if the path is a directory without a tier's source.
        is_directory: bool,
    },
    /// The file is not a tier, or the source cannot be built.
    #[error("cannot push `{}`: {}", path.display(), problem.summary)]
    Unusable {
        /// Path of the component or of the source.
        path: PathBuf,
        /// The cause, as reported by the engine or the build.
        problem: Box<Diagnostic>,
    },
    #[error("cannot push `{}`: its version `{version}` is not a semantic version: {reason}", path.display())]
    Version {
        /// Path of the component or of the source.
        path: PathBuf,
        version: String,
        reason: String,
    },
    #[error("the tag `{tag}` does not match the tier's version {version}")]
    OtherVersion { tag: String, version: Version },
    #[error("`{0}` is not in a registry")]
    NoRegistry(String),
    #[error("cannot push to `{0}`: the digest is computed from the content that is pushed")]
    ToDigest(String),
    #[error("`{reference}` already exists, and versions are never overwritten")]
    Exists {
        reference: Box<OciReference>,
        /// Digest of the component to push.
        own: Digest,
        /// Digest of the existing component, or `None` if the tag names something that is not a component.
        found: Option<Digest>,
    },
    /// The component is not compatible with an earlier version, although its version promises that.
    #[error("{} {} is not compatible with {}", .0.name, .0.version, .0.earlier)]
    Breaks(Box<IncompatibleVersion>),
    #[error("cannot compare with {version}: {error}")]
    Earlier {
        version: Version,
        /// The cause, as reported while loading it.
        error: Box<ComponentError>,
    },
    #[error("{}", .0.summary)]
    Problem(Box<Diagnostic>),
    #[error("cannot connect to a registry with --offline")]
    Offline,
    /// The destination is not a reference.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The registry reported an error.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The earlier version cannot be downloaded.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
}

/// A version that is not compatible with an earlier one.
#[derive(Debug)]
pub struct IncompatibleVersion {
    /// The name in the tier's manifest.
    pub name: String,
    /// The version to push.
    pub version: Version,
    /// The version that it was compared with.
    pub earlier: Version,
    /// The lowest version that need not be compatible.
    pub next: Version,
    /// All incompatible changes that were found.
    pub breakages: Vec<Breakage>,
}

impl Explain for PublishError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::Read { is_directory: true, .. } => error("unreadable-component").hint(
                "name the `.wasm` file in it; a directory with a tier's source has a `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml`",
            ),
            Self::Read { .. } => error("unreadable-component")
                .hint("name a component's `.wasm` file, or a tier's source, which is then built"),
            Self::Unusable { problem, .. } | Self::Problem(problem) => {
                Diagnostic { summary: self.to_string(), ..(**problem).clone() }
            }
            Self::Version { .. } => {
                error("invalid-version").hint("set the version in the tier's manifest to one such as `1.4.2`")
            }
            Self::OtherVersion { version, .. } => error("other-version").hint(format!(
                "leave out the tag to use that of {version}, or change the version in the tier"
            )),
            Self::NoRegistry(_) => {
                error("invalid-reference").hint("write `oci://registry.example/team/tier`")
            }
            Self::ToDigest(_) => error("invalid-reference").hint("write a tag, or leave out the digest"),
            Self::Exists { own, found, .. } => {
                let there = match found {
                    Some(found) => format!("the registry has {found}, and this one is {own}"),
                    None => "the existing version is not a component".to_owned(),
                };
                error("version-exists").note(there).hint("increase the version in the tier and push again")
            }
            Self::Breaks(broken) => {
                let IncompatibleVersion { earlier, next, breakages, .. } = &**broken;
                breakages
                    .iter()
                    .fold(error("breaks-contract"), |diagnostic, one| diagnostic.note(one.to_string()))
                    .hint(format!(
                        "keep what {earlier} provides, or release it as version {next}, which need not be compatible"
                    ))
            }
            Self::Earlier { error: of, .. } => {
                let cause = of.diagnostic();
                Diagnostic { summary: self.to_string(), ..cause }
            }
            Self::Offline => error("offline").hint("run it again without --offline and TERRACE_OFFLINE"),
            Self::Reference(ReferenceError::Scheme(text)) if is_registry_like(text) => {
                error("invalid-reference").hint(format!("write `oci://{text}`"))
            }
            Self::Reference(of) => error("invalid-reference").hint(of.hint()),
            Self::Registry(of) => error("registry").hint(of.hint()),
            Self::Resolve(of) => of.diagnostic(),
        }
    }
}

/// An error signing a component.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("cannot add a signature to `{reference}`: {error}")]
    Image {
        reference: OciReference,
        /// The cause, as reported while reading the signatures.
        error: ImageError,
    },
    #[error("cannot add a signature to `{0}`: other processes keep changing it")]
    Overtaken(OciReference),
    /// The signature's tag is not valid.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// The registry reported an error.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl Explain for SignError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::Image { .. } => error("signature")
                .hint("the tag for signatures has other content; remove it from the registry"),
            Self::Overtaken(_) => error("signature").hint("run it again"),
            Self::Reference(of) => error("invalid-reference").hint(of.hint()),
            Self::Registry(of) => error("registry").hint(of.hint()),
        }
    }
}
