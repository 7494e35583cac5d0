//! Errors of requests to registries and web servers.

mod hint;

use crate::client::is_here;
use crate::credentials::CredentialsError;
use std::error::Error;
use std::fmt;
use std::time::Duration;
use terrace_core::digest::Digest;

/// A failed request, with the reference that it was about.
#[derive(Debug, thiserror::Error)]
#[error("`{reference}`: {failure}")]
pub struct RegistryError {
    /// The subject of the request: a reference, a repository, a registry or a URL.
    pub reference: String,
    /// The reason why the request failed.
    pub failure: Box<Failure>,
}

/// The reason why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{}", match user {
        Some(user) => format!("`{host}` rejected the login for `{user}`"),
        None => format!("`{host}` requires a login"),
    })]
    Unauthorized {
        host: String,
        /// The user, if there was a login.
        user: Option<String>,
    },
    /// The login is valid, but has no permission for this.
    #[error("`{host}` denies access{}", after_colon(message))]
    Forbidden {
        host: String,
        /// The server's message; may be empty.
        message: String,
    },
    /// The repository does not have the manifest, or does not exist.
    #[error("there is no such component")]
    NoManifest {
        /// The host of the repository.
        host: String,
        /// The repository's tags that are most similar to the requested one.
        near: Vec<String>,
    },
    #[error("the repository lacks `{digest}`, which the manifest lists")]
    NoBlob { digest: Digest },
    #[error("there is no such file")]
    NoFile,
    /// The file requires a login. Logins are only sent to registries, not to web servers.
    #[error("`{host}` does not serve the file to everyone")]
    NotPublic { host: String },
    #[error("too many requests to `{host}`")]
    TooManyRequests { host: String },
    #[error("`{host}` reports a server error: status {status}{}", after_colon(message))]
    Server {
        host: String,
        status: u16,
        /// The server's message; may be empty.
        message: String,
    },
    #[error("`{host}` refuses the request{}{}", status.map(|code| format!(" with status {code}")).unwrap_or_default(), after_colon(message))]
    Refused {
        host: String,
        /// The HTTP status, if known.
        status: Option<u16>,
        /// The server's message; may be empty.
        message: String,
    },
    #[error("cannot resolve the host name `{host}`")]
    NoAddress { host: String },
    #[error("cannot connect to {}: {reason}", match proxy {
        Some(proxy) => format!("the proxy `{proxy}` for `{host}`"),
        None => format!("`{host}`"),
    })]
    Connect {
        host: String,
        /// The proxy used to reach it, without a password.
        proxy: Option<String>,
        reason: String,
    },
    #[error("`{host}` did not {}", if *connecting { "accept the connection in time" } else { "send data in time" })]
    TimedOut {
        host: String,
        /// True if there was no connection yet.
        connecting: bool,
    },
    #[error("gave up after {}", seconds(*limit))]
    TookTooLong { limit: Duration },
    #[error("the certificate of `{host}` is signed by an unknown authority")]
    UnknownAuthority { host: String },
    #[error("the certificate of `{host}` is not valid: {reason}")]
    Certificate { host: String, reason: String },
    #[error("`{host}` answers without TLS")]
    PlainHttp { host: String },
    #[error("the connection to `{host}` broke{}", after_colon(reason))]
    Cut {
        host: String,
        /// Known details about the cause; may be empty.
        reason: String,
    },
    #[error("the received content does not match `{expected}`")]
    WrongDigest { expected: Digest },
    #[error("{what} is larger than the limit of {limit} bytes")]
    TooLarge {
        /// The item that is too large, with an article.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    #[error("`{host}` sent more than {limit} {what}")]
    TooMany {
        host: String,
        /// The kind of items, in the plural.
        what: &'static str,
        limit: usize,
    },
    #[error("`{host}` does not respond like a registry: {reason}")]
    Malformed { host: String, reason: String },
    /// The host returned an address that is not followed, in a redirect, as its token server or as an upload URL: it cannot be
    /// used, or has no TLS.
    #[error("refusing to follow an address from `{host}`: {reason}")]
    Redirect { host: String, reason: String },
    #[error("`{host}` does not list its repositories")]
    NoCatalog { host: String },
    /// The login cannot be read.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    #[error("cannot store the received content: {0}")]
    Keep(std::io::Error),
    #[error("the settings of `{host}` cannot be used: {reason}")]
    Setup { host: String, reason: String },
    #[error("the certificate file for `{host}` contains no certificate")]
    NoCertificate { host: String },
    #[error("{last} ({attempts} attempts)")]
    GaveUp { attempts: usize, last: Box<Failure> },
}

impl RegistryError {
    pub(crate) fn new(reference: &dyn fmt::Display, failure: Failure) -> Self {
        Self { reference: reference.to_string(), failure: Box::new(failure) }
    }

    /// Returns what to do about the error.
    pub fn hint(&self) -> String {
        self.failure.hint()
    }
}

impl Failure {
    pub(crate) fn setup(host: &str, error: &dyn Error) -> Self {
        Self::Setup { host: host.to_owned(), reason: innermost(error) }
    }

    pub(crate) fn malformed(host: &str, error: &dyn Error) -> Self {
        Self::Malformed { host: host.to_owned(), reason: error.to_string() }
    }

    /// Returns the failure itself, without the number of attempts.
    pub fn root(&self) -> &Self {
        match self {
            Self::GaveUp { last, .. } => last.root(),
            other => other,
        }
    }

    /// Returns true if the same request may succeed later.
    pub fn may_pass(&self) -> bool {
        match self {
            // Nothing listens on this machine, and there is no network in between that could have failed.
            Self::Connect { host, proxy, .. } => !is_here(proxy.as_ref().unwrap_or(host)),
            Self::GaveUp { last, .. } => last.may_pass(),
            Self::TooManyRequests { .. }
            | Self::Server { .. }
            | Self::NoAddress { .. }
            | Self::TimedOut { .. }
            | Self::Cut { .. } => true,
            _ => false,
        }
    }
}

/// Returns the message of the root cause.
pub(crate) fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// Formats a pause for people: `0.5 s`, `30 s`.
pub fn seconds(pause: Duration) -> String {
    let tenths = pause.as_millis().div_ceil(100);
    if tenths < 100 && !tenths.is_multiple_of(10) {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{} s", tenths.div_ceil(10))
    }
}

fn after_colon(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim();
    let shown: String = line.chars().filter(|c| !c.is_control()).take(200).collect();
    if shown.is_empty() { shown } else { format!(": {shown}") }
}

#[cfg(test)]
mod tests;
