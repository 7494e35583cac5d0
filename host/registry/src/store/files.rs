//! Directories and files of a store: created lazily, never written through a link, replaced as a whole.

use super::{Access, Store, StoreError};
use rustix::fs::OFlags;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use terrace_files::atomic::AtomicWrite;

const LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// Keeps blobs from being pruned until it is dropped.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

impl Store {
    pub(crate) fn blobs(&self) -> PathBuf {
        self.root.join("blobs").join("sha256")
    }

    pub(super) fn partials(&self) -> PathBuf {
        self.root.join("partial")
    }

    pub(super) fn damaged(&self) -> PathBuf {
        self.root.join("damaged")
    }

    pub(super) fn index_path(&self) -> PathBuf {
        self.root.join("index.json")
    }

    /// Creates the missing directories, and the file that identifies the layout.
    pub(super) fn make(&self) -> Result<(), StoreError> {
        self.make_directory(&self.root, true)?;
        for directory in [self.root.join("blobs"), self.blobs(), self.partials()] {
            self.make_directory(&directory, false)?;
        }
        let layout = self.root.join("oci-layout");
        if !self.is_file(&layout)? {
            self.replace(&layout, LAYOUT.as_bytes())?;
        }
        Ok(())
    }

    pub(super) fn make_directory(&self, directory: &Path, above: bool) -> Result<(), StoreError> {
        match fs::symlink_metadata(directory) {
            Ok(found) if found.is_dir() => return Ok(()),
            // The user chooses where the store is; inside the store, nobody has a reason to place a link.
            Ok(found) if found.is_symlink() && !above => {
                return Err(StoreError::Link { path: directory.to_owned() });
            }
            _ => {}
        }
        let mode = match self.access {
            Access::Private => 0o700,
            Access::Shared => 0o777,
        };
        match DirBuilder::new().recursive(above).mode(mode).create(directory) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && directory.is_dir() => Ok(()),
            made => made.map_err(|source| StoreError::write(&self.root, directory, source)),
        }
    }

    fn is_file(&self, path: &Path) -> Result<bool, StoreError> {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => Err(StoreError::Link { path: path.to_owned() }),
            Ok(found) => Ok(found.is_file()),
            Err(_) => Ok(false),
        }
    }

    /// Returns options to write a file: created if it is missing, never behind a link, with the store's mode.
    pub(super) fn writing(&self) -> OpenOptions {
        let mut options = OpenOptions::new();
        options
            .write(true)
            .create(true)
            .mode(self.file_mode())
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
        options
    }

    /// Waits until no other process changes the store, and keeps others out while the file is held.
    pub(super) fn lock(&self) -> Result<File, StoreError> {
        self.locked("lock", File::lock)
    }

    /// Keeps the content of the store from being removed: `prune` waits while any process has a hold. Take it before the first
    /// look at the content, and drop it after `remember`; the process that has it must not prune.
    pub fn hold(&self) -> Result<Hold, StoreError> {
        self.locked("in-use", File::lock_shared).map(|file| Hold { _file: file })
    }

    /// Waits until no process has a hold on the store.
    pub(super) fn unheld(&self) -> Result<File, StoreError> {
        self.locked("in-use", File::lock)
    }

    fn locked(&self, name: &str, lock: impl Fn(&File) -> io::Result<()>) -> Result<File, StoreError> {
        self.make()?;
        let path = self.root.join(name);
        let failed = |source| StoreError::write(&self.root, &path, source);
        let file = self.writing().open(&path).map_err(failed)?;
        lock(&file).map_err(failed)?;
        Ok(file)
    }

    /// Replaces the content of a file. A crash leaves the old file or the new one.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let written = AtomicWrite::output().mode(self.file_mode()).durable().replace(path, bytes);
        written.map(drop).map_err(|source| StoreError::write(&self.root, path, source))
    }

    fn file_mode(&self) -> u32 {
        match self.access {
            Access::Private => 0o600,
            Access::Shared => 0o666,
        }
    }
}
