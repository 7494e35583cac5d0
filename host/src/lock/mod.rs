//! `terrace.lock`: exactly which components a stack is made of.
//!
//! It is committed beside the stack file, so it is sorted, says one thing on one line, and holds no time. What it says
//! of components from elsewhere decides what runs; what it says of local ones lets a reviewer see what has changed.

mod change;
mod entry;
mod error;
mod file;
mod read;
mod write;

#[cfg(test)]
mod tests;

pub use change::{Change, changes};
pub use entry::{Entry, Facts, Key, source_of};
pub use error::LockError;
pub use file::{Guard, hold, load, path, save};
pub use read::read;

use crate::model::ProviderSource;
use std::collections::{BTreeMap, BTreeSet};

/// The content of a lock file: each component that is locked, and the providers that somebody has agreed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    components: BTreeMap<Key, Entry>,
    allowed: BTreeSet<ProviderSource>,
}

impl Lock {
    /// What is locked under a key.
    pub fn get(&self, key: &Key) -> Option<&Entry> {
        self.components.get(key)
    }

    /// Everything that is locked, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        self.components.iter()
    }

    /// Locks something, in the place of what was locked under this key.
    pub fn insert(&mut self, key: Key, entry: Entry) {
        self.components.insert(key, entry);
    }

    /// Keeps only what is asked for.
    pub fn retain(&mut self, mut keep: impl FnMut(&Key) -> bool) {
        self.components.retain(|key, _| keep(key));
    }

    /// The providers that somebody has agreed to although only tiers say where they are from, sorted.
    pub fn allowed(&self) -> impl Iterator<Item = &ProviderSource> {
        self.allowed.iter()
    }

    /// Whether somebody has agreed to a provider.
    pub fn allows(&self, source: &ProviderSource) -> bool {
        self.allowed.contains(source)
    }

    /// Notes that somebody has agreed to a provider.
    pub fn allow(&mut self, source: ProviderSource) {
        self.allowed.insert(source);
    }

    /// Keeps only what is asked for of what somebody has agreed to.
    pub fn retain_allowed(&mut self, keep: impl FnMut(&ProviderSource) -> bool) {
        self.allowed.retain(keep);
    }

    /// Drops the agreement to providers that no locked component asks for.
    pub fn drop_idle(&mut self) {
        let asked = self.components.values().flat_map(|entry| entry.facts.sources());
        let asked: BTreeSet<ProviderSource> = asked.filter_map(|source| source.parse().ok()).collect();
        self.allowed.retain(|source| asked.contains(source));
    }
}

impl FromIterator<(Key, Entry)> for Lock {
    fn from_iter<I: IntoIterator<Item = (Key, Entry)>>(entries: I) -> Self {
        Self { components: entries.into_iter().collect(), allowed: BTreeSet::new() }
    }
}
