//! The directory of the cache: the user's alone, and its files are replaced as wholes.

use super::sealed;
use crate::replace::{Manner, replace};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directory(PathBuf);

impl Directory {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes it, open to its owner alone.
    pub(super) fn make(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0)
    }

    /// Opens a file that belongs to this user and that nobody else can write or replace.
    pub(super) fn open(&self, name: &Path) -> Option<File> {
        let mut options = OpenOptions::new();
        // A pipe in the place of a file would otherwise keep us waiting for who writes to it.
        #[cfg(unix)]
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
        let file = options.read(true).open(self.0.join(name)).ok()?;
        let metadata = file.metadata().ok()?;
        let is_ours = metadata.is_file() && is_ours(&metadata) && is_ours(&fs::metadata(&self.0).ok()?);
        is_ours.then_some(file)
    }

    /// Replaces a file as a whole. Not synced: what a crash loses or tears, its digest does not match.
    pub(super) fn persist(&self, name: &Path, bytes: &[u8]) -> io::Result<File> {
        replace(&self.0, &self.0.join(name), bytes, Manner::Cache)
    }

    /// The value that was written under this name. None if it is not there, not whole, or not ours.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let mut content = Vec::new();
        self.open(&file(name))?.read_to_end(&mut content).ok()?;
        sealed::unseal(name, &content)
    }

    /// Writes a value under a name.
    pub(super) fn write(&self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.persist(&file(name), &sealed::seal(name, value)?).map(drop)
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(name).with_extension("json")
}

/// Whether a file or directory belongs to this user and nobody else can write it.
#[cfg(unix)]
fn is_ours(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

/// Other systems keep a user's cache directory private by default.
#[cfg(not(unix))]
fn is_ours(_metadata: &fs::Metadata) -> bool {
    true
}
