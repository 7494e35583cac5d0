//! Rust projects that are tiers.

use super::{SourceError, digest};
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_core::model::Building;
use terrace_engine::Engine;
use terrace_languages::rust::{self, Profile};

/// A project that was built to be run locally.
pub struct Project {
    /// The component that was built.
    pub component: Vec<u8>,
    /// Digest of the source, the same on every machine.
    pub digest: Digest,
}

impl Project {
    /// Builds the project in a directory incrementally, if the command builds and the user allows it. A command that does not
    /// build uses the component that was built earlier from the same source.
    pub fn load(path: &Path, engine: &Engine, progress: &dyn Fn(&str)) -> Result<Self, SourceError> {
        if matches!(engine.building(), Building::Never) {
            let digest = source_digest(path)?;
            let directory = canonical(path)?;
            let known = engine.cache().and_then(|cache| cache.built(&directory, &digest));
            let component = known.ok_or_else(|| SourceError::NotBuilt { path: path.to_owned() })?;
            return Ok(Self { component, digest });
        }
        let before = rust::sources(path)?;
        let component = build(path, engine, Profile::Edit, progress)?;
        let sources = rust::sources(path)?;
        let digest = digest_of(&sources);
        // If a file was saved during the build, it may differ from the one that was built. The build itself writes the lock
        // file.
        let are_same = written_by_hand(&before).eq(written_by_hand(&sources));
        if are_same && let (Some(cache), Ok(directory)) = (engine.cache(), canonical(path)) {
            cache.keep_built(&directory, &digest, &component);
        }
        Ok(Self { component, digest })
    }
}

/// Builds a project if the user allows it: its build scripts and macros run on this machine.
pub(super) fn build(
    path: &Path,
    engine: &Engine,
    profile: Profile,
    progress: &dyn Fn(&str),
) -> Result<Vec<u8>, SourceError> {
    let directory = canonical(path)?;
    match engine.building() {
        Building::Where(consent) if consent(&directory) => {
            Ok(rust::build(path, profile, engine.connections(), progress)?)
        }
        Building::Where(_) | Building::Never => Err(SourceError::NoConsent { path: directory }),
    }
}

fn canonical(path: &Path) -> Result<std::path::PathBuf, SourceError> {
    path.canonicalize().map_err(|source| SourceError::File { path: path.to_owned(), source })
}

fn source_digest(path: &Path) -> Result<Digest, SourceError> {
    Ok(digest_of(&rust::sources(path)?))
}

fn digest_of(sources: &[(String, Vec<u8>)]) -> Digest {
    digest(sources.iter().flat_map(|(name, content)| [name.as_bytes(), content]))
}

/// Returns the sources without cargo's lock file.
fn written_by_hand(sources: &[(String, Vec<u8>)]) -> impl Iterator<Item = &(String, Vec<u8>)> {
    sources.iter().filter(|(name, _)| !name.ends_with("Cargo.lock"))
}
