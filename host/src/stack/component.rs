//! A tier's component, as the stack file names it.

use super::component_error::{ComponentReferenceError, Kind};
use super::error::LiteralPlace;
use super::node::{Mapping, Node};
use super::path::At;
use super::reader::Reader;
use crate::model::Location;
use std::path::{Path, PathBuf};
use terrace_registry::version::VersionRange;
use terrace_registry::{Digest, Reference, ReferenceError, Target};

/// A tier's component, as the stack file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Which.
    pub reference: ComponentReference,
    /// What the SHA-256 of the component must be, where the stack file says so.
    pub digest: Option<Pin>,
    /// Where the stack file names it.
    pub location: Location,
}

/// A digest that the stack file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The digest of the component.
    pub digest: Digest,
    /// Where it stands.
    pub location: Location,
}

/// Which component it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComponentReference {
    /// One that Terrace brings, by its name.
    Builtin(String),
    /// A file. Relative to the working directory, as the stack file's own path is.
    Path(PathBuf),
    /// One from elsewhere. It has to be resolved before it can be loaded.
    Remote(Remote),
}

/// A component from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Remote {
    /// Where it is.
    pub reference: Reference,
    /// Which versions of a repository will do. Only there, and then always, where the reference has neither tag nor digest.
    pub requires: Option<VersionRange>,
}

impl std::fmt::Display for Remote {
    /// `oci://registry.example/platform/network ^1.4`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.requires {
            Some(range) => write!(f, "{} {range}", self.reference),
            None => write!(f, "{}", self.reference),
        }
    }
}

/// Why a text names no component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It begins like a URL, and is none that Terrace takes.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// It is a reference into a registry, but for its beginning.
    #[error("`{0}` looks like a component in a registry, but does not begin with `oci://`")]
    NoScheme(String),
}

impl NameError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Reference(error) => error.hint(),
            Self::NoScheme(text) => format!("write `oci://{text}`, or `./{text}` for a file of that name"),
        }
    }
}

impl ComponentReference {
    /// Reads a reference as people write it: what begins with `oci://` or `https://` is from elsewhere; of the rest, what
    /// holds a `/`, is `.` or `..`, or ends as a component or a source file does is a path; anything else is a built-in's
    /// name. A relative path starts from `directory`. The path has no `.` in it, so that one file has one path.
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

    /// What it is, where it is from elsewhere.
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

/// Whether a text is made like the address of a module in a registry, `NAMESPACE/NAME/PROVIDER`, or like another source that
/// Terraform knows, such as `git::https://…`.
pub(crate) fn is_module_like(path: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    // After `//` comes a directory within the module.
    let address = path.split("//").next().unwrap_or_default();
    let parts: Vec<&str> = address.split('/').collect();
    path.contains("git::") || (parts.len() == 3 && parts.into_iter().all(is_name))
}

/// Whether a text begins with what can be the name of a registry's host: `registry.example/…`, `localhost:5000/…`.
pub(crate) fn is_registry_like(text: &str) -> bool {
    let Some((host, rest)) = text.split_once('/') else { return false };
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_host = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && (name.contains('.') || name == "localhost" || port.is_some());
    is_host && !rest.is_empty() && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether a text ends like `:1.4` or `@sha256:…`, as no path does.
fn tag_or_digest(text: &str) -> bool {
    text.rsplit('/').next().is_some_and(|last| last.contains(':'))
}

/// Reads what the keys `component`, `version` and `digest` of a tier say together.
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
