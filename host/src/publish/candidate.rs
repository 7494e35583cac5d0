//! A component that is to be published.

use super::PublishError;
use super::metadata::{Origin, metadata};
use crate::engine::{Digest, Engine};
use crate::model::{Bound, Manifest};
use crate::reason::reason;
use crate::regular;
use crate::source;
use semver::Version;
use std::path::Path;
use std::sync::Arc;
use terrace_languages::Language;
use terrace_registry::layout::Artifact;

/// A component that loads, imports nothing and says what it is.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The version that it says it is.
    pub version: Version,
    /// The version of the contract that it exports.
    pub contract: &'static str,
}

impl Candidate {
    /// Reads a component's file, or builds a tier's source. `progress` is told in a few words what is done.
    pub fn load(path: &Path, engine: &Engine, progress: &dyn Fn(&str)) -> Result<Self, PublishError> {
        let unusable = |problem| PublishError::Unusable { path: path.to_owned(), problem: Box::new(problem) };
        let bytes = match Language::of(path) {
            Some(_) => source::build(path, engine, progress).map_err(|error| unusable(error.diagnostic()))?,
            None => regular::read(path, engine.limits()[Bound::Component]).map_err(|error| {
                PublishError::Read {
                    path: path.to_owned(),
                    reason: reason(&error),
                    is_directory: path.is_dir(),
                }
            })?,
        };
        let component: Arc<[u8]> = bytes.as_slice().into();
        let compiling = || progress("compiling it, to ask it what it is");
        let tier = engine
            .load(Digest::of(&bytes), Arc::new(move || Ok(component.to_vec().into())), &compiling)
            .map_err(|error| unusable(error.diagnostic()))?;
        let source = source::written_in(path);
        let manifest = tier.describe().map_err(|error| unusable(error.diagnostic_of(source.as_deref())))?;
        let version = Version::parse(&manifest.version).map_err(|error| PublishError::Version {
            path: path.to_owned(),
            version: manifest.version.clone(),
            reason: error.to_string(),
        })?;
        Ok(Self { bytes, manifest, version, contract: tier.contract() })
    }

    /// What is pushed of it beside its bytes.
    pub fn artifact(&self, origin: &Origin) -> Artifact {
        Artifact::new(&self.bytes, &metadata(self, origin))
    }
}
