//! The gate that every outgoing request passes, wherever its address comes from.
//!
//! Addresses come from references, redirects, `Location` headers and token servers, so most of them are chosen by a server. A
//! host that is reached with TLS cannot redirect to one without. Credentials go only to the host they belong to and do not
//! follow a redirect to another one.

use super::classify::Trouble;
use super::exchange::Exchange;
use super::limits::{Clock, MAX_REDIRECTS, MAX_STATUS_BODY_BYTES, Pace};
use super::{ClientOptions, Proxies, RegistrySettings, network, retry_after};
use crate::error::Failure;
use reqwest::header::{AUTHORIZATION, CONTENT_RANGE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Body, Method, Response, StatusCode, Url};
use std::collections::BTreeSet;
use std::time::Duration;

/// The longest address in a header that is followed, in bytes.
const MAX_ADDRESS_BYTES: usize = 8 << 10;

/// The connection to a host, and to the addresses that it redirects to.
pub(super) struct Gate {
    host: String,
    /// The hosts that may be contacted without TLS. Empty unless this host itself is one of them.
    without_tls: BTreeSet<String>,
    http: reqwest::Client,
    proxies: Proxies,
    pace: Pace,
}

/// A request that has not passed the gate yet.
pub(super) struct OutgoingRequest<'a> {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    /// The `Authorization` header. Sent to the origin of `url` only.
    pub(super) login: Option<HeaderValue>,
    pub(super) body: Option<&'a (dyn Fn() -> Body + Sync)>,
    /// True if the body holds a secret, so that it is sent to the origin of `url` only.
    pub(super) is_bound: bool,
    /// The longest wait for the beginning of the response.
    pub(super) patience: Duration,
}

/// A response, read no faster than it is consumed, and with a time limit.
pub(super) struct LimitedResponse {
    host: String,
    proxies: Proxies,
    response: Response,
    clock: Clock,
    exchange: Exchange,
}

impl Gate {
    /// Opens the way to a host, with or without TLS.
    pub(super) fn open(
        host: &str,
        settings: &RegistrySettings,
        options: &ClientOptions,
        plain_http: bool,
    ) -> Result<Self, Failure> {
        let http = network::http(host, settings, options, !plain_http)?;
        let mut without_tls = BTreeSet::new();
        if plain_http {
            let named = options.registries.iter().filter(|(_, other)| other.plain_http == Some(true));
            let names = named.map(|(name, _)| name.as_str()).chain([host]);
            without_tls
                .extend(names.filter_map(|name| authority(&Url::parse(&format!("http://{name}")).ok()?)));
        }
        let (host, proxies) = (host.to_owned(), options.proxies.clone());
        Ok(Self { host, without_tls, http, proxies, pace: options.pace })
    }

    /// Returns a request without headers or body.
    pub(super) fn request<'a>(&self, method: Method, url: Url) -> OutgoingRequest<'a> {
        let patience = self.pace.idle;
        OutgoingRequest {
            method,
            url,
            headers: HeaderMap::new(),
            login: None,
            body: None,
            is_bound: false,
            patience,
        }
    }

    /// Resolves an address that a server returned, relative to the server's own.
    pub(super) fn follow(&self, from: &Url, address: &HeaderValue) -> Result<Url, Failure> {
        let text = address.to_str().ok().filter(|text| text.len() <= MAX_ADDRESS_BYTES);
        let url = text.and_then(|text| from.join(text).ok());
        let url = url.ok_or_else(|| self.refused("it cannot be parsed".to_owned()))?;
        self.check(&url)?;
        Ok(url)
    }

