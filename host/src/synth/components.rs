//! The components of a stack: each found, loaded and asked what it is, once.

use crate::engine::{Bytes, Cache, Digest, Engine, EngineError, LanguageEngine, Tier};
use crate::lock::Key;
use crate::model::{Bound, Diagnostic, Limits, Manifest};
use crate::reason::reason;
use crate::regular;
use crate::resolve::{self, Resolution, Resolved};
use crate::source::{self, Interpreter, SourceError};
use crate::stack::{ComponentReference, NameError, Pin, Remote, is_module_like, is_registry_like};
use crate::suggest::nearest;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_builtin::{BuiltinTier, TIERS};
use terrace_languages::Language;
use terrace_programs::Outside;
use terrace_registry::version::VersionRange;

/// Why a component cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ComponentError {
    /// No built-in tier has this name.
    #[error("there is no built-in tier `{name}`")]
    UnknownBuiltin {
        /// The name.
        name: String,
        /// The built-in it may mean.
        nearest: Option<&'static str>,
    },
    /// The file cannot be read.
    #[error("{}", read_error(path, source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is from elsewhere, and was not resolved.
    #[error("`{reference}` is from elsewhere, which nothing has looked up")]
    Unresolved {
        /// Which component.
        reference: String,
    },
    /// It is not the one that the stack file asks for.
    #[error("`{component}` has the digest {found}, but the stack file asks for {}", pin.digest)]
    OtherThanPinned {
        /// Which component, as people name it.
        component: String,
        /// The digest of the component.
        found: String,
        /// The requirement in the stack file.
        pin: Box<Pin>,
    },
    /// It says itself that it is of a version that the stack file does not ask for.
    #[error("`{component}` says that it is version {version}, but the stack file asks for `{range}`")]
    OtherVersion {
        /// Which component, without the range.
        component: String,
        /// Its version.
        version: String,
        /// The requirement in the stack file.
        range: VersionRange,
    },
    /// No tier can be made of the source.
    #[error("cannot use the component `{component}`: {source}")]
    Source {
        /// Which component, as people name it.
        component: String,
        /// Why.
        source: Box<SourceError>,
    },
    /// The component does not load or does not describe itself.
    #[error("cannot use the component `{component}`: {source}")]
    Engine {
        /// Which component, as people name it.
        component: String,
        /// The file that it is written in, where it runs from its source.
        file: Option<PathBuf>,
        /// Why.
        source: Box<EngineError>,
    },
}

fn read_error(path: &Path, source: &io::Error) -> String {
    let path = path.display();
    match source.kind() {
        io::ErrorKind::NotFound => format!("there is no component `{path}`"),
        io::ErrorKind::IsADirectory => format!("`{path}` is a directory, not a component"),
        _ => format!("cannot read the component `{path}`: {}", reason(source)),
    }
}

impl ComponentError {
    /// This error for people; the caller adds where the stack file names the component.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::UnknownBuiltin { nearest, .. } => {
                let names: Vec<_> = TIERS.iter().map(|tier| tier.name).collect();
                let diagnostic = Diagnostic::error("unknown-component", self.to_string())
                    .note(format!("the built-in tiers are {}", names.join(", ")));
                match nearest {
                    Some(nearest) => diagnostic.hint(format!("did you mean `{nearest}`?")),
                    None => {
                        diagnostic.hint("a component of your own is named by its path: `./tiers/name.wasm`")
                    }
                }
            }
            Self::Read { path, source } => {
                let diagnostic = Diagnostic::error("unreadable-component", self.to_string());
                let path = path.to_string_lossy();
                match source.kind() {
                    io::ErrorKind::NotFound if is_registry_like(&path) => {
                        diagnostic.hint(format!("a component in a registry begins with `oci://`: `oci://{path}`"))
                    }
                    io::ErrorKind::NotFound if is_module_like(&path) => diagnostic
                        .note("a component is a tier of Terrace; a module of a Terraform registry is none")
                        .hint("write a tier that calls the module, as docs/coming-from-modules.md shows"),
                    io::ErrorKind::NotFound => {
                        diagnostic.hint("in a stack file, a path is relative to the file that names it")
                    }
                    io::ErrorKind::FileTooLarge => diagnostic.hint("few tiers are that large: check where it came from; if it really needs more, raise `component` under `limits` in the stack file"),
                    io::ErrorKind::IsADirectory => diagnostic.hint("name the `.wasm` file in it; a tier's source begins in `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml`"),
                    _ => diagnostic,
                }
            }
            Self::Unresolved { .. } => Diagnostic::error("unresolved-component", self.to_string())
                .hint("test cases take components that are at hand: a built-in tier, or the path of a file"),
            Self::OtherThanPinned { pin, .. } => Diagnostic::error("digest-mismatch", self.to_string())
                .label(pin.location.clone(), "this one")
                .hint("find out who changed the component, and why, before you change the digest"),
            Self::OtherVersion { .. } => Diagnostic::error("other-version", self.to_string())
                .hint("`terrace update` looks it up again; or change `version`; whoever pushes a component gives it the tag of its own version"),
            Self::Source { source, .. } => {
                let cause = source.diagnostic();
                Diagnostic { summary: self.to_string(), ..cause }
            }
            Self::Engine { source, file, .. } => {
                let cause = source.diagnostic_of(file.as_deref());
                Diagnostic { summary: self.to_string(), ..cause }
            }
        }
    }
}

