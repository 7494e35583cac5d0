//! What a client knows about one host.

use super::{ClientOptions, network};
use crate::credentials::Login;
use crate::error::Failure;
use reqwest::Url;
use std::collections::BTreeMap;
use std::time::Instant;
use tokio::sync::{Mutex, OnceCell};

/// A host: connections, credentials, and whether it has TLS.
pub(super) struct Site {
    pub(super) host: String,
    pub(super) plain_http: bool,
    pub(super) http: reqwest::Client,
    pub(super) oci: oci_client::Client,
    pub(super) login: OnceCell<Option<Login>>,
    pub(super) authorized: Mutex<BTreeMap<(String, bool), Authorized>>,
}

/// A token that was granted for a repository, if the registry gives tokens.
#[derive(Clone)]
pub(super) struct Authorized {
    pub(super) at: Instant,
    pub(super) token: Option<String>,
}

impl Site {
    pub(super) async fn open(host: &str, options: &ClientOptions) -> Result<Self, Failure> {
        let settings = options.registries.get(host).cloned().unwrap_or_default();
        let http = network::http(host, &settings, options, false)?;
        let plain_http = match settings.plain_http {
            Some(plain_http) => plain_http,
            None => {
                settings.ca.is_none() && network::is_loopback(host) && answers_without_tls(host, &http).await
            }
        };
        let oci = oci_client::Client::try_from(network::oci(&settings, options, plain_http))
            .map_err(|error| Failure::setup(host, &error))?;
        Ok(Self {
            host: host.to_owned(),
            plain_http,
            http,
            oci,
            login: OnceCell::new(),
            authorized: Mutex::default(),
        })
    }

    /// The same with this login in place of the one that is kept.
    pub(super) fn with_login(self, login: Login) -> Self {
        Self { login: OnceCell::new_with(Some(Some(login))), ..self }
    }

    /// A URL of the registry's interface.
    pub(super) fn url(&self, path: &str) -> Result<Url, Failure> {
        let scheme = if self.plain_http { "http" } else { "https" };
        let host = if self.host == "docker.io" { "index.docker.io" } else { &self.host };
        Url::parse(&format!("{scheme}://{host}/v2/{path}"))
            .map_err(|error| Failure::setup(&self.host, &error))
    }

    /// Whether a URL is of this host, so that credentials may be sent to it.
    pub(super) fn owns(&self, url: &Url) -> bool {
        self.url("").is_ok_and(|own| own.origin() == url.origin())
    }
}

/// Asks a host on loopback. Whatever else happens is met again, and told, by the request that follows.
async fn answers_without_tls(host: &str, http: &reqwest::Client) -> bool {
    let Err(error) = http.get(format!("https://{host}/v2/")).send().await else { return false };
    match Failure::from_request(host, &error) {
        Failure::PlainHttp { .. } => true,
        // Some servers only hang up.
        Failure::Connect { .. } | Failure::Cut { .. } => {
            http.get(format!("http://{host}/v2/")).send().await.is_ok()
        }
        _ => false,
    }
}
