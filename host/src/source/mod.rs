//! Tiers from source: what a stack file names as `component: ./waf.ts`.
//!
//! A program in TypeScript or Python runs in its language's engine, which is made on first use and kept in the
//! cache. A Rust project is built into a component.

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

use crate::engine::{Digest, Engine};
use std::path::{Path, PathBuf};
use terrace_languages::{Language, rust};

/// Builds a tier's source into one component that needs nothing else, to be shared. The cache of the engine is where
/// the language's tools are kept.
pub fn build(path: &Path, engine: &Engine, progress: &dyn Fn(&str)) -> Result<Vec<u8>, SourceError> {
    let language = language(path)?.ok_or_else(|| SourceError::NoSource { path: path.to_owned() })?;
    match Interpreter::of(language) {
        Some(interpreter) => interpreter.build(path, engine, progress),
        None => project::build(path, engine, rust::Profile::Publish, progress),
    }
}

/// The directory whose packages the tiers in it may use, besides those in their own. Only the user names it: a stack file or
/// a project could name a directory with files that are none of a tier's business.
fn workspace() -> Option<PathBuf> {
    std::env::var_os("TERRACE_WORKSPACE").filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The language of a tier's source. `None`: it is no source.
pub fn language(path: &Path) -> Result<Option<Language>, SourceError> {
    let entries = terrace_languages::entries(path);
    if entries.len() > 1 {
        return Err(SourceError::Entries { path: path.to_owned(), entries });
    }
    Ok(Language::of(path))
}

/// The file in which people write the tier whose source this is. `None`: it is no source.
pub fn written_in(path: &Path) -> Option<PathBuf> {
    Language::of(path).map(|_| terrace_languages::source_file(path))
}

/// The digest of texts in an order. Each stands behind its length, so that no two sequences give the same bytes.
fn digest<'a>(texts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut bytes = Vec::new();
    for text in texts {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text);
    }
    Digest::of(&bytes)
}

/// The files that a tier from source is made of, for whoever waits for changes.
pub fn files(path: &Path, engine: &Engine) -> Result<Vec<PathBuf>, SourceError> {
    let language = language(path)?.ok_or_else(|| SourceError::NoSource { path: path.to_owned() })?;
    match Interpreter::of(language) {
        Some(interpreter) => interpreter.files(path, engine),
        None => Ok(rust::files(path)?),
    }
}
