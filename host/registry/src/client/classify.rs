//! Classifies HTTP statuses and errors of `reqwest`.

use super::Proxies;
use crate::error::{Failure, innermost};
use reqwest::StatusCode;
use serde::Deserialize;
use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

/// A failure, with what is needed to decide when to retry.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) failure: Failure,
    /// The value of `Retry-After`, if there was one.
    pub(super) asked_for: Option<Duration>,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { failure, asked_for: None }
    }
}

/// The body of a registry's error response.
#[derive(Deserialize)]
struct Envelope {
    errors: Vec<ErrorEntry>,
}

#[derive(Deserialize)]
struct ErrorEntry {
    #[serde(default)]
    message: String,
}

impl Failure {
    /// Returns the failure for a response's status.
    pub(super) fn from_status(host: &str, status: StatusCode, body: &[u8]) -> Self {
        let host = host.to_owned();
        let message = match serde_json::from_slice::<Envelope>(body) {
            Ok(envelope) => envelope.errors.into_iter().next().map(|said| said.message).unwrap_or_default(),
            Err(_) => String::from_utf8_lossy(body).into_owned(),
        };
        match status.as_u16() {
            401 => Self::Unauthorized { host, user: None },
            403 => Self::Forbidden { host, message },
            404 => Self::NoManifest { host, near: Vec::new() },
            429 => Self::TooManyRequests { host },
            408 => Self::TimedOut { host, connecting: false },
            status @ 500.. => Self::Server { host, status, message },
            status => Self::Refused { host, status: Some(status), message },
        }
    }

    /// Returns the failure of a request that got no response, or only part of one.
    pub(super) fn from_request(host: &str, proxies: &Proxies, error: &reqwest::Error) -> Self {
        let host = host.to_owned();
        if let Some(tls) = cause::<rustls::Error>(error) {
            return from_tls(host, tls);
        }
        let reason = innermost(error);
        if error.is_timeout() {
            return Self::TimedOut { host, connecting: error.is_connect() };
        }
        if error.is_connect() {
            return match has_text(error, "dns error") {
                true => Self::NoAddress { host },
                false => Self::Connect { host, proxy: refusing_proxy(proxies, error), reason },
            };
        }
        if error.is_builder() {
            return Self::Malformed { host, reason };
        }
        match cause::<std::io::Error>(error).map(std::io::Error::kind) {
            Some(ErrorKind::UnexpectedEof) => Self::Cut { host, reason: "it ended too early".to_owned() },
            _ => Self::Cut { host, reason },
        }
    }
}

/// Returns the proxy that refuses connections. If the proxy accepts them but cannot reach the host, the error has another kind.
fn refusing_proxy(proxies: &Proxies, error: &reqwest::Error) -> Option<String> {
    let io = cause::<std::io::Error>(error).map(std::io::Error::kind);
    proxies.of(error.url()?).filter(|_| io == Some(ErrorKind::ConnectionRefused))
}

fn from_tls(host: String, error: &rustls::Error) -> Failure {
    use rustls::CertificateError as Flaw;
    let flaw = match error {
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            return Failure::PlainHttp { host };
        }
        rustls::Error::InvalidCertificate(flaw) => flaw,
        other => return Failure::Connect { host, proxy: None, reason: format!("TLS: {other}") },
    };
    let reason = match flaw {
        // A bad signature is the result of a certificate authority that has the name of a known one but another key.
        Flaw::UnknownIssuer | Flaw::BadSignature => return Failure::UnknownAuthority { host },
        Flaw::Expired | Flaw::ExpiredContext { .. } => "it has expired".to_owned(),
        Flaw::NotValidForName | Flaw::NotValidForNameContext { .. } => "it is for another name".to_owned(),
        other => format!("{other:?}"),
    };
    Failure::Certificate { host, reason }
}

/// Returns the first error of a type among an error and its causes, including those within `std::io::Error`.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<E>() {
            return Some(found);
        }
        let within = current.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match within {
            Some(within) => Some(within),
            None => current.source(),
        };
    }
    None
}

fn has_text(error: &dyn Error, text: &str) -> bool {
    let mut next = Some(error);
    while let Some(current) = next {
        if current.to_string().contains(text) {
            return true;
        }
        next = current.source();
    }
    false
}
