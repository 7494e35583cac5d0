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
pub use entry::{Entry, Facts, Key};
pub use error::LockError;
pub use file::{Guard, hold, load, path, save};
pub use read::read;

use std::collections::BTreeMap;

/// What a lock file says: each component that is locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock(BTreeMap<Key, Entry>);

impl Lock {
    /// What is locked under a key.
    pub fn get(&self, key: &Key) -> Option<&Entry> {
        self.0.get(key)
    }

    /// Everything that is locked, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        self.0.iter()
    }

    /// Locks something, in the place of what was locked under this key.
    pub fn insert(&mut self, key: Key, entry: Entry) {
        self.0.insert(key, entry);
    }

    /// Keeps only what is asked for.
    pub fn retain(&mut self, mut keep: impl FnMut(&Key) -> bool) {
        self.0.retain(|key, _| keep(key));
    }

    /// Whether nothing is locked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Key, Entry)> for Lock {
    fn from_iter<I: IntoIterator<Item = (Key, Entry)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}
