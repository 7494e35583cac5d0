//! Loads the components of a stack, each one once, and reads their manifests.

use super::ComponentError;
use crate::resolve::{self, Resolution, ResolvedComponent};
use crate::source::{self, Interpreter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_builtin::{BuiltinTier, TIERS};
use terrace_core::digest::Digest;
use terrace_core::model::{Bound, Diagnostic, Limits, Manifest};
use terrace_core::suggest::nearest;
use terrace_engine::{Bytes, Cache, Engine, EngineError, LanguageEngine, Tier};
use terrace_files::regular;
use terrace_languages::Language;
use terrace_programs::Outside;
use terrace_stack::lock::Key;
use terrace_stack::stack::{ComponentReference, NameError, Pin, Remote, Stack};

/// A component that is ready to run.
pub struct LoadedComponent<'engine> {
    /// The compiled component, ready to run.
    pub tier: Tier<'engine>,
    pub manifest: Arc<Manifest>,
    /// True if the manifest is cached, and thus was validated before.
    pub is_known: bool,
}

/// Finds and loads a component within the engine's limits, and reads its manifest. A remote component has to be in
/// `resolution`.
///
/// `progress` receives a short description of each step that takes a while, such as compiling a tier or building an engine.
pub fn load<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<LoadedComponent<'engine>, ComponentError> {
    load_within(engine, reference, &[], resolution, engine.limits(), progress)
}

/// Like [`load`], with other limits, and only if the component matches `pins`. A component that does not match is neither
/// compiled nor run.
pub fn load_within<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    pins: &[&Pin],
    resolution: &Resolution,
    limits: Limits,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<LoadedComponent<'engine>, ComponentError> {
    let _span = tracing::debug_span!("component", name = %name(reference)).entered();
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
    Ok(LoadedComponent { tier, manifest, is_known })
}

fn not_loaded(reference: &ComponentReference, source: EngineError) -> ComponentError {
    ComponentError::Engine {
        component: name(reference),
        file: source_file(reference),
        source: Box::new(source),
    }
}

/// Returns the entry file of a tier that runs from source.
pub(crate) fn source_file(reference: &ComponentReference) -> Option<PathBuf> {
    let ComponentReference::Path(path) = reference else { return None };
    source::written_in(path)
}

/// Checks a component against the digests in the stack file. The engine only accepts bytes with this digest.
fn hold(reference: &ComponentReference, digest: &Digest, pins: &[&Pin]) -> Result<(), ComponentError> {
    match pins.iter().find(|pin| pin.digest.hex() != digest.hex()) {
        None => Ok(()),
        Some(pin) => {
            let (component, found) = (name(reference), format!("sha256:{}", digest.hex()));
            Err(ComponentError::OtherThanPinned { component, found, pin: Box::new((*pin).clone()) })
        }
    }
}

/// Checks the version in a component's manifest against the range in the stack file.
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
    let compiling = || {
        tracing::info!(component = %name(reference), %digest, "not compiled yet");
        progress(&format!("compiling {}, only this once", name(reference)));
    };
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

/// Prepares a language's engine for a component that users know as `component`.
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
    // The tier's author is not responsible for the engine.
    let broken = |source| ComponentError::Engine {
        component: component.to_owned(),
        file: None,
        source: Box::new(source),
    };
    let compiling = || progress(&format!("compiling the {} engine, only this once", interpreter.language()));
    engine
        .language(file.digest(), Arc::new(move || file.bytes()), &engine.limits(), &compiling)
        .map_err(broken)
}

/// Returns the digest of a component, and a function that reads its bytes. A file may have up to `most` bytes.
pub(super) fn find(
    cache: Option<&Cache>,
    reference: &ComponentReference,
    resolution: &Resolution,
    most: u64,
) -> Result<(Digest, Bytes), ComponentError> {
    match reference {
        ComponentReference::Builtin(name) => {
            let tier = builtin(name)?;
            Ok((Digest::from_bytes(tier.sha256), Arc::new(|| Ok(tier.component().into()))))
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
            Ok((Digest::from_bytes(resolved.digest.to_bytes()), bytes_from_store(resolved.clone())))
        }
    }
}

/// Returns a function that reads a component's file.
fn file(path: PathBuf, most: u64) -> Bytes {
    Arc::new(move || match regular::read(&path, most) {
        Ok(bytes) => Ok(bytes.into()),
        Err(source) => Err(EngineError::Read { path: path.clone(), source }),
    })
}

/// Returns a function that reads a component from the store.
fn bytes_from_store(resolved: ResolvedComponent) -> Bytes {
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

/// Returns a component's name, as shown to users.
pub fn name(reference: &ComponentReference) -> String {
    match reference {
        ComponentReference::Builtin(name) => name.clone(),
        ComponentReference::Path(path) => path.display().to_string(),
        ComponentReference::Remote(remote) => remote.to_string(),
    }
}

/// Adds how to see all inputs or outputs of a tier, for a message that lists only some of them.
pub(super) fn inspect(stack: &Stack, diagnostic: Diagnostic, tier: &str, what: &str) -> Diagnostic {
    let tier = stack.tiers.iter().find(|(name, _)| name.as_str() == tier);
    let component = match tier.map(|(_, tier)| &tier.component.reference) {
        Some(ComponentReference::Remote(remote)) => remote.reference.to_string(),
        Some(other) => name(other),
        None => return diagnostic,
    };
    diagnostic.hint(format!("run `terrace inspect {component}` to see all {what}"))
}

/// Returns a name of the component that does not depend on the working directory: paths are relative to the stack's directory.
pub fn portable_name(reference: &ComponentReference, directory: &Path) -> String {
    match reference {
        ComponentReference::Builtin(name) => name.clone(),
        ComponentReference::Remote(remote) => remote.reference.to_string(),
        ComponentReference::Path(path) => {
            let path = path.strip_prefix(directory).unwrap_or(path);
            if path.as_os_str().is_empty() || path == Path::new(".") {
                return ".".to_owned();
            }
            // Paths next to or above the directory do not get the prefix.
            let prefix = if path.starts_with("..") || path.is_absolute() { "" } else { "./" };
            format!("{prefix}{}", path.display())
        }
    }
}

/// Returns the key under which a component is locked.
pub fn lock_key(reference: &ComponentReference, directory: &Path) -> Key {
    match reference {
        ComponentReference::Remote(remote) => resolve::key(remote),
        local => Key::new(portable_name(local, directory)),
    }
}

/// Interprets a command line argument as a component: a file or a tier's source if there is one at this path, otherwise a
/// reference as in a stack file.
pub fn named_by(argument: &Path) -> Result<ComponentReference, NameError> {
    let is_builtin = TIERS.iter().any(|tier| Path::new(tier.name) == argument);
    if argument.is_file() || Language::of(argument).is_some() || (argument.is_dir() && !is_builtin) {
        return Ok(ComponentReference::Path(argument.to_owned()));
    }
    ComponentReference::parse(&argument.to_string_lossy(), Path::new(""))
}
