//! The configuration: how registries are reached, who signs, and whose signatures are required.
//!
//! The user's own file, `terrace/config.toml` in the configuration directory:
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
//! threshold = 1             # how many of them must have signed; default 1
//! ```
//!
//! Only the user's file may contain `[build]` with `allow`, a list of directories whose sources are built without asking. A
//! project's `terrace.toml` has the same keys, but can only add requirements. Its `registry` is ignored, because that decides
//! where passwords are sent. The rules of both files apply, and the user's rules name only the user's signers. Neither file is
//! used if other users can change it.

mod error;
mod file;
mod reader;
#[cfg(test)]
mod tests;

pub use crate::key::PublicKey;
use crate::trust::{Policy, Rule};
pub use error::{ConfigError, Fault};
use file::File;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use terrace_core::reference::grammar;
use terrace_files::ownership;
use terrace_files::regular::{self, MAX_TEXT_BYTES};

/// The name of a project's configuration file.
pub const FILE_NAME: &str = "terrace.toml";

/// How a registry is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrySettings {
    /// A PEM file with certificate authorities to trust in addition to the system's.
    pub ca: Option<PathBuf>,
    /// True to use HTTP without TLS. By default only for a loopback address.
    pub plain_http: Option<bool>,
}

/// The combined configuration of the user and the project.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// The settings of registries, by `host` or `host:port`.
    pub registries: BTreeMap<String, RegistrySettings>,
    /// The rules for required signatures.
    pub policy: Policy,
    /// The files that the configuration was read from.
    pub files: Vec<PathBuf>,
    /// Project settings that are ignored.
    pub ignored: Vec<IgnoredSetting>,
}

/// A project setting that takes effect only in the user's own file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredSetting {
    /// The path of the project's file.
    pub file: PathBuf,
    /// The line of the registry's table, from 1.
    pub line: usize,
    /// The registry, as `host` or `host:port`.
    pub host: String,
    pub keys: Vec<&'static str>,
}

impl std::fmt::Display for IgnoredSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<_> = self.keys.iter().map(|key| format!("`{key}`")).collect();
        let (file, line, host) = (self.file.display(), self.line, &self.host);
        let count = if keys.len() == 1 { "takes effect" } else { "take effect" };
        let keys = keys.join(" and ");
        write!(f, "{file}:{line}: {keys} of `registry.\"{host}\"` {count} only in your own configuration")
    }
}

impl Configuration {
    /// Reads the project's file, which [`find`] finds from `directory`, and the user's. Either may be missing.
    pub fn load(directory: &Path, user: Option<&Path>) -> Result<Self, ConfigError> {
        let mut loaded = Self::default();
        let mut signers: BTreeMap<String, Vec<PublicKey>> = BTreeMap::new();
        let mut rules = Vec::new();
        if let Some((path, file)) = user.map(read).transpose()?.flatten() {
            let authorities = file.registries.values().filter_map(|(settings, _)| settings.ca.as_deref());
            check_all(&path, authorities)?;
            loaded.registries = file
                .registries
                .iter()
                .map(|(host, (settings, _))| (host.clone(), settings.clone()))
                .collect();
            loaded.add(path, file, &mut signers, &mut rules)?;
        }
        let own = signers.clone();
        if let Some((path, file)) = find(directory).map(|path| read(&path)).transpose()?.flatten() {
            if let Some((_, line)) = file.build {
                return Err(ConfigError::at(&path, line, Fault::UsersOnly("build")));
            }
            loaded.ignore(&path, &file);
            loaded.add(path, file, &mut signers, &mut rules)?;
        }
        loaded.policy = Policy::new(rules, signers, own);
        Ok(loaded)
    }

    /// Adds the signers and the rules of a file.
    fn add(
        &mut self,
        path: PathBuf,
        file: File,
        signers: &mut BTreeMap<String, Vec<PublicKey>>,
        rules: &mut Vec<Rule>,
    ) -> Result<(), ConfigError> {
        let mut lines: Vec<_> = file.signers.iter().collect();
        lines.sort_by_key(|(_, (_, line))| *line);
        for (name, (keys, line)) in lines {
            define(signers, name, keys, self.files.first())
                .map_err(|fault| ConfigError::at(&path, *line, fault))?;
        }
        file::check_rules(&file, signers)?;
        rules.extend(file.rules);
        self.files.push(path);
        Ok(())
    }

    /// Records the project's registry settings that differ from the user's.
    fn ignore(&mut self, path: &Path, file: &File) {
        for (host, (settings, line)) in &file.registries {
            let own = self.registry(host);
            let is_new = [
                ("ca", settings.ca.is_some() && own.ca.is_none()),
                ("plain_http", settings.plain_http.is_some() && settings.plain_http != own.plain_http),
            ];
            let keys: Vec<_> = is_new.iter().filter(|(_, is_new)| *is_new).map(|(key, _)| *key).collect();
            if !keys.is_empty() {
                let (file, host) = (path.to_owned(), host.clone());
                self.ignored.push(IgnoredSetting { file, line: *line, host, keys });
            }
        }
    }

    /// Returns the directories whose sources may be built without asking, from the user's file.
    pub fn build_allowed(user: &Path) -> Result<Vec<PathBuf>, ConfigError> {
        let file = read(user)?.and_then(|(_, file)| file.build);
        Ok(file.map(|(allowed, _)| allowed).unwrap_or_default())
    }

    /// Returns the settings of a registry, or defaults if it has none.
    pub fn registry(&self, host: &str) -> RegistrySettings {
        let host = grammar::registry(host);
        host.and_then(|host| self.registries.get(&host)).cloned().unwrap_or_default()
    }
}

/// Adds a signer to the known ones. `user` is the path of the user's file when the project's file is added after it.
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

/// Returns the project's file: in this directory, or in the nearest directory above it, up to the root of the repository.
/// Outside of a repository, only this directory is searched.
pub fn find(directory: &Path) -> Option<PathBuf> {
    let root = directory.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok());
    let root = root.unwrap_or(directory);
    let within = directory.ancestors().take_while(|above| above.starts_with(root));
    within.map(|above| above.join(FILE_NAME)).find(|path| path.symlink_metadata().is_ok())
}

fn read(path: &Path) -> Result<Option<(PathBuf, File)>, ConfigError> {
    match regular::read(path, MAX_TEXT_BYTES).and_then(text) {
        Ok(text) => {
            check_all(path, [path])?;
            let file = file::parse(path, &text)?;
            check_all(path, file.keys.iter().map(PathBuf::as_path))?;
            Ok(Some((path.to_owned(), file)))
        }
        // The home directory may be something that cannot contain files, such as `/dev/null`.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(source) => Err(ConfigError::Read { path: path.to_owned(), source }),
    }
}

/// Rejects a configuration if other users can change it or a file that it relies on.
fn check_all<'a>(path: &Path, files: impl IntoIterator<Item = &'a Path>) -> Result<(), ConfigError> {
    let checked = files.into_iter().try_for_each(ownership::check);
    checked.map_err(|shared| ConfigError::Shared { path: path.to_owned(), shared })
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}
