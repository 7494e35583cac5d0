//! What can be wrong with how a stack file names a component.

use super::component::NameError;
use crate::model::{Diagnostic, Location};
use terrace_registry::DigestError;
use terrace_registry::version::RangeError;

/// What kind of reference it is, as far as it decides what may stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A built-in tier.
    Builtin,
    /// The path of a component.
    File,
    /// The path of a source.
    Source,
    /// A web server's file.
    Https,
    /// A repository of a registry, without tag and digest.
    Repository,
    /// A tag in a registry.
    Tag,
    /// A manifest's digest in a registry.
    Digest,
}

/// One problem with `component`, or with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComponentReferenceError {
    /// It names nothing.
    #[error("{error}")]
    Name {
        /// Why.
        error: NameError,
        /// The text.
        location: Location,
    },
    /// A range that is none.
    #[error("{error}")]
    Range {
        /// Why.
        error: RangeError,
        /// The text.
        location: Location,
    },
    /// A digest that is none.
    #[error("{error}")]
    Digest {
        /// Why.
        error: DigestError,
        /// The text.
        location: Location,
    },
    /// A range beside a reference that leaves nothing to choose.
    #[error("`version` has no meaning beside `{text}`, which {}", kind.words())]
    Version {
        /// The reference.
        text: String,
        /// What it is.
        kind: Kind,
        /// Whether it would be one of a registry with `oci://` before it.
        is_registry: bool,
        /// The key.
        location: Location,
    },
    /// A repository, and nothing that chooses of it.
    #[error("`{text}` does not say which version")]
    NoVersion {
        /// The reference.
        text: String,
        /// Where.
        location: Location,
    },
    /// A file of a web server without digest.
    #[error("`{text}` needs a `digest`: what a web server gives may change")]
    NoDigest {
        /// The reference.
        text: String,
        /// Where.
        location: Location,
    },
    /// A digest of what has none.
    #[error("`digest` has no meaning beside `{text}`, which {}", kind.words())]
    DigestOf {
        /// The reference.
        text: String,
        /// What it is.
        kind: Kind,
        /// The key.
        location: Location,
    },
}

impl Kind {
    /// The end of a sentence that begins with `which`.
    fn words(self) -> &'static str {
        match self {
            Self::Builtin => "is a built-in tier",
            Self::File => "is the path of a component",
            Self::Source => "is the path of a tier's source",
            Self::Https => "is a file of a web server",
            Self::Repository => "is a repository",
            Self::Tag => "has a tag",
            Self::Digest => "has a digest",
        }
    }
}

impl ComponentReferenceError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
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
                    Kind::Tag => diagnostic
                        .hint("remove the tag, and the range chooses; or remove `version`, and the tag does"),
                    Kind::Digest => diagnostic.hint("remove `version`: a digest leaves nothing to choose"),
                    _ if *is_registry => diagnostic
                        .hint(format!("a component in a registry begins with `oci://`: `oci://{text}`")),
                    _ => diagnostic
                        .hint("remove it; where an overlay changes the component, it sets `version: null`"),
                }
            }
            Self::NoVersion { text, location } => error("no-version", location)
                .hint("add `version: ^1.4` beside it, or write a tag or a digest behind it")
                .hint(format!("`terrace add {text}` finds the newest version")),
            Self::NoDigest { text, location } => error("no-digest", location)
                .hint("add `digest: sha256:…` beside it, the SHA-256 of the component")
                .hint(format!("`terrace add {text}` downloads it and writes the digest of what came")),
            Self::DigestOf { kind, location, .. } => {
                let diagnostic = error("idle-digest", location);
                match kind {
                    Kind::Builtin => diagnostic.hint("remove it: built-in tiers are part of Terrace itself"),
                    _ => diagnostic.hint("remove it: a source changes whenever it is saved"),
                }
            }
        }
    }
}
