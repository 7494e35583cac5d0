//! References to remote components.

use std::fmt;
use std::str::FromStr;

use crate::digest::{Digest, DigestError};
use crate::model::{Diagnostic, Explain};

pub mod grammar;

/// A reference to a remote component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// `oci://registry.example/platform/network:1.4`: an artifact in an OCI registry.
    Oci(OciReference),
    /// `https://example.com/network.wasm`: a file on a web server.
    Https(HttpsReference),
}

/// An artifact in an OCI registry: a repository and one of its manifests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OciReference {
    /// The repository of the artifact.
    pub repository: Repository,
    /// The manifest in the repository.
    pub target: Target,
}

/// The part of a reference that selects a manifest of the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The reference names the repository only; a version range next to it selects the manifest.
    Unspecified,
    /// A tag, such as `:1.4`.
    Tag(String),
    /// A digest, such as `@sha256:…`.
    Digest(Digest),
}

/// A repository of an OCI registry, written `registry.example:5000/platform/network`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    registry: String,
    name: String,
}

/// A registry, or the repositories of one with a common path prefix: `registry.example/platform`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    registry: String,
    path: Option<String>,
}

/// An `https://` URL without user name, password or fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpsReference(String);

/// An error parsing a reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("`{0}` is not a reference: it begins with neither `oci://` nor `https://`")]
    Scheme(String),
    #[error("`{0}` is not allowed: over `http://`, anyone on the network can change the component")]
    PlainHttp(String),
    #[error("`{0}` names a registry, but no repository in it")]
    NoRepository(String),
    /// The registry is not a host name with an optional port.
    #[error("`{registry}` in `{text}` is not the name of a registry")]
    Registry { text: String, registry: String },
    #[error("`{repository}` in `{text}` is not the name of a repository")]
    Repository { text: String, repository: String },
    #[error("`{tag}` in `{text}` is not a tag")]
    Tag { text: String, tag: String },
    #[error("`{text}` has no valid digest: {source}")]
    Digest { text: String, source: DigestError },
    #[error("`{0}` has both a tag and a digest")]
    TagAndDigest(String),
    #[error("`{text}` is not a URL: {reason}")]
    Url { text: String, reason: String },
    /// The URL contains a user name or a password. The text has neither.
    #[error("the URL `{0}` contains a user name or a password")]
    Secret(String),
    #[error("`{0}` has a fragment (`#…`), which is never sent to a server")]
    Fragment(String),
}

impl ReferenceError {
    /// Returns what to do about the error.
    pub fn hint(&self) -> String {
        match self {
            ReferenceError::Scheme(_) => {
                "write `oci://registry.example/team/tier:1.0.0`, or `https://…` with a digest".to_owned()
            }
            ReferenceError::PlainHttp(_) => {
                "use `https://`; for a registry without TLS, use `oci://` with `plain_http = true` in \
                 `~/.config/terrace/config.toml`"
                    .to_owned()
            }
            ReferenceError::NoRepository(text) => {
                format!("write the repository after it: `{}/team/tier`", text.trim_end_matches('/'))
            }
            ReferenceError::Registry { .. } => {
                "a registry is a host name or an address, with a port if it needs one: `registry.example:5000`"
                    .to_owned()
            }
            ReferenceError::Repository { repository, .. } => grammar::repository_hint(repository),
            ReferenceError::Tag { tag, .. } => grammar::tag_hint(tag),
            ReferenceError::Digest { .. } => {
                "write the digest of the manifest, as `terrace push` prints it, or a tag".to_owned()
            }
            ReferenceError::TagAndDigest(_) => {
                "use either the digest or the tag; terrace.lock records the digest of a tag".to_owned()
            }
            ReferenceError::Url { .. } => "write it like `https://example.com/tier.wasm`".to_owned(),
            ReferenceError::Secret(_) => {
                "remove them: the URL is written to terrace.lock, which is committed".to_owned()
            }
            ReferenceError::Fragment(_) => "remove it".to_owned(),
        }
    }
}

impl Explain for ReferenceError {
    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("invalid-reference", self.to_string()).hint(self.hint())
    }
}

impl Reference {
    /// Parses `oci://…` or `https://…`.
    pub fn parse(text: &str) -> Result<Reference, ReferenceError> {
        match text.split_once("://") {
            Some(("oci", rest)) => grammar::oci(text, rest).map(Reference::Oci),
            Some(("https", _)) => grammar::https(text).map(Reference::Https),
            Some(("http", _)) => Err(ReferenceError::PlainHttp(text.to_owned())),
            _ => Err(ReferenceError::Scheme(text.to_owned())),
        }
    }

    /// Returns true if `text` begins like a URL of any scheme, so that it is neither a path nor a built-in tier.
    pub fn looks_like_one(text: &str) -> bool {
        text.split_once("://").is_some_and(|(scheme, _)| {
            scheme.starts_with(|first: char| first.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        })
    }
}

impl OciReference {
    pub fn tag(&self) -> Option<&str> {
        match &self.target {
            Target::Tag(tag) => Some(tag),
            Target::Unspecified | Target::Digest(_) => None,
        }
    }

    /// Returns the digest of the manifest, if the reference has one.
    pub fn digest(&self) -> Option<Digest> {
        match &self.target {
            Target::Digest(digest) => Some(*digest),
            Target::Unspecified | Target::Tag(_) => None,
        }
    }
}

impl Repository {
    /// Parses `registry/name`, without a scheme.
    pub fn parse(text: &str) -> Result<Repository, ReferenceError> {
        grammar::repository(text, text)
    }

    /// Returns the registry: the host, with a port if it has one.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Returns the name within the registry: segments separated by `/`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns a reference to the manifest with this tag. The tag must follow the OCI grammar.
    pub fn tagged(&self, tag: &str) -> Result<OciReference, ReferenceError> {
        grammar::tag(&format!("oci://{self}:{tag}"), tag)?;
        Ok(OciReference { repository: self.clone(), target: Target::Tag(tag.to_owned()) })
    }

    /// Returns a reference to the manifest with this digest.
    pub fn with_digest(&self, digest: Digest) -> OciReference {
        OciReference { repository: self.clone(), target: Target::Digest(digest) }
    }
}

impl Namespace {
    /// Returns true if the namespace is the whole registry.
    pub fn is_registry(&self) -> bool {
        self.path.is_none()
    }

    /// Parses a registry, or a registry and a path in it, with or without `oci://` before it.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        grammar::namespace(text)
    }

    /// Returns the registry: the host, with a port if it has one.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Returns true if a repository is the namespace itself or within it.
    pub fn contains(&self, repository: &Repository) -> bool {
        self.registry == repository.registry
            && self.path.as_ref().is_none_or(|path| {
                repository
                    .name
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }
}

impl HttpsReference {
    /// Returns the whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Oci(reference) => reference.fmt(f),
            Reference::Https(reference) => reference.fmt(f),
        }
    }
}

impl fmt::Display for OciReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "oci://{}", self.repository)?;
        match &self.target {
            Target::Unspecified => Ok(()),
            Target::Tag(tag) => write!(f, ":{tag}"),
            Target::Digest(digest) => write!(f, "@{digest}"),
        }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.name)
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.registry)?;
        match &self.path {
            Some(path) => write!(f, "/{path}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for HttpsReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Reference, ReferenceError> {
        Reference::parse(text)
    }
}

#[cfg(test)]
mod tests;
