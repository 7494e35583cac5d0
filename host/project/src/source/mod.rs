//! Tiers from source, such as `component: ./waf.ts` in a stack file.
//!
//! TypeScript and Python programs run in their language's engine, which is built on first use and cached. A Rust project is
//! built into a component.

mod engine_file;
mod error;
mod interpreter;
mod project;
pub mod unfinished;

pub use engine_file::EngineFile;
pub use error::SourceError;
pub use interpreter::Interpreter;
pub use project::Project;
pub use terrace_languages::typescript::serve;

use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_engine::Engine;
use terrace_languages::{Language, rust};

/// Builds a tier's source into a self-contained component that can be published. The language's tools are kept in the engine's
/// cache.
pub fn build(path: &Path, engine: &Engine, progress: &dyn Fn(&str)) -> Result<Vec<u8>, SourceError> {
    let language = language(path)?.ok_or_else(|| SourceError::NoSource { path: path.to_owned() })?;
    match Interpreter::of(language) {
        Some(interpreter) => interpreter.build(path, engine, progress),
        None => project::build(path, engine, rust::Profile::Publish, progress),
    }
}

/// Returns the directory whose packages the tiers in it may use, in addition to those in their own directories.
///
/// Only the user can set it: a stack file or a project could name a directory with files that tiers must not read.
fn workspace() -> Option<PathBuf> {
    std::env::var_os("TERRACE_WORKSPACE").filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Returns the language of a tier's source, or `None` if the path is not a source.
pub fn language(path: &Path) -> Result<Option<Language>, SourceError> {
    let entries = terrace_languages::entries(path);
    if entries.len() > 1 {
        return Err(SourceError::Entries { path: path.to_owned(), entries });
    }
    Ok(Language::of(path))
}

/// Returns the entry file of a tier's source, or `None` if the path is not a source.
pub fn written_in(path: &Path) -> Option<PathBuf> {
    Language::of(path).map(|_| terrace_languages::source_file(path))
}

/// Returns the digest of a sequence of byte strings. Each is preceded by its length, so that no two sequences have the same
/// digest.
fn digest<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut bytes = Vec::new();
    for text in texts {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text);
    }
    Digest::of(&bytes)
}

/// Returns the files that a tier from source consists of, so that they can be watched for changes.
pub fn files(path: &Path, engine: &Engine) -> Result<Vec<PathBuf>, SourceError> {
    let language = language(path)?.ok_or_else(|| SourceError::NoSource { path: path.to_owned() })?;
    match Interpreter::of(language) {
        Some(interpreter) => interpreter.files(path, engine),
        None => Ok(rust::files(path)?),
    }
}
