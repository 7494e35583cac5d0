//! Compares locked components with the versions that their registries have now.

use crate::resolve::{self, RemoteSources, ResolveError};
use crate::session::Session;
use crate::synth::components::lock_key;
use rayon::prelude::*;
use semver::Version;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain, Problems, Sources};
use terrace_core::reference::{OciReference, Reference, Target};
use terrace_core::version::{VersionRange, newest, version_of};
use terrace_stack::lock::{self, Entry, Key};
use terrace_stack::stack;

/// A locked component of a registry, compared with the registry.
#[derive(Debug, Clone, Serialize)]
pub struct OutdatedComponent {
    /// The tiers that use it.
    pub tiers: Vec<String>,
    /// The reference of the component.
    pub component: String,
    /// The version range in the stack file.
    pub requires: Option<String>,
    /// The locked version.
    pub locked: String,
    /// The version that the stack file allows now, if it is another component, or `moved` for a tag that points to another
    /// component than when it was locked.
    pub allowed: Option<String>,
    /// The newest version, if it is newer than the stack file allows.
    pub newest: Option<String>,
}

impl Session {
    /// Returns the locked components of the stack at a path that have newer versions.
    pub fn outdated(&self, path: &Path) -> Result<Vec<OutdatedComponent>, Problems> {
        let outline = stack::outline(path, None)?;
        let lock = lock::load(&lock::path(&outline.file))?.unwrap_or_default();
        let mut tiers: BTreeMap<Key, Vec<String>> = BTreeMap::new();
        for (name, named) in &outline.tiers {
            tiers.entry(lock_key(&named.reference, outline.directory())).or_default().push(name.clone());
        }
        if let Some(missing) = tiers.keys().find(|key| key.is_remote() && lock.get(key).is_none()) {
            let summary = format!("`{missing}` is not locked, so there is nothing to compare");
            return Err(Diagnostic::error("not-locked", summary).hint("run `terrace lock`").into());
        }
        let elsewhere = self.remote_sources(outline.directory())?;
        let locked: Vec<(&Key, &Entry)> = lock.iter().filter(|(key, _)| key.is_remote()).collect();
        let results: Vec<_> = locked
            .into_par_iter()
            .filter_map(|(key, entry)| compare(key, entry, &tiers, &elsewhere).transpose())
            .collect();
        let (mut outdated, mut diagnostics) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(component) => outdated.push(component),
                Err(error) => diagnostics.push(error.diagnostic()),
            }
        }
        if diagnostics.is_empty() {
            Ok(outdated)
        } else {
            Err(Problems { diagnostics, sources: Sources::default() })
        }
    }
}

/// Returns `None` if nothing is newer.
fn compare(
    key: &Key,
    entry: &Entry,
    tiers: &BTreeMap<Key, Vec<String>>,
    elsewhere: &RemoteSources,
) -> Result<Option<OutdatedComponent>, ResolveError> {
    // A component on a web server is identified by its digest, which is in the stack file.
    let Reference::Oci(reference) = Reference::parse(&key.reference)? else { return Ok(None) };
    let tags = elsewhere.tags(&reference.repository)?;
    let tags = || tags.iter().map(String::as_str);
    let range = key.requires.as_deref().and_then(|range| range.parse::<VersionRange>().ok());
    let in_range = range.as_ref().and_then(|range| range.greatest(tags()));
    let allowed = match (&in_range, &reference.target) {
        (Some((version, tag)), _) => {
            let now = resolve::manifest_digest(&reference.repository.tagged(tag)?, elsewhere)?;
            (Some(now) != entry.manifest).then(|| version.to_string())
        }
        (None, Target::Tag(_)) => moved(&reference, entry.manifest, elsewhere)?,
        (None, _) => None,
    };
    let current = in_range.map(|(version, _)| version).or_else(|| version_now(&reference, entry));
    let newest = newest(tags()).map(|(version, _)| version);
    let newest = newest.filter(|newest| current.as_ref().is_none_or(|current| newest > current));
    if allowed.is_none() && newest.is_none() {
        return Ok(None);
    }
    Ok(Some(OutdatedComponent {
        tiers: tiers.get(key).cloned().unwrap_or_default(),
        component: key.reference.clone(),
        requires: key.requires.clone(),
        locked: entry.facts.version.clone(),
        allowed,
        newest: newest.map(|version| version.to_string()),
    }))
}

fn moved(
    reference: &OciReference,
    locked: Option<Digest>,
    elsewhere: &RemoteSources,
) -> Result<Option<String>, ResolveError> {
    let now = resolve::manifest_digest(reference, elsewhere)?;
    Ok((Some(now) != locked).then(|| "moved".to_owned()))
}

/// Returns the version of a reference without a range: its tag's, or the one in the component's manifest.
fn version_now(reference: &OciReference, entry: &Entry) -> Option<Version> {
    reference.tag().and_then(version_of).or_else(|| Version::parse(&entry.facts.version).ok())
}
