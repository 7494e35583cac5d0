//! Why a configuration cannot be used.

use crate::Digest;
use crate::config::Shared;
use crate::key::KeyError;
use crate::trust::PatternError;
use std::io;
use std::path::{Path, PathBuf};

/// What is wrong with a configuration file, and where.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Other users can change it, or what it needs.
    #[error("`{}` is not used, because others can change it: {shared}", path.display())]
    Shared {
        /// The file.
        path: PathBuf,
        /// How.
        shared: Shared,
    },
    /// Its content cannot be used.
    #[error("{}:{line}: {fault}", path.display())]
    Fault {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        fault: Box<Fault>,
    },
}

/// What is wrong at one place of a configuration file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is not TOML.
    #[error("{0}")]
    Syntax(String),
    /// No such key exists.
    #[error("there is no `{key}` in {place}; it has {}", list(known))]
    Unknown {
        /// The key.
        key: String,
        /// The table, for people.
        place: String,
        /// The keys that there are.
        known: &'static [&'static str],
        /// The one that is likely meant.
        nearest: Option<String>,
    },
    /// A key is missing.
    #[error("{place} has no `{key}`")]
    Missing {
        /// The key.
        key: &'static str,
        /// The table, for people.
        place: String,
    },
    /// A value is of another type.
    #[error("`{key}` has to be {wanted}, but is of the type {found}")]
    Type {
        /// The key.
        key: String,
        /// What it has to be.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A project says what only the user may say.
    #[error("`{0}` may only be set in your own configuration, not in a project's")]
    UsersOnly(&'static str),
    /// A list has nothing in it.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// A pattern cannot match anything.
    #[error("`{pattern}` can match no reference: {source}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why.
        source: PatternError,
    },
    /// Settings of what is no registry.
    #[error("`{host}` is not the name of a registry")]
    Registry {
        /// The name.
        host: String,
    },
    /// A key cannot be used.
    #[error("the key {name} of `{signer}` cannot be used: {source}")]
    Key {
        /// The signer.
        signer: String,
        /// The key's file in quotes, or `in this file` for PEM text.
        name: String,
        /// Why.
        source: KeyError,
    },
    /// A rule names a signer that nobody defines.
    #[error("there is no signer `{name}`")]
    Signer {
        /// The signer.
        name: String,
        /// The one that is likely meant.
        nearest: Option<String>,
    },
    /// More have to sign than are named, or none.
    #[error("`threshold` is {threshold}; it has to be from 1 to {signers}, the number of signers")]
    Threshold {
        /// How many have to sign.
        threshold: i64,
        /// How many are named.
        signers: usize,
    },
    /// Two signers have one key, so one person could sign for both.
    #[error("`{first}` and `{second}` have the same key, {id}")]
    SharedKey {
        /// A signer.
        first: String,
        /// The other.
        second: String,
        /// The key.
        id: Digest,
    },
    /// The user's file defines a signer with other keys.
    #[error("`{name}` is defined with other keys in `{}`", other.display())]
    Redefined {
        /// The signer.
        name: String,
        /// The user's file.
        other: PathBuf,
    },
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

impl ConfigError {
    pub(super) fn at(path: &Path, line: usize, fault: Fault) -> Self {
        Self::Fault { path: path.to_owned(), line, fault: Box::new(fault) }
    }

    /// What to do about it, as the end of a sentence. None where the text says it all.
    pub fn hint(&self) -> Option<String> {
        let fault = match self {
            Self::Read { .. } => return None,
            Self::Shared { shared, .. } => return Some(shared.hint()),
            Self::Fault { fault, .. } => fault,
        };
        let meant = |nearest: &Option<String>| nearest.as_ref().map(|name| format!("did you mean `{name}`?"));
        match fault.as_ref() {
            Fault::Unknown { nearest, .. } => meant(nearest),
            Fault::Signer { name, nearest } => Some(
                meant(nearest).unwrap_or_else(|| format!("define it: `[signer.{name}]` with its `keys`")),
            ),
            Fault::Key { source, .. } => source.hint().map(str::to_owned),
            Fault::SharedKey { .. } => Some("give each signer keys of its own".to_owned()),
            Fault::Redefined { .. } => Some("take another name in the project".to_owned()),
            Fault::Pattern { source, .. } => Some(source.hint().to_owned()),
            Fault::Registry { .. } => Some(
                "write a host, with a port where it needs one: `[registry.\"registry.example:5000\"]`"
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
