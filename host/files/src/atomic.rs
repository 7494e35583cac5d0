//! Writes files atomically: under a temporary name, and renamed when they are complete. Whatever interrupts a write, the path
//! has the old file or the new one, and the next write in the directory removes the leftover.

use crate::temporary;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, PathPersistError, TempPath};

/// The permissions of files that only the user may read and write.
const PRIVATE: u32 = 0o600;
/// The permissions of other files, from which the umask removes some, as for every program's files.
const SHARED: u32 = 0o666;

/// What survives a power failure. Each level costs the time that the disk needs to confirm it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    /// The file may be lost or torn.
    None,
    /// The path has the old file or the new one, complete. Without a sync, the rename could survive and the content not.
    Content,
    /// The path has the new file once the write has returned.
    Name,
}

/// How a file is written: choose one of the constructors by who uses the file, and adjust it with the other methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtomicWrite {
    /// The permissions of the file, without those that the umask withholds.
    mode: u32,
    keeps_permissions: bool,
    follows_links: bool,
    durability: Durability,
}

impl AtomicWrite {
    /// Writes a file for users and other programs, such as `main.tf.json`.
    ///
    /// Its permissions are the usual ones. A symbolic link at the path is replaced, because a checkout may contain one that
    /// leads to a file outside of it.
    pub const fn output() -> Self {
        Self { mode: SHARED, keeps_permissions: false, follows_links: false, durability: Durability::Content }
    }

    /// Writes a file that Terrace can make again, and whose damage it notices.
    ///
    /// Only the user has access, because Terrace trusts its cache. Nothing is synced, because that would take longer than
    /// most of the work that the cache saves. A symbolic link at the path is replaced.
    pub const fn cache() -> Self {
        Self { mode: PRIVATE, durability: Durability::None, ..Self::output() }
    }

    /// Writes a file that users edit as well, such as `terrace.yaml`.
    ///
    /// A symbolic link is followed and the old file's permissions are kept, because the user chose them. It is
    /// [durable](Self::durable), because the work of the user is in it.
    pub const fn edited() -> Self {
        Self { keeps_permissions: true, follows_links: true, ..Self::output().durable() }
    }

    /// Lets only the user read and write the file, whatever its permissions were before.
    pub const fn private(self) -> Self {
        self.mode(PRIVATE)
    }

    /// Gives the file these permissions, without those that the umask withholds, whatever they were before.
    pub const fn mode(self, mode: u32) -> Self {
        Self { mode, keeps_permissions: false, ..self }
    }

    /// Waits until the new file survives a power failure, for files that other files or other machines depend on.
    pub const fn durable(self) -> Self {
        Self { durability: Durability::Name, ..self }
    }

    /// Writes a file, in place of the old one if there is one. Its directory must exist. Returns the new file.
    pub fn replace(self, path: &Path, bytes: &[u8]) -> io::Result<File> {
        let mut file = self.begin(path)?;
        file.write_all(bytes)?;
        file.finish()
    }

    /// Writes a file that must not exist, not even as a symbolic link. Its directory must exist.
    ///
    /// # Errors
    ///
    /// `AlreadyExists` if there is something at the path. It is unchanged.
    pub fn create(self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut file = Self { follows_links: false, ..self }.begin(path)?;
        file.write_all(bytes)?;
        file.finish_with(|temporary, path| temporary.persist_noclobber(path)).map(drop)
    }

    /// Begins to write a file whose content is not in memory. Until [`UnfinishedFile::finish`], nothing changes at the path.
    pub fn begin(self, path: &Path) -> io::Result<UnfinishedFile> {
        // A path that cannot be resolved is that of a new file, or creating the temporary file fails with the reason.
        let target = Some(path).filter(|_| self.follows_links).and_then(|path| path.canonicalize().ok());
        let path = target.unwrap_or_else(|| path.to_owned());
        let directory = directory_of(&path);
        for leftover in temporary::leftovers(directory) {
            // The next write tries again.
            let _ = leftover.remove();
        }
        let kept = Some(&path).filter(|_| self.keeps_permissions).and_then(|path| fs::metadata(path).ok());
        let kept = kept.map(|metadata| metadata.permissions());
        // The old file may be private, so the new one must not be open to others even for a moment.
        let file = temporary::file_in(directory, if kept.is_some() { PRIVATE } else { self.mode })?;
        Ok(UnfinishedFile { file, path, permissions: kept, durability: self.durability })
    }
}

/// A file that is being written. If it is dropped, the temporary file is removed and nothing has changed.
#[derive(Debug)]
pub struct UnfinishedFile {
    file: NamedTempFile,
    path: PathBuf,
    permissions: Option<Permissions>,
    durability: Durability,
}

impl UnfinishedFile {
    /// Puts the file in its place. Returns it.
    pub fn finish(self) -> io::Result<File> {
        self.finish_with(|temporary, path| temporary.persist(path))
    }

