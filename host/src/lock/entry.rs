//! What is locked of one component.

use crate::model::{Manifest, ProviderRequirement};
use std::fmt;
use terrace_registry::Digest;

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// `oci://…`, `https://…`, a path relative to the stack file that begins with `.` or `/`, or a built-in's name.
    pub reference: String,
    /// The version range of the stack file.
    pub requires: Option<String>,
}

impl Key {
    /// The key of a component that is named without a range.
    pub fn new(reference: impl Into<String>) -> Self {
        Self { reference: reference.into(), requires: None }
    }

    /// Whether it is from elsewhere.
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

/// A component that is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its SHA-256. None for built-in tiers, which are part of the program, and for sources.
    pub digest: Option<Digest>,
    /// The digest of its manifest in the registry.
    pub manifest: Option<Digest>,
    /// The signers that a trust policy knows and whose signature held when it was locked, sorted.
    pub signers: Vec<String>,
    /// What it says of itself.
    pub facts: Facts,
}

/// What a component says of itself, as far as it is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its own version.
    pub version: String,
    /// The version of the contract that it was built for.
    pub contract: String,
    /// The providers that it needs: `aws = hashicorp/aws >= 5.0`. Sorted, as all lists here.
    pub providers: Vec<String>,
    /// The resource types that it may emit.
    pub resources: Vec<String>,
    /// The data source types that it may emit.
    pub data_sources: Vec<String>,
    /// The ephemeral resource types that it may emit.
    pub ephemeral_resources: Vec<String>,
    /// The sources of modules that it may call.
    pub modules: Vec<String>,
}

impl Facts {
    /// What is locked of a manifest.
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

    /// The sources of the providers that it needs.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.providers.iter().map(|provider| source_of(provider))
    }
}

/// The source in `aws = hashicorp/aws >= 5.0`.
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
