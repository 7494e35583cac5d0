//! What references mean.

use crate::stack::Remote;
use std::collections::BTreeMap;
use terrace_registry::Digest;
use terrace_registry::store::{Store, StoreError};

/// Components from elsewhere that are at hand.
#[derive(Debug, Clone, Default)]
pub struct Resolution(BTreeMap<Remote, Resolved>);

/// A component from elsewhere that is at hand.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// SHA-256 of the component.
    pub digest: Digest,
    /// The digest of its manifest; none for a file of a web server.
    pub manifest: Option<Digest>,
    /// The tag by which it was found, where it was looked up by one just now.
    pub tag: Option<String>,
    /// The signers that the trust policy knows and whose signatures hold, sorted.
    pub signers: Vec<String>,
    /// The store that has it.
    pub store: Store,
}

impl Resolution {
    /// What a reference means.
    pub fn get(&self, remote: &Remote) -> Option<&Resolved> {
        self.0.get(remote)
    }

    /// Adds all of another one.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Adds what a reference means.
    pub fn insert(&mut self, remote: Remote, resolved: Resolved) {
        self.0.insert(remote, resolved);
    }
}

impl FromIterator<(Remote, Resolved)> for Resolution {
    fn from_iter<I: IntoIterator<Item = (Remote, Resolved)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl Resolved {
    /// The component's bytes, held against its digest.
    pub fn bytes(&self) -> Result<Vec<u8>, StoreError> {
        self.store.blob(&self.digest)
    }
}
