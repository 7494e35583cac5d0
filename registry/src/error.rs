//! What can go wrong between here and a registry.

mod hint;

use crate::Digest;
use crate::client::is_here;
use crate::credentials::CredentialsError;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A request about a reference that failed.
#[derive(Debug, thiserror::Error)]
#[error("`{reference}`: {failure}")]
pub struct RegistryError {
    /// What the request was about: a reference, a repository, a registry or a URL.
    pub reference: String,
    /// What went wrong.
    pub failure: Box<Failure>,
}

/// What went wrong with a request.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The host wants a login, or does not accept the one that it got.
    #[error("{}", match user {
        Some(user) => format!("`{host}` does not accept the login of `{user}`"),
        None => format!("`{host}` wants a login"),
    })]
    Unauthorized {
        /// The host.
        host: String,
        /// Who tried, if there was a login.
        user: Option<String>,
    },
    /// The login is good, but not for this.
    #[error("`{host}` does not permit it{}", after_colon(message))]
    Forbidden {
        /// The host.
        host: String,
        /// What the server says, if anything.
        message: String,
    },
    /// The repository does not have the manifest, or does not exist.
    #[error("there is no such component")]
    NoManifest {
        /// The host.
        host: String,
        /// Tags of the repository that are nearest to the one asked for.
        near: Vec<String>,
    },
    /// The repository has the manifest, but not what it lists.
    #[error("the repository lacks `{digest}`, which the manifest lists")]
    NoBlob {
        /// The digest of what is missing.
        digest: Digest,
    },
    /// The server does not have the file.
    #[error("there is no such file")]
    NoFile,
    /// The server gives the file to some only. Logins are sent to registries, not to web servers.
    #[error("`{host}` does not give the file to everybody")]
    NotPublic {
        /// The host.
        host: String,
    },
    /// Too many requests came from here.
    #[error("`{host}` has had too many requests from here")]
    TooManyRequests {
        /// The host.
        host: String,
    },
    /// The server has a problem of its own, or is overloaded.
    #[error("`{host}` has a problem of its own: status {status}{}", after_colon(message))]
    Server {
        /// The host.
        host: String,
        /// The HTTP status.
        status: u16,
        /// What the server says, if anything.
        message: String,
    },
    /// The server refuses the request.
    #[error("`{host}` refuses the request{}{}", status.map(|code| format!(" with status {code}")).unwrap_or_default(), after_colon(message))]
    Refused {
        /// The host.
        host: String,
        /// The HTTP status, where it is known.
        status: Option<u16>,
        /// What the server says, if anything.
        message: String,
    },
    /// The host's name cannot be looked up.
    #[error("the address of `{host}` cannot be found")]
    NoAddress {
        /// The host.
        host: String,
    },
    /// There is no connection.
    #[error("cannot connect to {}: {reason}", match proxy {
        Some(proxy) => format!("the proxy `{proxy}`, through which `{host}` is reached"),
        None => format!("`{host}`"),
    })]
    Connect {
        /// The host.
        host: String,
        /// The proxy that it is reached through, without a password.
        proxy: Option<String>,
        /// What the system says.
        reason: String,
    },
    /// The host does not answer in time.
    #[error("`{host}` did not {}", if *connecting { "take the connection in time" } else { "go on sending in time" })]
    TimedOut {
        /// The host.
        host: String,
        /// Whether that was before there was a connection.
        connecting: bool,
    },
    /// All attempts together took too long.
    #[error("it was given up after {}", seconds(*limit))]
    TookTooLong {
        /// How long it may take.
        limit: Duration,
    },
    /// The certificate is of an authority that is not known here.
    #[error("the certificate of `{host}` is from an authority that is not known here")]
    UnknownAuthority {
        /// The host.
        host: String,
    },
    /// The certificate is not good for another reason.
    #[error("the certificate of `{host}` is not good: {reason}")]
    Certificate {
        /// The host.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The host answers without TLS.
    #[error("`{host}` answers without TLS")]
    PlainHttp {
        /// The host.
        host: String,
    },
    /// The connection broke before everything was there.
    #[error("the connection to `{host}` broke{}", after_colon(reason))]
    Cut {
        /// The host.
        host: String,
        /// What is known about it.
        reason: String,
    },
    /// The bytes are not those that were asked for.
    #[error("what came is not `{expected}`")]
    WrongDigest {
        /// The digest that was asked for.
        expected: Digest,
    },
    /// The answer is larger than allowed.
    #[error("{what} is larger than the {limit} bytes that are read")]
    TooLarge {
        /// What it is.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// There are more parts than allowed.
    #[error("`{host}` sends more than {limit} {what}")]
    TooMany {
        /// The host.
        host: String,
        /// The items, in the plural.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The answer is not one of a registry.
    #[error("`{host}` does not answer like a registry: {reason}")]
    Malformed {
        /// The host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The host leads nowhere, or away from TLS: by a redirect, by the address of its token server, or by where it wants a blob.
    #[error("`{host}` leads where Terrace does not go: {reason}")]
    Redirect {
        /// The host.
        host: String,
        /// Why not.
        reason: String,
    },
    /// The registry gives no list of its repositories.
    #[error("`{host}` gives no list of its repositories")]
    NoCatalog {
        /// The host.
        host: String,
    },
    /// The login cannot be read.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// What came cannot be kept.
    #[error("what came cannot be kept: {0}")]
    Keep(std::io::Error),
    /// The settings of the host cannot be used.
    #[error("the settings of `{host}` cannot be used: {reason}")]
    Setup {
        /// The host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The file of certificates of the host has none.
    #[error("the file of certificates for `{host}` has no certificate in it")]
    NoCertificate {
        /// The host.
        host: String,
    },
    /// It failed as often as it is tried.
    #[error("{last} ({attempts} attempts)")]
    GaveUp {
        /// How often it was tried.
        attempts: usize,
        /// How it failed the last time.
        last: Box<Failure>,
    },
}

impl RegistryError {
    pub(crate) fn new(reference: &dyn fmt::Display, failure: Failure) -> Self {
        Self { reference: reference.to_string(), failure: Box::new(failure) }
    }

    /// What to do about it.
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

    /// The failure itself, without how often it was tried.
    pub fn root(&self) -> &Self {
        match self {
            Self::GaveUp { last, .. } => last.root(),
            other => other,
        }
    }

    /// Whether the same request may go well after a while.
    pub fn may_pass(&self) -> bool {
        match self {
            // Nobody is at home on this machine, and nothing on the way can have failed.
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

/// The text of the error that caused the others.
pub(crate) fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// A pause for people: `0.5 s`, `30 s`.
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
