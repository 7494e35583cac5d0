//! What the errors of `reqwest` and `oci-client` mean.

use crate::error::{Failure, innermost};
use oci_client::errors::{OciDistributionError, OciEnvelope, OciErrorCode};
use reqwest::{StatusCode, Url};
use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

/// A failure, and what is needed to decide when to try again.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) failure: Failure,
    /// The URL that failed, where it may be asked again for `Retry-After`.
    pub(super) url: Option<Url>,
    /// What `Retry-After` says, where it was seen.
    pub(super) asked_for: Option<Duration>,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { failure, url: None, asked_for: None }
    }
}

impl Trouble {
    pub(super) fn from_oci(host: &str, error: OciDistributionError) -> Self {
        let url = match &error {
            OciDistributionError::RegistryError { url, .. }
            | OciDistributionError::ServerError { url, .. }
            | OciDistributionError::UnauthorizedError { url } => Url::parse(url).ok(),
            _ => None,
        };
        Self { failure: Failure::from_oci(host, error), url, asked_for: None }
    }
}

impl Failure {
    /// The failure that an answer's status means.
    pub(super) fn from_status(host: &str, status: StatusCode, body: &[u8]) -> Self {
        let host = host.to_owned();
        let message = match serde_json::from_slice::<OciEnvelope>(body) {
            Ok(envelope) => said(&envelope),
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

    /// The failure of a request that got no answer, or only part of one.
    pub(super) fn from_request(host: &str, error: &reqwest::Error) -> Self {
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
                false => Self::Connect { host, reason },
            };
        }
        if has_text(error, "URL scheme is not allowed") {
            return Self::Redirect { host, reason: "the target has no TLS".to_owned() };
        }
        if error.is_redirect() {
            return Self::Redirect { host, reason };
        }
        if error.is_builder() {
            return Self::Malformed { host, reason };
        }
        match cause::<std::io::Error>(error).map(std::io::Error::kind) {
            Some(ErrorKind::UnexpectedEof) => Self::Cut { host, reason: "it ended too early".to_owned() },
            _ => Self::Cut { host, reason },
        }
    }

    /// The failure that `oci-client` reports.
    pub(super) fn from_oci(host: &str, error: OciDistributionError) -> Self {
        let unauthorized = || Self::Unauthorized { host: host.to_owned(), user: None };
        match error {
            OciDistributionError::RequestError(error) => match error.status() {
                Some(status) => Self::from_status(host, status, b""),
                None => Self::from_request(host, &error),
            },
            OciDistributionError::IoError(error) => Self::from_stream(host, &error),
            OciDistributionError::ServerError { code, message, .. } => match StatusCode::from_u16(code) {
                Ok(status) => Self::from_status(host, status, message.as_bytes()),
                Err(error) => Self::malformed(host, &error),
            },
            OciDistributionError::RegistryError { envelope, .. } => from_envelope(host, &envelope),
            OciDistributionError::UnauthorizedError { .. }
            | OciDistributionError::AuthenticationFailure(_) => unauthorized(),
            error => Self::malformed(host, &error),
        }
    }

    /// The failure of reading an answer's body.
    pub(super) fn from_stream(host: &str, error: &std::io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>()) {
            Some(error) => Self::from_request(host, error),
            None => Self::Cut { host: host.to_owned(), reason: error.to_string() },
        }
    }
}

fn from_envelope(host: &str, envelope: &OciEnvelope) -> Failure {
    let message = said(envelope);
    let host = host.to_owned();
    match envelope.errors.first().map(|error| &error.code) {
        Some(
            OciErrorCode::ManifestUnknown
            | OciErrorCode::NameUnknown
            | OciErrorCode::NotFound
            | OciErrorCode::BlobUnknown,
        ) => Failure::NoManifest { host, near: Vec::new() },
        Some(OciErrorCode::Unauthorized) => Failure::Unauthorized { host, user: None },
        Some(OciErrorCode::Denied) => Failure::Forbidden { host, message },
        Some(OciErrorCode::Toomanyrequests) => Failure::TooManyRequests { host },
        _ => Failure::Refused { host, status: None, message },
    }
}

fn said(envelope: &OciEnvelope) -> String {
    envelope.errors.first().map(|error| error.message.clone()).unwrap_or_default()
}

fn from_tls(host: String, error: &rustls::Error) -> Failure {
    use rustls::CertificateError as Flaw;
    let flaw = match error {
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            return Failure::PlainHttp { host };
        }
        rustls::Error::InvalidCertificate(flaw) => flaw,
        other => return Failure::Connect { host, reason: format!("TLS: {other}") },
    };
    let reason = match flaw {
        // A bad signature is what an authority leaves that has the name of a known one, and another key.
        Flaw::UnknownIssuer | Flaw::BadSignature => return Failure::UnknownAuthority { host },
        Flaw::Expired | Flaw::ExpiredContext { .. } => "it has expired".to_owned(),
        Flaw::NotValidForName | Flaw::NotValidForNameContext { .. } => "it is for another name".to_owned(),
        other => format!("{other:?}"),
    };
    Failure::Certificate { host, reason }
}

/// The first error of a type among an error and its causes, those within `std::io::Error` included.
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