    fn finish_with(self, rename: fn(TempPath, &Path) -> Result<(), PathPersistError>) -> io::Result<File> {
        let (file, temporary) = self.file.into_parts();
        if let Some(permissions) = self.permissions {
            file.set_permissions(permissions)?;
        }
        match self.durability {
            Durability::None => {}
            Durability::Content => file.sync_data()?,
            Durability::Name => file.sync_all()?,
        }
        rename(temporary, &self.path).map_err(|error| error.error)?;
        if self.durability == Durability::Name {
            sync(directory_of(&self.path))?;
        }
        Ok(file)
    }
}

impl Write for UnfinishedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Not `NamedTempFile`'s own `write`, whose errors name the temporary file.
        self.file.as_file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file().flush()
    }
}

/// Renames a complete, synced file, over another if there is one, so that its new name survives a power failure.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync(directory_of(to))
}

/// Returns the directory of a file, which is `.` for a file name.
fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    const ALL: [AtomicWrite; 5] = [
        AtomicWrite::output(),
        AtomicWrite::output().private(),
        AtomicWrite::output().durable(),
        AtomicWrite::cache(),
        AtomicWrite::edited(),
    ];

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn entries(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn writes_replace_whole_files_and_remove_leftovers() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        for write in ALL {
            fs::write(directory.path().join(".terrace-unfinished.left"), "half of").unwrap();
            write.replace(&path, b"the old one").unwrap();
            let old = File::open(&path).unwrap();
            write.replace(&path, b"new").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
            assert_eq!(io::read_to_string(old).unwrap(), "the old one", "who reads it is not disturbed");
            assert_eq!(entries(directory.path()), ["file"]);
        }
    }

    #[test]
    fn writes_that_fail_leave_the_old_file_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, "old").unwrap();
        for write in ALL {
            let mut file = write.begin(&path).unwrap();
            file.write_all(b"half of").unwrap();
            drop(file);
            assert_eq!(fs::read(&path).unwrap(), b"old");
            assert_eq!(entries(directory.path()), ["file"]);
            // The directory is in the way, so the rename fails.
            let taken = directory.path().join("taken");
            fs::create_dir_all(taken.join("by a directory")).unwrap();
            let error = write.replace(&taken, b"new").unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::IsADirectory);
            assert!(!error.to_string().contains("unfinished"), "{error}");
            assert_eq!(entries(directory.path()), ["file", "taken"]);
            fs::remove_dir_all(taken).unwrap();
        }
    }

    #[test]
    fn permissions_are_those_of_the_option() {
        let directory = tempfile::tempdir().unwrap();
        let shared = {
            // Of a file by any program, because the umask is unknown here.
            let path = directory.path().join("of-a-program");
            fs::write(&path, "").unwrap();
            mode(&path)
        };
        let written = |write: AtomicWrite, before: Option<u32>| {
            let path = directory.path().join("file");
            let _ = fs::remove_file(&path);
            if let Some(before) = before {
                fs::write(&path, "old").unwrap();
                fs::set_permissions(&path, Permissions::from_mode(before)).unwrap();
            }
            write.replace(&path, b"new").unwrap();
            mode(&path)
        };
        for before in [None, Some(0o600), Some(0o640)] {
            assert_eq!(written(AtomicWrite::output(), before), shared);
            assert_eq!(written(AtomicWrite::output().private(), before), 0o600);
            assert_eq!(written(AtomicWrite::cache(), before), 0o600);
            assert_eq!(written(AtomicWrite::edited(), before), before.unwrap_or(shared));
            assert_eq!(written(AtomicWrite::edited().private(), before), 0o600);
            assert_eq!(written(AtomicWrite::cache().mode(0o640), before), 0o640 & shared);
        }
    }

    #[test]
    fn links_are_followed_for_files_that_users_edit_alone() {
        let directory = tempfile::tempdir().unwrap();
        for write in ALL {
            let (target, link) = (directory.path().join("target"), directory.path().join("link"));
            let _ = fs::remove_file(&link);
            fs::write(&target, "old").unwrap();
            symlink("target", &link).unwrap();
            write.replace(&link, b"new").unwrap();
            let is_followed = write == AtomicWrite::edited();
            assert_eq!(fs::symlink_metadata(&link).unwrap().is_symlink(), is_followed);
            assert_eq!(fs::read(&link).unwrap(), b"new");
            assert_eq!(fs::read(&target).unwrap(), if is_followed { b"new" } else { b"old" });
        }
    }

    #[test]
    fn files_are_created_only_where_nothing_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        for write in ALL {
            write.create(&path, b"first").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"first");
            let taken = write.create(&path, b"second").unwrap_err();
            assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&path).unwrap(), b"first");
            // Something may take the name after the check.
            let file = write.begin(&path).unwrap();
            let taken = file.finish_with(|temporary, path| temporary.persist_noclobber(path)).unwrap_err();
            assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
            fs::remove_file(&path).unwrap();
            symlink("nowhere", &path).unwrap();
            assert_eq!(write.create(&path, b"third").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            fs::remove_file(&path).unwrap();
            assert!(entries(directory.path()).is_empty());
        }
    }

    #[test]
    fn names_without_a_directory_are_in_the_working_directory() {
        assert_eq!(directory_of(Path::new("file")), Path::new("."));
        assert_eq!(directory_of(Path::new("a/file")), Path::new("a"));
        assert_eq!(directory_of(Path::new("/file")), Path::new("/"));
    }
}
