//! `terrace.toml`: how registries are reached, who signs, and whose signatures are required.
//!
//! ```toml
//! [registry."registry.example:5000"]
//! ca = "corporate.pem"      # PEM file with further certificate authorities, relative to this file
//! plain_http = true         # HTTP without TLS; default: only for loopback
//!
//! [signer.platform]
//! keys = ["platform.pub"]   # files relative to this one, or PEM text
//!
//! [[trust]]
//! references = ["oci://registry.example/platform/**"]   # `*` within one segment, `**` across
//! signers = ["platform"]
//! threshold = 1             # so many of them must have signed; default 1
//! ```
//!
//! The project's file and the user's hold the same. All rules of both must hold, and the rules of the user
//! name only signers of the user, so a project can ask for more but never for less.

mod error;
mod file;
mod nearest;
mod reader;
#[cfg(test)]
mod tests;

pub use error::{ConfigError, Fault};
pub(crate) use nearest::nearest;

use crate::key::PublicKey;
use crate::trust::Policy;
use file::File;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of a project's configuration file.
pub const FILE_NAME: &str = "terrace.toml";

/// How a registry is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrySettings {
    /// A PEM file with certificate authorities to trust beside the system's.
    pub ca: Option<PathBuf>,
    /// Whether to speak HTTP without TLS. None: only with a loopback address.
    pub plain_http: Option<bool>,
}

/// The configuration of the user and the project together.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// How registries are reached, by `host` or `host:port` in lower case.
    pub registries: BTreeMap<String, RegistrySettings>,
    /// Whose signatures are required.
    pub policy: Policy,
    /// The files it was read from.
    pub files: Vec<PathBuf>,
}

impl Configuration {
    /// Reads the project's file, which is in `directory` or the nearest above it that has one, and the
    /// user's. Either may be missing.
    pub fn load(directory: &Path, user: Option<&Path>) -> Result<Self, ConfigError> {
        let user = user.map(|path| Ok((path, read(path)?))).transpose()?;
        let project = find(directory);
        let project = match &project {
            Some(path) => Some((path.as_path(), read(path)?)),
            None => None,
        };
        let there = |file: Option<(&Path, Option<File>)>| {
            file.and_then(|(path, file)| Some((path.to_owned(), file?)))
        };
        Self::merge(there(user), there(project))
    }

    fn merge(user: Option<(PathBuf, File)>, project: Option<(PathBuf, File)>) -> Result<Self, ConfigError> {
        let mut merged = Self::default();
        let mut signers: BTreeMap<String, Vec<PublicKey>> = BTreeMap::new();
        let mut rules = Vec::new();
        for (path, file) in user.into_iter().chain(project) {
            for (host, settings) in &file.registries {
                let known = merged.registries.entry(host.clone()).or_default();
                known.ca = known.ca.take().or_else(|| settings.ca.clone());
                known.plain_http = known.plain_http.or(settings.plain_http);
            }
            let mut lines: Vec<_> = file.signers.iter().collect();
            lines.sort_by_key(|(_, (_, line))| *line);
            for (name, (keys, line)) in lines {
                define(&mut signers, name, keys, merged.files.first())
                    .map_err(|fault| ConfigError::at(&path, *line, fault))?;
            }
            file::check_rules(&file, &signers)?;
            rules.extend(file.rules);
            merged.files.push(path);
        }
        merged.policy = Policy::new(rules, signers);
        Ok(merged)
    }

    /// How a registry is reached. Defaults where nothing is said of it.
    pub fn registry(&self, host: &str) -> RegistrySettings {
        self.registries.get(&host.to_ascii_lowercase()).cloned().unwrap_or_default()
    }
}

/// Adds a signer to those that are known. `user` is the user's file, where the project's comes after it.
fn define(
    signers: &mut BTreeMap<String, Vec<PublicKey>>,
    name: &str,
    keys: &[PublicKey],
    user: Option<&PathBuf>,
) -> Result<(), Fault> {
    for (other, known) in signers.iter().filter(|(other, _)| *other != name) {
        if let Some(shared) = keys.iter().find(|key| known.contains(key)) {
            return Err(Fault::SharedKey { first: other.clone(), second: name.to_owned(), id: shared.id() });
        }
    }
    match (signers.get(name), user) {
        (Some(known), Some(user)) if known != keys => {
            Err(Fault::Redefined { name: name.to_owned(), other: user.clone() })
        }
        _ => {
            signers.insert(name.to_owned(), keys.to_vec());
            Ok(())
        }
    }
}

/// The project's file: in this directory, or the nearest above it that has one.
pub fn find(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().map(|directory| directory.join(FILE_NAME)).find(|path| path.is_file())
}

fn read(path: &Path) -> Result<Option<File>, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => file::parse(path, &text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::Read { path: path.to_owned(), source }),
    }
}
