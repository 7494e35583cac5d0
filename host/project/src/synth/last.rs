//! Reuses the output of the last run if nothing that it depends on has changed.

use super::components;
use super::manifest::Manifest;
use super::output;
use crate::resolve::Resolution;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{self, Path};
use terrace_core::model::Bound;
use terrace_engine::{Cache, Stamp, digest};
use terrace_languages::Language;
use terrace_stack::lock::Lock;
use terrace_stack::stack::{ComponentReference, Stack};

/// A run of a stack, identified by everything that affects its output.
pub struct Run {
    cache: Cache,
    /// The cache key: one for each stack file and environment.
    name: String,
    /// Digest of everything that the run depends on.
    key: String,
}

/// The cached record of a run, which only consists of digests.
#[derive(Serialize, Deserialize)]
struct RunRecord {
    /// The key of the run.
    run: String,
    /// Digest of the output.
    output: String,
}

impl Run {
    /// Identifies the run of a stack in its current state. Returns `None` if that would take too long, because a tier runs from
    /// source, or if a component cannot be found.
    pub fn of(stack: &Stack, resolution: &Resolution, lock: Option<&Lock>, cache: Cache) -> Option<Self> {
        let _span = tracing::debug_span!("last_run").entered();
        let file = path::absolute(stack.file()).ok()?;
        let environment = &stack.settings.environment;
        let program = Stamp::of(&fs::metadata(std::env::current_exe().ok()?).ok()?)?;
        let texts: Vec<_> = stack.sources.iter().map(|source| (&source.name, &source.text)).collect();
        let mut components = Vec::new();
        for tier in stack.tiers.values() {
            let reference = &tier.component.reference;
            if matches!(reference, ComponentReference::Path(path) if Language::of(path).is_some()) {
                return None;
            }
            let most = super::limits_of(stack, reference)[Bound::Component];
            let (digest, _) = components::find(Some(&cache), reference, resolution, most).ok()?;
            components.push((components::name(reference), digest.hex()));
        }
        let lock = lock.map(ToString::to_string);
        let key = digest(&(program, &file, stack.file(), environment, texts, components, lock))?;
        let name = digest(&(&file, environment))?;
        Some(Self { cache, name: format!("run-{}", name.to_hex()), key: key.to_hex().to_string() })
    }

    /// Returns the text and the manifest in the output directory, if they are those of the last run and that run was this one.
    pub fn recall(&self, directory: &Path) -> Option<(String, Manifest)> {
        let _span = tracing::debug_span!("last_run").entered();
        let Some(last) = self.cache.recall::<RunRecord>(&self.name) else {
            tracing::debug!("synthesizing: there is no record of an earlier run");
            return None;
        };
        if last.run != self.key {
            tracing::debug!(
                "synthesizing: a file of the stack, a component, the lock file or Terrace has changed"
            );
            return None;
        }
        let present = output::read(directory).ok()??;
        if *blake3::hash(&present).to_hex() != *last.output {
            tracing::debug!("synthesizing: the output file has been changed since the last run");
            return None;
        }
        tracing::debug!("nothing has changed since the last run");
        let text = String::from_utf8(present).ok()?;
        let manifest = Manifest::of(&text)?;
        Some((text, manifest))
    }

    /// Records this run's output. Must not be used for a run with warnings, because those have to be reported each time.
    pub fn remember(&self, text: &str) {
        let output = blake3::hash(text.as_bytes()).to_hex().to_string();
        self.cache.note(&self.name, &RunRecord { run: self.key.clone(), output });
    }
}
