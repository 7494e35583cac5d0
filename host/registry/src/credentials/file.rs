//! Docker's `config.json`.

use super::CredentialsError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize as _;
use serde_json::{Map, Value, json};
use std::fmt;
use std::path::{Path, PathBuf};
use terrace_files::atomic::AtomicWrite;

/// The whole file, of which only the logins are changed.
pub(super) struct ConfigFile {
    path: PathBuf,
    content: Map<String, Value>,
}

impl ConfigFile {
    pub(super) fn read(directory: &Path) -> Result<Option<Self>, CredentialsError> {
        let path = directory.join("config.json");
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(CredentialsError::File { path, source }),
        };
        match serde_json::from_slice(&bytes) {
            Ok(content) => Ok(Some(Self { path, content })),
            Err(error) => Err(CredentialsError::Malformed { path, reason: error.to_string() }),
        }
    }

    pub(super) fn read_or_new(directory: &Path) -> Result<Self, CredentialsError> {
        let new = || Self { path: directory.join("config.json"), content: Map::new() };
        Ok(Self::read(directory)?.unwrap_or_else(new))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn content(&self) -> &Map<String, Value> {
        &self.content
    }

    /// Returns the helper for a server: its own, otherwise the general one.
    pub(super) fn helper(&self, server: &str) -> Option<String> {
        let own = self.content.get("credHelpers").and_then(|helpers| helpers.get(server));
        [own, self.content.get("credsStore")]
            .into_iter()
            .filter_map(|value| value?.as_str())
            .find(|name| !name.is_empty())
            .map(str::to_owned)
    }

    pub(super) fn set_login(
        &mut self,
        server: &str,
        user: &str,
        password: &str,
    ) -> Result<(), CredentialsError> {
        let auth = STANDARD.encode(format!("{user}:{password}"));
        self.entries()?.insert(server.to_owned(), json!({ "auth": auth }));
        Ok(())
    }

    /// Adds an empty entry, as Docker does if a helper has the login.
    pub(super) fn set_empty_entry(&mut self, server: &str) -> Result<(), CredentialsError> {
        self.entries()?.insert(server.to_owned(), json!({}));
        Ok(())
    }

    pub(super) fn remove_entry(&mut self, server: &str) -> bool {
        let entries = self.content.get_mut("auths").and_then(Value::as_object_mut);
        entries.is_some_and(|entries| entries.remove(server).is_some())
    }

    fn entries(&mut self) -> Result<&mut Map<String, Value>, CredentialsError> {
        let reason = || "`auths` is not an object".to_owned();
        let path = &self.path;
        self.content
            .entry("auths")
            .or_insert_with(|| json!({}))
            .as_object_mut()
            .ok_or_else(|| CredentialsError::Malformed { path: path.clone(), reason: reason() })
    }

    /// Replaces the file, or the target if it is a link. Only its owner can read it afterwards.
    pub(super) fn write(&self) -> Result<PathBuf, CredentialsError> {
        let path = std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let write = || -> std::io::Result<()> {
            let directory = path.parent().unwrap_or(Path::new("."));
            create_private(directory)?;
            AtomicWrite::edited().private().replace(&path, self.to_string().as_bytes()).map(drop)
        };
        write().map_err(|source| CredentialsError::File { path: path.clone(), source })?;
        Ok(path)
    }
}

fn create_private(directory: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)
}

/// With tabs, as Docker writes it.
impl fmt::Display for ConfigFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(b"\t");
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
        self.content.serialize(&mut serializer).map_err(|_| fmt::Error)?;
        writeln!(f, "{}", String::from_utf8_lossy(&bytes))
    }
}
