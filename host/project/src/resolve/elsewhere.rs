//! The places where remote components are looked up.

use super::ResolveError;
use std::sync::OnceLock;
use terrace_core::digest::Digest;
use terrace_core::reference::Repository;
use terrace_registry::client::{Client, ClientOptions};
use terrace_registry::store::{Descriptor, Store};
use terrace_registry::trust::Policy;

/// The places where remote components are looked up, and the policy that says which of them are trusted.
pub struct RemoteSources {
    vendor: Option<Store>,
    store: Store,
    network: Option<Network>,
    policy: Policy,
}

/// Network access. With `--offline` there is no such value, so that nothing can open a socket.
pub struct Network {
    options: Box<dyn Fn() -> Result<ClientOptions, String> + Send + Sync>,
    client: OnceLock<Result<Client, String>>,
}

impl Network {
    /// Creates network access with the options of its client. The client is created on first use.
    pub fn new(options: impl Fn() -> Result<ClientOptions, String> + Send + Sync + 'static) -> Self {
        Self { options: Box::new(options), client: OnceLock::new() }
    }

    fn client(&self) -> Result<&Client, ResolveError> {
        let make = || Client::new((self.options)()?).map_err(|error| error.to_string());
        let client = self.client.get_or_init(make);
        client.as_ref().map_err(|reason| ResolveError::Client(reason.clone()))
    }
}

impl RemoteSources {
    /// Looks in `vendor`, then in `store`, then in the network, if there is one. Downloads are added to `store`.
    pub fn new(vendor: Option<Store>, store: Store, network: Option<Network>, policy: Policy) -> Self {
        Self { vendor, store, network, policy }
    }

    /// Returns the policy that says whose components are trusted.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns the store for downloaded components.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Returns the registry client, or `None` without a network.
    pub fn client(&self) -> Result<Option<&Client>, ResolveError> {
        self.network.as_ref().map(Network::client).transpose()
    }

    /// Returns the tags of a repository from the registry or, without a network, those seen before.
    pub fn tags(&self, repository: &Repository) -> Result<Vec<String>, ResolveError> {
        if let Some(client) = self.client()? {
            return Ok(client.tags(repository)?);
        }
        Ok(self.store.tags(&repository.to_string())?)
    }

    /// Returns the stores in lookup order.
    pub fn stores(&self) -> impl Iterator<Item = &Store> {
        self.vendor.iter().chain([&self.store])
    }

    /// Returns the first store that has a blob.
    pub(super) fn with(&self, digest: &Digest) -> Option<&Store> {
        self.stores().find(|store| store.has(digest))
    }

    /// Returns the manifest that a tag or URL last led to. Only the user's own store is asked, because it learnt that from the
    /// registry; vendored copies in a project may come from somebody else, and are only used by digest.
    pub(super) fn known(&self, name: &str) -> Result<Option<Descriptor>, ResolveError> {
        Ok(self.store.manifest(name)?)
    }

    /// Returns a blob from the stores.
    pub(super) fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, ResolveError> {
        Ok(self.with(digest).map(|store| store.blob(digest)).transpose()?)
    }
}
