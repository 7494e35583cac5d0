//! The connection and the credentials of one host.

use super::gate::Gate;
use super::{ClientOptions, network};
use crate::credentials::Login;
use crate::error::Failure;
use reqwest::Url;
use reqwest::header::HeaderValue;
use std::collections::BTreeMap;
use std::time::Instant;
use tokio::sync::{Mutex, OnceCell};

/// A host, with the connection to it and its credentials.
pub(super) struct Site {
    pub(super) host: String,
    pub(super) gate: Gate,
    plain_http: bool,
    pub(super) login: OnceCell<Option<Login>>,
    pub(super) authorized: Mutex<BTreeMap<(String, bool), Authorization>>,
}

/// The authorization for a repository, if the registry requires one.
#[derive(Clone)]
pub(super) struct Authorization {
    pub(super) at: Instant,
    /// Authenticates the user. Sent to the host itself only.
    pub(super) header: Option<HeaderValue>,
}

impl Site {
    pub(super) async fn open(host: &str, options: &ClientOptions) -> Result<Self, Failure> {
        let settings = options.registries.get(host).cloned().unwrap_or_default();
        let plain_http = match settings.plain_http {
            Some(plain_http) => plain_http,
            None => {
                settings.ca.is_none()
                    && network::is_loopback(host)
                    && answers_without_tls(host, options).await?
            }
        };
        Ok(Self {
            host: host.to_owned(),
            gate: Gate::open(host, &settings, options, plain_http)?,
            plain_http,
            login: OnceCell::new(),
            authorized: Mutex::default(),
        })
    }

    /// Replaces the stored login with this one.
    pub(super) fn with_login(self, login: Login) -> Self {
        Self { login: OnceCell::new_with(Some(Some(login))), ..self }
    }

    /// Returns a URL of the registry's API.
    pub(super) fn url(&self, path: &str) -> Result<Url, Failure> {
        let scheme = if self.plain_http { "http" } else { "https" };
        let host = if self.host == "docker.io" { "index.docker.io" } else { &self.host };
        Url::parse(&format!("{scheme}://{host}/v2/{path}"))
            .map_err(|error| Failure::setup(&self.host, &error))
    }

    /// Returns true if a URL has this host's origin, so that credentials may be sent to it.
    pub(super) fn owns(&self, url: &Url) -> bool {
        self.url("").is_ok_and(|own| own.origin() == url.origin())
    }
}

/// Probes a host on loopback. Any other failure is ignored here, because the request that follows meets and reports it.
async fn answers_without_tls(host: &str, options: &ClientOptions) -> Result<bool, Failure> {
    let http = network::http(host, &Default::default(), options, false)?;
    let asked = async |scheme: &str| {
        let sent = http.get(format!("{scheme}://{host}/v2/")).send();
        match tokio::time::timeout(options.pace.idle, sent).await {
            Ok(answer) => {
                answer.map(drop).map_err(|error| Failure::from_request(host, &options.proxies, &error))
            }
            Err(_) => Err(Failure::TimedOut { host: host.to_owned(), connecting: false }),
        }
    };
    Ok(match asked("https").await {
        Err(Failure::PlainHttp { .. }) => true,
        // Some servers only close the connection.
        Err(Failure::Connect { .. } | Failure::Cut { .. }) => asked("http").await.is_ok(),
        _ => false,
    })
}
