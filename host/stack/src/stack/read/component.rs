//! The component of a tier, as the stack file names it.

use super::path::At;
use super::reader::Reader;
use crate::stack::error::{ComponentReferenceError, Kind, LiteralPlace};
use crate::stack::tree::node::{Mapping, Node};
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::reference::{Reference, ReferenceError, Target};
use terrace_core::version::VersionRange;

/// The component of a tier, as the stack file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The built-in tier, path or remote component.
    pub reference: ComponentReference,
    /// The SHA-256 that the component must have, if the stack file pins it.
    pub digest: Option<Pin>,
    /// The location of the reference in the stack file.
    pub location: Location,
}

/// A digest that the stack file pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The SHA-256 of the component.
    pub digest: Digest,
    /// The location of the digest in the stack file.
    pub location: Location,
}

/// A reference to a component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComponentReference {
    /// A built-in tier, by name.
    Builtin(String),
    /// A file, relative to the working directory, as is the stack file's own path.
    Path(PathBuf),
    /// A remote component. It has to be resolved before it can be loaded.
    Remote(Remote),
}

/// A remote component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Remote {
    /// The location of the component.
    pub reference: Reference,
    /// The acceptable versions in a repository. Set if and only if the reference is to a registry and has neither tag
    /// nor digest.
    pub requires: Option<VersionRange>,
}

impl std::fmt::Display for Remote {
    /// Writes for example `oci://registry.example/platform/network ^1.4`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.requires {
            Some(range) => write!(f, "{} {range}", self.reference),
            None => write!(f, "{}", self.reference),
        }
    }
}

/// An error parsing a component reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It begins like a URL, but is not one that Terrace supports.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    #[error("`{0}` looks like a component in a registry, but does not begin with `oci://`")]
    NoScheme(String),
}

impl NameError {
    /// Returns a hint on how to fix the reference.
    pub fn hint(&self) -> String {
        match self {
            Self::Reference(error) => error.hint(),
            Self::NoScheme(text) => format!("write `oci://{text}`, or `./{text}` for a file of that name"),
        }
    }
}

impl Explain for NameError {
    fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error("invalid-reference", self.to_string()).hint(self.hint())
    }
}

impl ComponentReference {
    /// Parses a reference as people write it.
    ///
    /// Text that begins with `oci://` or `https://` is a remote component. Otherwise, text that contains a `/`, is
    /// `.` or `..`, or has the extension of a component or a source file is a path; anything else is the name of a
    /// built-in tier. Relative paths start from `directory`. The result has no `.` components, so that each file has
    /// one path.
    pub fn parse(text: &str, directory: &Path) -> Result<Self, NameError> {
        if Reference::looks_like_one(text) {
            let reference = Reference::parse(text)?;
            return Ok(Self::Remote(Remote { reference, requires: None }));
        }
        if is_registry_like(text) && tag_or_digest(text) {
            return Err(NameError::NoScheme(text.to_owned()));
        }
        let ending = Path::new(text).extension().and_then(|extension| extension.to_str());
        let is_file = matches!(ending, Some("wasm" | "ts" | "mts" | "js" | "mjs" | "py"));
        if text.contains('/') || matches!(text, "." | "..") || is_file {
            let path = directory.join(text);
            let path: PathBuf =
                path.components().filter(|step| *step != std::path::Component::CurDir).collect();
            Ok(Self::Path(if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }))
        } else {
            Ok(Self::Builtin(text.to_owned()))
        }
    }

    /// Returns the remote component, unless this is a path or a built-in tier.
    pub fn remote(&self) -> Option<&Remote> {
        match self {
            Self::Remote(remote) => Some(remote),
            Self::Builtin(_) | Self::Path(_) => None,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Builtin(_) => Kind::Builtin,
            Self::Path(path) if path.extension().is_some_and(|ending| ending == "wasm") => Kind::File,
            Self::Path(_) => Kind::Source,
            Self::Remote(remote) => match &remote.reference {
                Reference::Https(_) => Kind::Https,
                Reference::Oci(reference) => match reference.target {
                    Target::Unspecified => Kind::Repository,
                    Target::Tag(_) => Kind::Tag,
                    Target::Digest(_) => Kind::Digest,
                },
            },
        }
    }
}

