//! The components that references resolve to.

use std::collections::BTreeMap;
use terrace_core::digest::Digest;
use terrace_registry::store::{Store, StoreError};
use terrace_stack::stack::Remote;

/// Remote components that are available locally.
#[derive(Debug, Clone, Default)]
pub struct Resolution(BTreeMap<Remote, ResolvedComponent>);

/// A remote component that is available locally.
#[derive(Debug, Clone)]
pub struct ResolvedComponent {
    /// SHA-256 digest of the component.
    pub digest: Digest,
    /// Digest of its manifest, or `None` for a file on a web server.
    pub manifest: Option<Digest>,
    /// The tag that it was found under, if it was just looked up by tag.
    pub tag: Option<String>,
    /// The trusted signers with a valid signature, sorted.
    pub signers: Vec<String>,
    pub store: Store,
}

impl Resolution {
    /// Returns the component that a reference resolves to.
    pub fn get(&self, remote: &Remote) -> Option<&ResolvedComponent> {
        self.0.get(remote)
    }

    /// Adds all components of another resolution.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Adds the component that a reference resolves to.
    pub fn insert(&mut self, remote: Remote, resolved: ResolvedComponent) {
        self.0.insert(remote, resolved);
    }
}

impl FromIterator<(Remote, ResolvedComponent)> for Resolution {
    fn from_iter<I: IntoIterator<Item = (Remote, ResolvedComponent)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl ResolvedComponent {
    /// Returns the component's bytes after checking their digest.
    pub fn bytes(&self) -> Result<Vec<u8>, StoreError> {
        self.store.blob(&self.digest)
    }
}
