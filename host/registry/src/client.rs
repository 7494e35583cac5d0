//! A client of OCI registries and web servers.

mod auth;
mod blob;
mod classify;
mod download;
mod exchange;
mod gate;
mod limits;
mod list;
mod login;
mod manifest;
mod network;
mod observer;
mod options;
mod push;
mod retry;
mod retry_after;
mod sink;
mod site;

pub use limits::Pace;
pub use manifest::ResolvedManifest;
pub use network::Proxies;
pub(crate) use network::is_here;
pub use observer::{Observer, SilentObserver};
pub use options::{ClientOptions, RegistrySettings};
pub use push::Upload;
pub use retry::{Sleeper, Timer};
pub use sink::{Pull, Sink};

use crate::error::{Failure, RegistryError};
use site::Site;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use terrace_core::reference::Repository;
use tokio::runtime::{Builder, Runtime};

/// A client of OCI registries and web servers.
///
/// Its functions block until they are done and must not be called from within another asynchronous runtime. Transient failures
/// are retried with growing pauses, up to [`ClientOptions::attempts`] attempts.
pub struct Client {
    runtime: Runtime,
    options: ClientOptions,
    sites: Mutex<BTreeMap<String, Arc<Site>>>,
}

impl Client {
    /// Creates a client. No connection is opened before the first request.
    pub fn new(options: ClientOptions) -> std::io::Result<Self> {
        network::install_tls();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, options, sites: Mutex::default() })
    }

    /// Returns what is known about a host, created on first use.
    async fn site(&self, host: &str) -> Result<Arc<Site>, Failure> {
        if let Some(site) = self.sites.lock().unwrap_or_else(PoisonError::into_inner).get(host) {
            return Ok(Arc::clone(site));
        }
        let site = Arc::new(Site::open(host, &self.options).await?);
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(sites.entry(host.to_owned()).or_insert(site)))
    }

    async fn registry(&self, repository: &Repository) -> Result<Arc<Site>, Failure> {
        self.site(repository.registry()).await
    }

    fn run<T>(
        &self,
        reference: &dyn std::fmt::Display,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, RegistryError> {
        self.runtime.block_on(work).map_err(|failure| RegistryError::new(reference, failure))
    }

    /// Like [`Self::run`], for a query whose answer is short, however many requests it takes.
    fn question<T>(
        &self,
        reference: &dyn std::fmt::Display,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, RegistryError> {
        self.run(reference, self.within(self.options.pace.question, work))
    }

    async fn within<T>(
        &self,
        limit: Duration,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::time::timeout(limit, work).await.unwrap_or(Err(Failure::TookTooLong { limit }))
    }
}
