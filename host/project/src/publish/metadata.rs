//! The metadata in a component's registry manifest.

use super::Candidate;
use terrace_registry::layout::Metadata;

/// The origin of a component. Missing fields are taken from the tier's own annotations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// URL of the source code.
    pub source: Option<String>,
    /// The licence, as an SPDX expression.
    pub license: Option<String>,
    /// The commit that the component was built from.
    pub revision: Option<String>,
}

/// Returns the metadata for a component's registry manifest.
pub(super) fn metadata(candidate: &Candidate, origin: &Origin) -> Metadata {
    let Candidate { manifest, contract, .. } = candidate;
    let said = |given: &Option<String>, key: &str| {
        let own = manifest.annotations.iter().find(|(name, _)| name == key);
        given.clone().or_else(|| own.map(|(_, value)| value.clone()))
    };
    Metadata {
        title: Some(manifest.name.clone()),
        version: Some(manifest.version.clone()),
        description: Some(manifest.summary.clone()),
        source: said(&origin.source, "source"),
        licenses: said(&origin.license, "license"),
        revision: said(&origin.revision, "revision"),
        contract: Some((*contract).to_owned()),
        exports: vec![format!("terrace:tier/synthesis@{contract}")],
        imports: Vec::new(),
    }
}
