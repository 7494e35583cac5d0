//! What a component's manifest in a registry says about it.

use super::Candidate;
use terrace_registry::layout::Metadata;

/// Where a component comes from. What is not said here is what the tier says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address of the source.
    pub source: Option<String>,
    /// The licence, as an SPDX expression.
    pub license: Option<String>,
    /// The commit of the source.
    pub revision: Option<String>,
}

/// What the manifest of a component says.
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
