//! Tiers from source: what a stack file names as `component: ./waf.ts`.
//!
//! A program in TypeScript or Python runs in its language's engine, which is made on first use and kept in the
//! cache. A Rust project is built into a component.

mod engine_file;
mod error;
mod interpreter;
mod project;

pub use engine_file::EngineFile;
pub use error::SourceError;
pub use interpreter::Interpreter;
pub use project::Project;

use crate::engine::Digest;
use std::path::{Path, PathBuf};
use terrace_languages::{Language, rust};

/// Builds a tier's source into one component that needs nothing else, to be shared. `cache` is where the language's
/// tools are kept.
pub fn build(path: &Path, cache: Option<&Path>, progress: &dyn Fn(&str)) -> Result<Vec<u8>, SourceError> {
    let language = Language::of(path).ok_or_else(|| SourceError::NoSource { path: path.to_owned() })?;
    match Interpreter::of(language) {
        Some(interpreter) => interpreter.build(path, cache.ok_or(SourceError::NoCache)?, progress),
        None => Ok(rust::build(path, rust::Profile::Publish, progress)?),
    }
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
pub fn files(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let language = Language::of(path).ok_or_else(|| SourceError::NoSource { path: path.to_owned() })?;
    match Interpreter::of(language) {
        Some(interpreter) => interpreter.files(path),
        None => Ok(rust::files(path)?),
    }
}
