//! The directory of the cache, which belongs to the user alone and whose files are replaced atomically.

use super::sealed;
#[cfg(unix)]
use rustix::fs::OFlags;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use terrace_files::atomic::AtomicWrite;
use terrace_files::ownership::is_private;

/// The path of the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directory(PathBuf);

impl Directory {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Creates the directory, accessible to its owner alone.
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
        // Opening a pipe in the place of a file would otherwise block until another process writes to it.
        #[cfg(unix)]
        options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
        self.open_with(options.read(true), name)
    }

    fn open_with(&self, options: &OpenOptions, name: &Path) -> Option<File> {
        let file = options.open(self.0.join(name)).ok()?;
        let metadata = file.metadata().ok()?;
        let is_ours = metadata.is_file() && is_private(&metadata) && is_private(&fs::metadata(&self.0).ok()?);
        is_ours.then_some(file)
    }

    /// Replaces a file atomically. It is not synced: a file that a crash loses or tears does not match its digest.
    pub(super) fn replace(&self, name: &Path, bytes: &[u8]) -> io::Result<File> {
        AtomicWrite::cache().replace(&self.0.join(name), bytes)
    }

    /// Reads the value written under this name. Returns none if it is missing, damaged or another user's.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let mut content = Vec::new();
        self.open(&file(name))?.read_to_end(&mut content).ok()?;
        sealed::unseal(name, &content)
    }

    /// Writes a value over the one of this name. For values that are written at every run: creating files costs more than the
    /// rest of such a run. A crash may leave a partial file, and a concurrent reader may see one. Neither matches its digest.
    pub(super) fn overwrite(&self, name: &str, value: &impl Serialize) -> io::Result<()> {
        let mut options = OpenOptions::new();
        // A link may lead to another user's file, and a pipe may have no reader.
        #[cfg(unix)]
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
        let Some(mut present) = self.open_with(options.write(true), &file(name)) else {
            return self.write(name, value);
        };
        let content = sealed::seal(name, value)?;
        present.write_all(&content)?;
        let length = content.len() as u64;
        if present.metadata()?.len() == length { Ok(()) } else { present.set_len(length) }
    }

    /// Writes a value under a name.
    pub(super) fn write(&self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.replace(&file(name), &sealed::seal(name, value)?).map(drop)
    }
}

fn file(name: &str) -> PathBuf {
    Path::new(name).with_extension("json")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a directory of a cache inside a temporary one.
    fn directory() -> (tempfile::TempDir, Directory) {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::new(place.path().join("cache"));
        directory.make().unwrap();
        (place, directory)
    }

    #[test]
    fn overwrite_leaves_only_the_new_value() {
        let (_place, directory) = directory();
        for value in ["short", "a longer one", "", "one more"] {
            directory.overwrite("last", &value).unwrap();
            assert_eq!(directory.read::<String>("last").as_deref(), Some(value));
        }
    }

    #[cfg(unix)]
    #[test]
    fn overwrite_replaces_a_link_and_not_its_target() {
        let (place, directory) = directory();
        let other = place.path().join("other");
        fs::write(&other, "mine").unwrap();
        std::os::unix::fs::symlink(&other, directory.path().join("last.json")).unwrap();
        directory.overwrite("last", &"new").unwrap();
        assert_eq!(directory.read::<String>("last").as_deref(), Some("new"));
        assert_eq!(fs::read_to_string(other).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn overwrite_replaces_a_pipe_without_blocking() {
        let (_place, directory) = directory();
        let pipe = directory.path().join("last.json");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        directory.overwrite("last", &"new").unwrap();
        assert_eq!(directory.read::<String>("last").as_deref(), Some("new"));
    }
}
