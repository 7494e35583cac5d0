//! The options of a client.

use super::{Observer, Pace, Proxies, SilentObserver, Sleeper, Timer};
use crate::credentials::Credentials;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The options of a client.
#[derive(Clone)]
pub struct ClientOptions {
    /// Settings of hosts, by `host` or `host:port`.
    pub registries: BTreeMap<String, RegistrySettings>,
    /// The proxies. Those of the environment by default.
    pub proxies: Proxies,
    /// The source of user names and passwords.
    pub credentials: Credentials,
    /// Time limits for servers.
    pub pace: Pace,
    /// How often a request is attempted at most. 5 by default.
    pub attempts: usize,
    /// Waits between attempts; tests replace it.
    pub sleeper: Arc<dyn Sleeper>,
    /// Receives progress and pauses.
    pub observer: Arc<dyn Observer>,
}

/// The settings of one host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrySettings {
    /// PEM certificates that are trusted in addition to those of the system.
    pub ca: Option<Vec<u8>>,
    /// True to use HTTP without TLS. By default only if a host on loopback answers without TLS.
    pub plain_http: Option<bool>,
}

impl ClientOptions {
    /// Returns the options that the environment of this process sets.
    pub fn from_environment() -> Self {
        Self::new(Proxies::from_environment(), Credentials::from_environment())
    }

    /// Returns options with these proxies and credentials, and defaults for everything else.
    pub fn new(proxies: Proxies, credentials: Credentials) -> Self {
        Self {
            registries: BTreeMap::new(),
            proxies,
            credentials,
            pace: Pace::default(),
            attempts: 5,
            sleeper: Arc::new(Timer),
            observer: Arc::new(SilentObserver),
        }
    }
}
