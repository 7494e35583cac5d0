//! What the last run gave, taken again where nothing that it depends on has changed since.

use super::components;
use super::manifest::Manifest;
use super::output;
use crate::engine::{Cache, Stamp, digest};
use crate::lock::Lock;
use crate::model::Bound;
use crate::resolve::Resolution;
use crate::stack::{ComponentReference, Stack};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{self, Path};
use terrace_languages::Language;

/// A run of a stack, told from all others that could give something else.
pub struct Run {
    cache: Cache,
    /// Under what name it is remembered: one run for each stack file and environment.
    name: String,
    /// Digest of everything that it depends on.
    key: String,
}

/// What is remembered of a run: no more than digests.
#[derive(Serialize, Deserialize)]
struct Last {
    /// The run's key.
    run: String,
    /// Digest of the text that it gave.
    output: String,
}

impl Run {
    /// The run of a stack as it is now. None where that cannot be told in short: a tier runs from source, or a component
    /// cannot be found.
    pub fn of(stack: &Stack, resolution: &Resolution, lock: Option<&Lock>, cache: Cache) -> Option<Self> {
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

    /// The text in the output directory and the manifest in it, if the last run was this one, and gave this text.
    pub fn recall(&self, directory: &Path) -> Option<(String, Manifest)> {
        let last: Last = self.cache.recall(&self.name)?;
        if last.run != self.key {
            return None;
        }
        let present = output::read(directory).ok()??;
        if *blake3::hash(&present).to_hex() != *last.output {
            return None;
        }
        let text = String::from_utf8(present).ok()?;
        let manifest = Manifest::of(&text)?;
        Some((text, manifest))
    }

    /// Remembers what this run gave. For runs without warnings: those are told each time.
    pub fn remember(&self, text: &str) {
        let output = blake3::hash(text.as_bytes()).to_hex().to_string();
        self.cache.note(&self.name, &Last { run: self.key.clone(), output });
    }
}
