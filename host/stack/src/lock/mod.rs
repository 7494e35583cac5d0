//! `terrace.lock`: the exact components of a stack.
//!
//! It is committed next to the stack file, so it is sorted, has one fact per line, and contains no timestamps. The
//! entries of remote components decide what runs; those of local ones show a reviewer what has changed.

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

use std::collections::{BTreeMap, BTreeSet};
use terrace_core::model::ProviderSource;

/// The content of a lock file: the locked components and the providers that users have allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    components: BTreeMap<Key, Entry>,
    allowed: BTreeSet<ProviderSource>,
}

impl Lock {
    pub fn get(&self, key: &Key) -> Option<&Entry> {
        self.components.get(key)
    }

    /// Returns all entries, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        self.components.iter()
    }

    /// Adds an entry, replacing any previous one for the key.
    pub fn insert(&mut self, key: Key, entry: Entry) {
        self.components.insert(key, entry);
    }

    /// Removes the entries for which `keep` returns false.
    pub fn retain(&mut self, mut keep: impl FnMut(&Key) -> bool) {
        self.components.retain(|key, _| keep(key));
    }

    /// Returns the providers that users have allowed although only tiers declare their sources, sorted.
    pub fn allowed(&self) -> impl Iterator<Item = &ProviderSource> {
        self.allowed.iter()
    }

    pub fn allows(&self, source: &ProviderSource) -> bool {
        self.allowed.contains(source)
    }

    pub fn allow(&mut self, source: ProviderSource) {
        self.allowed.insert(source);
    }

    /// Removes the allowed providers for which `keep` returns false.
    pub fn retain_allowed(&mut self, keep: impl FnMut(&ProviderSource) -> bool) {
        self.allowed.retain(keep);
    }

    /// Removes the allowed providers that no locked component needs.
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
