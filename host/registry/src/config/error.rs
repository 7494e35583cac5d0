//! Errors of reading a configuration.

use crate::key::KeyError;
use crate::trust::PatternError;
use std::io;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::suggest::did_you_mean;
use terrace_files::ownership::OwnershipError;

/// An error in a configuration file.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read `{}`: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// Other users can change the file, or a file that it refers to.
    #[error("`{}` is not used, because other users can change it: {shared}", path.display())]
    Shared { path: PathBuf, shared: OwnershipError },
    #[error("{}:{line}: {fault}", path.display())]
    Fault {
        path: PathBuf,
        /// The line in the file, from 1.
        line: usize,
        fault: Box<Fault>,
    },
}

/// An error at one line of a configuration file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{0}")]
    Syntax(String),
    #[error("unknown key `{key}` in {place}; expected one of {}", list(known))]
    Unknown {
        key: String,
        /// The table that has the key, as shown to the user.
        place: String,
        known: &'static [&'static str],
        /// The key that was likely meant.
        nearest: Option<String>,
    },
    #[error("{place} has no `{key}`")]
    Missing {
        key: &'static str,
        /// The table that lacks it, as shown to the user.
        place: String,
    },
    #[error("`{key}` must be {wanted}, but has type {found}")]
    Type {
        key: String,
        /// The expected type, with an article.
        wanted: &'static str,
        /// The actual type, as TOML names it.
        found: &'static str,
    },
    #[error("`{0}` may only be set in your own configuration, not in a project's")]
    UsersOnly(&'static str),
    #[error("`{0}` is empty")]
    Empty(&'static str),
    #[error("`{pattern}` cannot match any reference: {source}")]
    Pattern { pattern: String, source: PatternError },
    #[error("`{host}` is not the name of a registry")]
    Registry { host: String },
    #[error("the key {name} of `{signer}` cannot be used: {source}")]
    Key {
        signer: String,
        /// The key's file in quotes, or `in this file` for PEM text.
        name: String,
        source: KeyError,
    },
    #[error("there is no signer `{name}`")]
    Signer {
        name: String,
        /// The signer that was likely meant.
        nearest: Option<String>,
    },
    /// More signatures are required than there are signers, or none.
    #[error("expected a `threshold` from 1 to {signers}, the number of signers, got {threshold}")]
    Threshold { threshold: i64, signers: usize },
    /// Two signers have the same key, so one person could sign for both.
    #[error("`{first}` and `{second}` have the same key, {id}")]
    SharedKey { first: String, second: String, id: Digest },
    #[error("`{name}` is defined with different keys in `{}`", other.display())]
    Redefined { name: String, other: PathBuf },
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

impl ConfigError {
    pub(super) fn at(path: &Path, line: usize, fault: Fault) -> Self {
        Self::Fault { path: path.to_owned(), line, fault: Box::new(fault) }
    }

    /// Returns what to do about the error, or `None` if the message already says it.
    pub(crate) fn hint(&self) -> Option<String> {
        let fault = match self {
            Self::Read { .. } => return None,
            Self::Shared { shared, .. } => return Some(shared.hint()),
            Self::Fault { fault, .. } => fault,
        };
        let meant = |nearest: &Option<String>| nearest.as_ref().map(|name| did_you_mean(name));
        match fault.as_ref() {
            Fault::Unknown { nearest, .. } => meant(nearest),
            Fault::Signer { name, nearest } => Some(
                meant(nearest)
                    .unwrap_or_else(|| format!("define it under `[signer.{name}]` with its `keys`")),
            ),
            Fault::Key { source, .. } => source.hint().map(str::to_owned),
            Fault::SharedKey { .. } => Some("use different keys for each signer".to_owned()),
            Fault::Redefined { .. } => Some("use another name in the project".to_owned()),
            Fault::Pattern { source, .. } => Some(source.hint().to_owned()),
            Fault::Registry { .. } => Some(
                "write a host, with a port if it needs one: `[registry.\"registry.example:5000\"]`"
                    .to_owned(),
            ),
            Fault::Syntax(_)
            | Fault::UsersOnly(_)
            | Fault::Missing { .. }
            | Fault::Type { .. }
            | Fault::Empty(_)
            | Fault::Threshold { .. } => None,
        }
    }
}

impl Explain for ConfigError {
    fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("configuration", self.to_string());
        self.hint().into_iter().fold(diagnostic, Diagnostic::hint)
    }
}
