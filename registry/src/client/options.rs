//! What a client needs to know.

use super::{Observer, Pace, Proxies, Silent, Sleeper, Timer};
use crate::credentials::Credentials;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a client behaves.
#[derive(Clone)]
pub struct ClientOptions {
    /// Settings of hosts, by `host` or `host:port`.
    pub registries: BTreeMap<String, RegistrySettings>,
    /// Proxies; by default those of the environment.
    pub proxies: Proxies,
    /// Where user names and passwords are.
    pub credentials: Credentials,
    /// How long servers may take.
    pub pace: Pace,
    /// How often a request is made at most: 5 times.
    pub attempts: usize,
    /// How pauses between attempts pass.
    pub sleeper: Arc<dyn Sleeper>,
    /// Who hears about progress and pauses.
    pub observer: Arc<dyn Observer>,
}

/// Settings of one host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrySettings {
    /// Certificates in PEM that are trusted beside those of the system.
    pub ca: Option<Vec<u8>>,
    /// Whether to use HTTP without TLS. By default only where a host on loopback answers without TLS.
    pub plain_http: Option<bool>,
}

impl ClientOptions {
    /// Options as the environment of this process has them.
    pub fn from_environment() -> Self {
        Self::new(Proxies::from_environment(), Credentials::from_environment())
    }

    /// Options with these proxies and credentials, and the defaults for everything else.
    pub fn new(proxies: Proxies, credentials: Credentials) -> Self {
        Self {
            registries: BTreeMap::new(),
            proxies,
            credentials,
            pace: Pace::default(),
            attempts: 5,
            sleeper: Arc::new(Timer),
            observer: Arc::new(Silent),
        }
    }
}