    /// Checks that a request may go to an address.
    pub fn check(&self, url: &Url) -> Result<(), Failure> {
        let shown = format_origin(url);
        let Some(host) = authority(url) else {
            return Err(self.refused(format!("`{shown}` has no host")));
        };
        match url.scheme() {
            "https" => {}
            "http" if !self.without_tls.is_empty() && self.may_be_plain(&host) => {}
            "http" => return Err(self.refused(format!("`{shown}` has no TLS"))),
            _ => return Err(self.refused(format!("`{shown}` is not an http or https address"))),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.refused(format!("`{shown}` contains a user name or a password")));
        }
        Ok(())
    }

    fn may_be_plain(&self, host: &str) -> bool {
        self.without_tls.contains(host) || network::is_loopback_address(host)
    }

    fn refused(&self, reason: String) -> Failure {
        Failure::Redirect { host: self.host.clone(), reason }
    }

    /// Sends a request and follows redirects. All addresses pass [`Self::check`].
    pub(super) async fn send(&self, request: OutgoingRequest<'_>) -> Result<LimitedResponse, Failure> {
        let mut url = request.url.clone();
        self.check(&url)?;
        for _ in 0..=MAX_REDIRECTS {
            let (response, exchange) = self.send_once(&request, &url).await?;
            match self.redirect(&request.method, &url, &response)? {
                Some(next) if request.is_bound && next.origin() != url.origin() => {
                    return Err(self.refused(format!(
                        "`{}` is another host, which does not get the credentials",
                        format_origin(&next)
                    )));
                }
                Some(next) => url = next,
                None => {
                    let clock = Clock::start(self.pace);
                    let (host, proxies) = (self.host.clone(), self.proxies.clone());
                    return Ok(LimitedResponse { host, proxies, response, clock, exchange });
                }
            }
        }
        Err(self.refused("too many redirects".to_owned()))
    }

    async fn send_once(
        &self,
        request: &OutgoingRequest<'_>,
        url: &Url,
    ) -> Result<(Response, Exchange), Failure> {
        let exchange = Exchange::begin(&request.method, url, &authority(url).unwrap_or_default(), &self.host);
        let mut builder =
            self.http.request(request.method.clone(), url.clone()).headers(request.headers.clone());
        if let Some(login) = request.login.as_ref().filter(|_| url.origin() == request.url.origin()) {
            builder = builder.header(AUTHORIZATION, login.clone());
        }
        if let Some(body) = request.body {
            builder = builder.body(body());
        }
        match tokio::time::timeout(request.patience + self.pace.connect, builder.send()).await {
            Ok(Ok(response)) => {
                exchange.returned(response.status());
                Ok((response, exchange))
            }
            Ok(Err(error)) => Err(Failure::from_request(&self.host, &self.proxies, &error)),
            Err(_) => Err(Failure::TimedOut { host: self.host.clone(), connecting: false }),
        }
    }

    /// Returns the address that a response redirects the request to, if any.
    fn redirect(&self, method: &Method, from: &Url, response: &Response) -> Result<Option<Url>, Failure> {
        let is_followed = match response.status() {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => {
                matches!(*method, Method::GET | Method::HEAD)
            }
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            _ => false,
        };
        match response.headers().get(LOCATION).filter(|_| is_followed) {
            Some(address) => self.follow(from, address).map(Some),
            None => Ok(None),
        }
    }
}

impl LimitedResponse {
    pub(super) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(super) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    pub(super) fn url(&self) -> &Url {
        self.response.url()
    }

    /// Returns the failure for the status.
    pub(super) async fn failure(self, host: &str) -> Trouble {
        let (status, asked_for) = (self.status(), retry_after::read(self.headers()));
        let failure = Failure::from_status(host, status, &self.remark().await);
        Trouble { failure, asked_for }
    }

    /// Returns how many bytes are still to come, if the server says so.
    pub(super) fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Returns true if a partial body begins at the offset: `Content-Range: bytes 10-19/20`.
    pub(super) fn begins_at(&self, offset: u64) -> bool {
        let range = self.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let start =
            range.and_then(|range| range.strip_prefix("bytes ")).and_then(|range| range.split_once('-'));
        start.is_some_and(|(start, _)| start.parse() == Ok(offset))
    }

    /// Returns the next bytes of the body, or `None` at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Failure> {
        let slow = || Failure::TimedOut { host: self.host.clone(), connecting: false };
        let patience = self.clock.next().ok_or_else(slow)?;
        match tokio::time::timeout(patience, self.response.chunk()).await {
            Ok(Ok(chunk)) => {
                let length = chunk.as_ref().map_or(0, |bytes| bytes.len());
                self.clock.received(length);
                self.exchange.received(length);
                Ok(chunk)
            }
            Ok(Err(error)) => Err(Failure::from_request(&self.host, &self.proxies, &error)),
            Err(_) => Err(Failure::TimedOut { host: self.host.clone(), connecting: false }),
        }
    }

    /// Returns the whole body, unless it is larger than `limit`.
    pub(super) async fn read(mut self, what: &'static str, limit: u64) -> Result<Vec<u8>, Failure> {
        let too_large = || Failure::TooLarge { what, limit };
        if self.length().is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let (bytes, is_all) = self.read_up_to(limit).await?;
        if is_all { Ok(bytes) } else { Err(too_large()) }
    }

    /// Reads the beginning of the body, which may explain the server's error.
    async fn remark(mut self) -> Vec<u8> {
        self.read_up_to(MAX_STATUS_BODY_BYTES).await.map(|(bytes, _)| bytes).unwrap_or_default()
    }

    /// Reads at most `limit` bytes of the body, and returns whether they are all.
    async fn read_up_to(&mut self, limit: u64) -> Result<(Vec<u8>, bool), Failure> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            let left = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(bytes.len());
            let chunk = chunk.as_ref();
            bytes.extend_from_slice(&chunk[..chunk.len().min(left)]);
            if chunk.len() > left {
                return Ok((bytes, false));
            }
        }
        Ok((bytes, true))
    }
}

/// Returns `host`, or `host:port` if the port is not the scheme's default.
fn authority(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Returns an address without its path and query, which may hold secrets.
fn format_origin(url: &Url) -> String {
    match authority(url) {
        Some(host) => format!("{}://{host}", url.scheme()),
        None => format!("{}:", url.scheme()),
    }
}

#[cfg(test)]
mod tests;