/// A component that is ready to run.
pub struct Loaded<'engine> {
    /// The tier.
    pub tier: Tier<'engine>,
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
    /// Whether that was found valid before.
    pub is_known: bool,
}

/// Finds, loads and describes a component, within the limits of the engine. One from elsewhere has to be in `resolution`.
///
/// `progress` is told in a few words what is done that takes a while: a tier is compiled, an engine is made.
pub fn load<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Loaded<'engine>, ComponentError> {
    load_within(engine, reference, &[], resolution, engine.limits(), progress)
}

/// [`load`] within other limits, and only if it is what `pins` ask for. Nothing of another one is compiled or run.
pub fn load_within<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    pins: &[&Pin],
    resolution: &Resolution,
    limits: Limits,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Loaded<'engine>, ComponentError> {
    let failed = |source| not_loaded(reference, source);
    let language = match reference {
        ComponentReference::Path(path) => {
            let failed =
                |source| ComponentError::Source { component: name(reference), source: Box::new(source) };
            source::language(path).map_err(failed)?.map(|language| (path, language))
        }
        ComponentReference::Builtin(_) | ComponentReference::Remote(_) => None,
    };
    let tier = match language {
        Some((path, language)) => from_source(engine, reference, path, language, limits, progress)?,
        None => {
            let (digest, bytes) = find(engine.cache(), reference, resolution, limits[Bound::Component])?;
            hold(reference, &digest, pins)?;
            compiled(engine, reference, digest, bytes, limits, progress)?
        }
    };
    let (manifest, is_known) = match tier.known() {
        Some(manifest) => (Arc::clone(manifest), true),
        None => (Arc::new(tier.describe().map_err(failed)?), false),
    };
    hold_version(reference, &manifest.version)?;
    Ok(Loaded { tier, manifest, is_known })
}

fn not_loaded(reference: &ComponentReference, source: EngineError) -> ComponentError {
    ComponentError::Engine {
        component: name(reference),
        file: source_file(reference),
        source: Box::new(source),
    }
}

/// The file that a tier is written in, where it runs from its source.
pub(crate) fn source_file(reference: &ComponentReference) -> Option<PathBuf> {
    let ComponentReference::Path(path) = reference else { return None };
    source::written_in(path)
}

/// Holds a component against the digests that the stack file asks for. The engine takes nothing but bytes of this digest.
fn hold(reference: &ComponentReference, digest: &Digest, pins: &[&Pin]) -> Result<(), ComponentError> {
    match pins.iter().find(|pin| pin.digest.hex() != digest.hex()) {
        None => Ok(()),
        Some(pin) => {
            let (component, found) = (name(reference), format!("sha256:{}", digest.hex()));
            Err(ComponentError::OtherThanPinned { component, found, pin: Box::new((*pin).clone()) })
        }
    }
}

/// Holds the version that a component says of itself against the range that the stack file asks for.
fn hold_version(reference: &ComponentReference, version: &str) -> Result<(), ComponentError> {
    let Some(Remote { reference, requires: Some(range) }) = reference.remote() else { return Ok(()) };
    match range.matches_text(version) {
        true => Ok(()),
        false => Err(ComponentError::OtherVersion {
            component: reference.to_string(),
            version: version.to_owned(),
            range: range.clone(),
        }),
    }
}

fn compiled<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    digest: Digest,
    bytes: Bytes,
    limits: Limits,
    progress: &dyn Fn(&str),
) -> Result<Tier<'engine>, ComponentError> {
    let compiling = || progress(&format!("compiling {}, this once", name(reference)));
    let failed = |source| not_loaded(reference, source);
    engine.load_within(digest, bytes, limits, &compiling).map_err(failed)
}

fn from_source<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    path: &Path,
    language: Language,
    limits: Limits,
    progress: &dyn Fn(&str),
) -> Result<Tier<'engine>, ComponentError> {
    let failed = |source| ComponentError::Source { component: name(reference), source: Box::new(source) };
    let Some(interpreter) = Interpreter::of(language) else {
        let project = source::Project::load(path, engine, progress).map_err(failed)?;
        let digest = Digest::of(&project.component);
        let component: Arc<[u8]> = project.component.into();
        let bytes = Arc::new(move || Ok(component.to_vec().into()));
        let tier = compiled(engine, reference, digest, bytes, limits, progress)?;
        return Ok(tier.of_source(project.digest));
    };
    let (program, digest) = interpreter.program(path, engine).map_err(failed)?;
    let outside = Outside::of([path], engine.connections());
    let ready = language_engine(engine, interpreter, &name(reference), &outside, progress)?;
    Ok(engine.program(ready, program, digest, limits))
}

