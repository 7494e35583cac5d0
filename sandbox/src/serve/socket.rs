//! The socket that terraform connects to.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::net::UnixListener;

use super::ServeError;

/// A socket in a directory of its own that only this user may enter.
pub(super) struct Socket {
    pub(super) listener: UnixListener,
    path: PathBuf,
    directory: Option<TempDir>,
}

impl Socket {
    pub(super) fn bind() -> Result<Self, ServeError> {
        // Not in the sandbox's directory: a socket's path may have about a hundred bytes.
        let directory = tempfile::Builder::new().prefix("terrace-").tempdir().map_err(ServeError::Socket)?;
        let path = directory.path().join("provider");
        let listener = UnixListener::bind(&path).map_err(ServeError::Socket)?;
        Ok(Self { listener, path, directory: Some(directory) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the socket's name away. Terraform connects once, so after that even a provider that is killed
    /// leaves nothing behind.
    pub(super) fn unlink(&mut self) {
        self.directory = None;
    }
}