/// Returns whether text looks like a Terraform module source: a registry address, `NAMESPACE/NAME/PROVIDER`, or for
/// example `git::https://…`.
pub fn is_module_like(path: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    // `//` separates the module from a directory within it.
    let address = path.split("//").next().unwrap_or_default();
    let parts: Vec<&str> = address.split('/').collect();
    path.contains("git::") || (parts.len() == 3 && parts.into_iter().all(is_name))
}

/// Returns whether text begins with a possible host name of a registry: `registry.example/…`, `localhost:5000/…`.
pub fn is_registry_like(text: &str) -> bool {
    let Some((host, rest)) = text.split_once('/') else { return false };
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_host = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && (name.contains('.') || name == "localhost" || port.is_some());
    is_host && !rest.is_empty() && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Returns whether text ends like `:1.4` or `@sha256:…`, which paths do not.
fn tag_or_digest(text: &str) -> bool {
    text.rsplit('/').next().is_some_and(|last| last.contains(':'))
}

/// Reads the keys `component`, `version` and `digest` of a tier, which depend on each other.
pub(super) fn read(
    reader: &mut Reader,
    at: At<'_>,
    node: &Node,
    body: &Mapping,
    directory: &Path,
) -> Option<Component> {
    let text = reader.literal(at.key("component"), node, LiteralPlace::Argument)?;
    let location = node.location.clone();
    let own = |key: &str| body.get(key).filter(|entry| !entry.value.is_null());
    let mut reference = match ComponentReference::parse(&text, directory) {
        Ok(reference) => reference,
        Err(error) => {
            reader.errors.push(ComponentReferenceError::Name { error, location }.into());
            return None;
        }
    };
    let kind = reference.kind();
    let noted = reader.errors.len();
    let requires = own("version").and_then(|entry| {
        let range = range(reader, at.key("version"), &entry.value);
        if kind != Kind::Repository {
            let (text, location) = (text.clone(), entry.key.clone());
            let is_registry = is_registry_like(&text);
            reader.errors.push(ComponentReferenceError::Version { text, kind, is_registry, location }.into());
        }
        range
    });
    let pin = own("digest").and_then(|entry| {
        let pin = pin(reader, at.key("digest"), &entry.value);
        if matches!(kind, Kind::Builtin | Kind::Source) {
            let (text, location) = (text.clone(), entry.key.clone());
            reader.errors.push(ComponentReferenceError::DigestOf { text, kind, location }.into());
        }
        pin
    });
    if kind == Kind::Repository && own("version").is_none() {
        let (text, location) = (text.clone(), location.clone());
        reader.errors.push(ComponentReferenceError::NoVersion { text, location }.into());
    }
    if kind == Kind::Https && own("digest").is_none() {
        let (text, location) = (text.clone(), location.clone());
        reader.errors.push(ComponentReferenceError::NoDigest { text, location }.into());
    }
    if let ComponentReference::Remote(remote) = &mut reference {
        remote.requires = requires;
    }
    (reader.errors.len() == noted).then_some(Component { reference, digest: pin, location })
}

fn range(reader: &mut Reader, at: At<'_>, node: &Node) -> Option<VersionRange> {
    let text = reader.literal(at, node, LiteralPlace::Argument)?;
    text.parse()
        .map_err(|error| {
            let location = node.location.clone();
            reader.errors.push(ComponentReferenceError::Range { error, location }.into());
        })
        .ok()
}

fn pin(reader: &mut Reader, at: At<'_>, node: &Node) -> Option<Pin> {
    let text = reader.literal(at, node, LiteralPlace::Argument)?;
    let location = node.location.clone();
    match text.parse() {
        Ok(digest) => Some(Pin { digest, location }),
        Err(error) => {
            reader.errors.push(ComponentReferenceError::Digest { error, location }.into());
            None
        }
    }
}