/// Makes a language's engine ready, for a component that people know as `component`.
pub fn language_engine(
    engine: &Engine,
    interpreter: &Interpreter,
    component: &str,
    outside: &Outside,
    progress: &dyn Fn(&str),
) -> Result<LanguageEngine, ComponentError> {
    let failed =
        |source| ComponentError::Source { component: component.to_owned(), source: Box::new(source) };
    let file = interpreter.engine_for(engine, outside, progress).map_err(failed)?;
    // The engine is none of the tier's authors.
    let broken = |source| ComponentError::Engine {
        component: component.to_owned(),
        file: None,
        source: Box::new(source),
    };
    let compiling = || progress(&format!("compiling the {} engine, this once", interpreter.language()));
    engine
        .language(file.digest(), Arc::new(move || file.bytes()), &engine.limits(), &compiling)
        .map_err(broken)
}

/// The digest of a component, and where its bytes are. A file is read up to `most` bytes.
pub(super) fn find(
    cache: Option<&Cache>,
    reference: &ComponentReference,
    resolution: &Resolution,
    most: u64,
) -> Result<(Digest, Bytes), ComponentError> {
    match reference {
        ComponentReference::Builtin(name) => {
            let tier = builtin(name)?;
            Ok((Digest::from_bytes(tier.sha256), Arc::new(|| Ok(tier.component.into()))))
        }
        ComponentReference::Path(path) => {
            let failed = |source| ComponentError::Read { path: path.clone(), source };
            let digest = match cache {
                Some(cache) => cache.digest_of_file(path, most),
                None => regular::read(path, most).map(|bytes| Digest::of(&bytes)),
            };
            Ok((digest.map_err(failed)?, file(path.clone(), most)))
        }
        ComponentReference::Remote(remote) => {
            let unresolved = || ComponentError::Unresolved { reference: remote.to_string() };
            let resolved = resolution.get(remote).ok_or_else(unresolved)?;
            Ok((Digest::from_bytes(resolved.digest.to_bytes()), stored(resolved.clone())))
        }
    }
}

/// The bytes of a component's file.
fn file(path: PathBuf, most: u64) -> Bytes {
    Arc::new(move || match regular::read(&path, most) {
        Ok(bytes) => Ok(bytes.into()),
        Err(source) => Err(EngineError::Read { path: path.clone(), source }),
    })
}

/// The bytes of a component in the store.
fn stored(resolved: Resolved) -> Bytes {
    Arc::new(move || match resolved.bytes() {
        Ok(bytes) => Ok(bytes.into()),
        Err(error) => Err(EngineError::Unavailable { reason: error.to_string(), hint: error.hint() }),
    })
}

fn builtin(name: &str) -> Result<&'static BuiltinTier, ComponentError> {
    TIERS.iter().find(|tier| tier.name == name).ok_or_else(|| ComponentError::UnknownBuiltin {
        name: name.to_owned(),
        nearest: nearest(name, TIERS.iter().map(|tier| tier.name)),
    })
}

/// How people name a component.
pub fn name(reference: &ComponentReference) -> String {
    match reference {
        ComponentReference::Builtin(name) => name.clone(),
        ComponentReference::Path(path) => path.display().to_string(),
        ComponentReference::Remote(remote) => remote.to_string(),
    }
}

/// A component's name that is the same from wherever the stack is synthesized: a path is relative to the
/// stack's directory.
pub fn portable_name(reference: &ComponentReference, directory: &Path) -> String {
    match reference {
        ComponentReference::Builtin(name) => name.clone(),
        ComponentReference::Remote(remote) => remote.reference.to_string(),
        ComponentReference::Path(path) => {
            let path = path.strip_prefix(directory).unwrap_or(path);
            if path.as_os_str().is_empty() || path == Path::new(".") {
                return ".".to_owned();
            }
            // Beside the directory, or above it, is no part of it.
            let prefix = if path.starts_with("..") || path.is_absolute() { "" } else { "./" };
            format!("{prefix}{}", path.display())
        }
    }
}

/// Under which key a component is locked.
pub fn lock_key(reference: &ComponentReference, directory: &Path) -> Key {
    match reference {
        ComponentReference::Remote(remote) => resolve::key(remote),
        local => Key::new(portable_name(local, directory)),
    }
}

/// The component that an argument of a command means: the file or the source of a tier that is there under this path, else
/// what a stack file would mean by it.
pub fn named_by(argument: &Path) -> Result<ComponentReference, NameError> {
    let is_builtin = TIERS.iter().any(|tier| Path::new(tier.name) == argument);
    if argument.is_file() || Language::of(argument).is_some() || (argument.is_dir() && !is_builtin) {
        return Ok(ComponentReference::Path(argument.to_owned()));
    }
    ComponentReference::parse(&argument.to_string_lossy(), Path::new(""))
}
