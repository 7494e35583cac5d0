//! Errors in how a stack file names a component.

use crate::stack::read::component::NameError;
use terrace_core::digest::DigestError;
use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::version::RangeError;

/// The kind of a reference. It decides which keys are allowed next to the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The name of a built-in tier.
    Builtin,
    /// The path of a component.
    File,
    /// The path of a source file or directory.
    Source,
    /// A file on a web server.
    Https,
    /// A repository in a registry, without tag or digest.
    Repository,
    /// A tag in a registry.
    Tag,
    /// A manifest digest in a registry.
    Digest,
}

/// An error in `component` or in the keys `version` and `digest` next to it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComponentReferenceError {
    #[error("{error}")]
    Name { error: NameError, location: Location },
    #[error("{error}")]
    Range { error: RangeError, location: Location },
    #[error("{error}")]
    Digest { error: DigestError, location: Location },
    /// A version range next to a reference that leaves nothing to choose.
    #[error("`version` cannot be used with `{text}`, which {}", kind.words())]
    Version {
        text: String,
        kind: Kind,
        /// True if it would be a registry reference if `oci://` preceded it.
        is_registry: bool,
        location: Location,
    },
    #[error("`{text}` needs a version")]
    NoVersion { text: String, location: Location },
    #[error("`{text}` needs a `digest`, because a file on a web server can change")]
    NoDigest { text: String, location: Location },
    #[error("`digest` cannot be used with `{text}`, which {}", kind.words())]
    DigestOf { text: String, kind: Kind, location: Location },
}

impl Kind {
    /// Returns a clause to follow `which`.
    fn words(self) -> &'static str {
        match self {
            Self::Builtin => "is a built-in tier",
            Self::File => "is the path of a component",
            Self::Source => "is the path of a tier's source",
            Self::Https => "is a file on a web server",
            Self::Repository => "is a repository",
            Self::Tag => "has a tag",
            Self::Digest => "has a digest",
        }
    }
}

impl Explain for ComponentReferenceError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str, location: &Location| {
            Diagnostic::error(code, self.to_string()).label(location.clone(), "")
        };
        match self {
            Self::Name { error: of, location } => error("invalid-reference", location).hint(of.hint()),
            Self::Range { error: of, location } => error("invalid-version-range", location).hint(of.hint()),
            Self::Digest { location, .. } => error("invalid-digest", location)
                .hint("write the SHA-256 of the component, as `terrace inspect` and `terrace push` print it"),
            Self::Version { text, kind, is_registry, location } => {
                let diagnostic = error("idle-version", location);
                match kind {
                    Kind::Tag => diagnostic.hint(
                        "remove the tag to choose by version range, or remove `version` to use the tag",
                    ),
                    Kind::Digest => {
                        diagnostic.hint("remove `version`: a digest already identifies one component")
                    }
                    _ if *is_registry => diagnostic
                        .hint(format!("a component in a registry begins with `oci://`: `oci://{text}`")),
                    _ => diagnostic
                        .hint("remove it; an overlay that changes the component can set `version: null`"),
                }
            }
            Self::NoVersion { text, location } => error("no-version", location)
                .hint("add `version: ^1.4` next to it, or append a tag or a digest")
                .hint(format!("`terrace add {text}` finds the newest version")),
            Self::NoDigest { text, location } => error("no-digest", location)
                .hint("add `digest: sha256:…` next to it, with the SHA-256 of the component")
                .hint(format!("`terrace add {text}` downloads it and writes its digest")),
            Self::DigestOf { kind, location, .. } => {
                let diagnostic = error("idle-digest", location);
                match kind {
                    Kind::Builtin => diagnostic.hint("remove it: built-in tiers are part of Terrace itself"),
                    _ => diagnostic.hint("remove it: source code changes whenever it is saved"),
                }
            }
        }
    }
}
