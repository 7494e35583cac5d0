//! The entries of a lock file.

use std::fmt;
use terrace_core::digest::Digest;
use terrace_core::model::{Manifest, ProviderRequirement};

/// The key of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// `oci://…`, `https://…`, a path relative to the stack file that begins with `.` or `/`, or the name of a
    /// built-in tier.
    pub reference: String,
    /// The version range in the stack file.
    pub requires: Option<String>,
}

impl Key {
    /// Returns the key of a component without a version range.
    pub fn new(reference: impl Into<String>) -> Self {
        Self { reference: reference.into(), requires: None }
    }

    /// Returns whether this is a remote component.
    pub fn is_remote(&self) -> bool {
        self.reference.starts_with("oci://") || self.reference.starts_with("https://")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.requires {
            Some(range) => write!(f, "{} {range}", self.reference),
            None => f.write_str(&self.reference),
        }
    }
}

/// A locked component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The SHA-256 of the component. `None` for built-in tiers, which are part of the program, and for sources.
    pub digest: Option<Digest>,
    /// The digest of the component's manifest in the registry.
    pub manifest: Option<Digest>,
    /// The signers from the trust policy whose signatures were valid when the component was locked, sorted.
    pub signers: Vec<String>,
    /// The locked parts of the component's own manifest.
    pub facts: Facts,
}

/// The parts of a component's manifest that are locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The component's own version.
    pub version: String,
    /// The version of the contract that the component was built for.
    pub contract: String,
    /// The providers that the tier needs: `aws = hashicorp/aws >= 5.0`. Sorted, as are all lists here.
    pub providers: Vec<String>,
    /// The resource types that the tier may emit.
    pub resources: Vec<String>,
    /// The data source types that the tier may emit.
    pub data_sources: Vec<String>,
    /// The ephemeral resource types that the tier may emit.
    pub ephemeral_resources: Vec<String>,
    /// The sources of the modules that the tier may call.
    pub modules: Vec<String>,
}

impl Facts {
    /// Returns the parts of a manifest that are locked.
    pub fn of(manifest: &Manifest, contract: &str) -> Self {
        Self {
            version: manifest.version.clone(),
            contract: contract.to_owned(),
            providers: sorted(manifest.providers.iter().map(provider)),
            resources: sorted(manifest.resources.iter().cloned()),
            data_sources: sorted(manifest.data_sources.iter().cloned()),
            ephemeral_resources: sorted(manifest.ephemeral_resources.iter().cloned()),
            modules: sorted(manifest.modules.iter().cloned()),
        }
    }

    /// Returns the source addresses of the required providers.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.providers.iter().map(|provider| source_of(provider))
    }
}

/// Returns the source address in `aws = hashicorp/aws >= 5.0`.
pub fn source_of(provider: &str) -> &str {
    provider.split(' ').nth(2).unwrap_or(provider)
}

fn provider(requirement: &ProviderRequirement) -> String {
    let ProviderRequirement { name, source, version } = requirement;
    format!("{name} = {source} {version}").trim_end().to_owned()
}

fn sorted(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<_> = texts.collect();
    texts.sort();
    texts.dedup();
    texts
}
