//! Where components from elsewhere can be found.

use super::ResolveError;
use std::sync::OnceLock;
use terrace_registry::client::{Client, ClientOptions};
use terrace_registry::store::{Descriptor, Store};
use terrace_registry::trust::Policy;
use terrace_registry::{Digest, Repository};

/// Where components from elsewhere can be found, and whose are trusted.
pub struct Elsewhere {
    vendor: Option<Store>,
    store: Store,
    network: Option<Network>,
    policy: Policy,
}

/// The network. There is none with `--offline`, so that nothing can open a socket.
pub struct Network {
    options: Box<dyn Fn() -> Result<ClientOptions, String> + Send + Sync>,
    client: OnceLock<Result<Client, String>>,
}

impl Network {
    /// The network, with the options of its client, which is made when it is first needed.
    pub fn new(options: impl Fn() -> Result<ClientOptions, String> + Send + Sync + 'static) -> Self {
        Self { options: Box::new(options), client: OnceLock::new() }
    }

    fn client(&self) -> Result<&Client, ResolveError> {
        let make = || Client::new((self.options)()?).map_err(|error| error.to_string());
        let client = self.client.get_or_init(make);
        client.as_ref().map_err(|reason| ResolveError::Client(reason.clone()))
    }
}

impl Elsewhere {
    /// Looks in `vendor`, then in `store`, then in the network, where there is one. What comes from the network is kept in
    /// `store`.
    pub fn new(vendor: Option<Store>, store: Store, network: Option<Network>, policy: Policy) -> Self {
        Self { vendor, store, network, policy }
    }

    /// Whose components are trusted.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The store that pulled components are kept in.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What talks to registries; none without a network.
    pub fn client(&self) -> Result<Option<&Client>, ResolveError> {
        self.network.as_ref().map(Network::client).transpose()
    }

    /// The tags of a repository, from the registry; without a network, those that were seen before.
    pub fn tags(&self, repository: &Repository) -> Result<Vec<String>, ResolveError> {
        if let Some(client) = self.client()? {
            return Ok(client.tags(repository)?);
        }
        Ok(self.store.tags(&repository.to_string())?)
    }

    /// The stores, in the order in which they are looked into.
    pub fn stores(&self) -> impl Iterator<Item = &Store> {
        self.vendor.iter().chain([&self.store])
    }

    /// The store that has a blob.
    pub(super) fn with(&self, digest: &Digest) -> Option<&Store> {
        self.stores().find(|store| store.has(digest))
    }

    /// Returns the manifest that a tag or URL last led to. Only the user's own store is asked, because it learnt that from the
    /// registry: copies in a project are a stranger's, and hold what has a digest.
    pub(super) fn known(&self, name: &str) -> Result<Option<Descriptor>, ResolveError> {
        Ok(self.store.manifest(name)?)
    }

    /// A blob that is at hand.
    pub(super) fn blob(&self, digest: &Digest) -> Result<Option<Vec<u8>>, ResolveError> {
        Ok(self.with(digest).map(|store| store.blob(digest)).transpose()?)
    }
}
