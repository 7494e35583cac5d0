//! Tiers from source: what a stack file names as `component: ./waf.ts`.
//!
//! A program in TypeScript or Python runs in its language's engine, which is made on first use and kept in the
//! cache. A Rust project is built into a component.

mod engine_file;
mod error;
mod interpreter;

pub use engine_file::EngineFile;
pub use error::SourceError;
pub use interpreter::Interpreter;

use crate::engine::Digest;
use crate::model::Program;
use std::path::Path;
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

/// Builds a Rust project the quick way, to be tried.
pub fn build_for_edit(path: &Path, progress: &dyn Fn(&str)) -> Result<Vec<u8>, SourceError> {
    Ok(rust::build(path, rust::Profile::Edit, progress)?)
}

/// The digest of all that makes a program what it is. Each text stands behind its length, so that no two programs
/// give the same bytes.
fn digest(program: &Program) -> Digest {
    let mut bytes = Vec::new();
    let mut add = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    add(&program.entry);
    for module in &program.modules {
        add(&module.path);
        add(&module.text);
    }
    Digest::of(&bytes)
}
