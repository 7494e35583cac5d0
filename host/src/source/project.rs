//! Tiers in Rust, from their projects.

use super::{SourceError, digest};
use crate::engine::Digest;
use std::fs;
use std::path::Path;
use terrace_languages::rust::{self, Profile};

/// A project that was built to be tried.
pub struct Project {
    /// What the compiler made of it.
    pub component: Vec<u8>,
    /// The digest of its source, the same on every machine.
    pub digest: Digest,
}

impl Project {
    /// Builds what changed of the project in a directory.
    pub fn build(path: &Path, progress: &dyn Fn(&str)) -> Result<Self, SourceError> {
        let component = rust::build(path, Profile::Edit, progress)?;
        Ok(Self { component, digest: source_digest(path)? })
    }
}

fn source_digest(path: &Path) -> Result<Digest, SourceError> {
    let mut sources = Vec::new();
    for file in rust::files(path)? {
        let content = fs::read(&file).map_err(|source| SourceError::File { path: file.clone(), source })?;
        // Where a path dependency is differs from machine to machine.
        let name = file.strip_prefix(path).ok().or_else(|| file.file_name().map(Path::new)).unwrap_or(&file);
        sources.push((name.to_string_lossy().into_owned(), content));
    }
    sources.sort();
    Ok(digest(sources.iter().flat_map(|(name, content)| [name.as_bytes(), content])))
}
