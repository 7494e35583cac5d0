//! A component to publish.

use super::PublishError;
use super::metadata::{Origin, metadata};
use crate::source;
use semver::Version;
use std::path::Path;
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::model::{Bound, Explain, Manifest};
use terrace_engine::Engine;
use terrace_files::reason::reason;
use terrace_files::regular;
use terrace_languages::Language;
use terrace_registry::layout::Artifact;

/// A component that loads, imports nothing and has a valid manifest.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The bytes of the component.
    pub bytes: Vec<u8>,
    /// The manifest that the component returned.
    pub manifest: Manifest,
    /// The version in the manifest.
    pub version: Version,
    /// The version of the contract that the component exports.
    pub contract: &'static str,
}

impl Candidate {
    /// Reads a component file, or builds a tier from source. `progress` receives a short description of each step.
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
        let compiling = || progress("compiling it to read its manifest");
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

    /// Returns the manifest and configuration that are pushed together with the component.
    pub fn artifact(&self, origin: &Origin) -> Artifact {
        Artifact::new(&self.bytes, &metadata(self, origin))
    }
}
