//! The names of temporary files and directories, and the leftovers of killed processes among them.
//!
//! A process keeps a lock on the temporary file that it writes. The operating system releases the lock when the process
//! ends, so a temporary file that nobody has locked is a leftover.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempDir};

/// The prefix of all temporary names. Terraform does not read files whose names begin with a dot, so leftovers do no harm
/// until they are removed.
const PREFIX: &str = ".terrace-unfinished.";

/// Returns true if this is the name of a temporary file or directory, in use or left over.
pub fn is_temporary(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

/// Creates a temporary directory, which is removed when it is dropped.
///
/// Directories have no locks of their own, so [`leftovers`] does not return them. The owner of `parent` must know when
/// nobody works there, and remove the entries whose names [`is_temporary`].
pub fn directory_in(parent: &Path) -> io::Result<TempDir> {
    Builder::new().prefix(PREFIX).tempdir_in(parent)
}

/// Creates a temporary file, open and locked. `mode` is its permissions, without those that the umask withholds.
pub(crate) fn file_in(directory: &Path, mode: u32) -> io::Result<NamedTempFile> {
    // Not `tempfile_in`, whose errors name the temporary file, which says nothing to a user.
    Builder::new().prefix(PREFIX).make_in(directory, |path| {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(mode).open(path)?;
        if claim(&file, path)? {
            return Ok(file);
        }
        // Usually the other process has removed it.
        let _ = fs::remove_file(path);
        // Lets `make_in` try another name.
        Err(io::ErrorKind::AlreadyExists.into())
    })
}

/// Locks a new file. Returns false if another process took it for a leftover before it was locked.
fn claim(file: &File, path: &Path) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => is_at(file, path),
        Err(TryLockError::WouldBlock) => Ok(false),
        // On a file system without locks, nothing is treated as a leftover.
        Err(TryLockError::Error(_)) => Ok(true),
    }
}

/// Returns true if an open file is the one at this path. Check this after a wait for a lock: the process that had it may have
/// renamed or removed the file.
pub fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let open = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(named) => Ok(named.dev() == open.dev() && named.ino() == open.ino()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A temporary file of a killed process. It is locked until it is dropped, so no other process removes it or mistakes its
/// own new file for it.
#[derive(Debug)]
pub struct Leftover {
    path: PathBuf,
    _lock: File,
}

impl Leftover {
    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file, unless it is gone already.
    pub fn remove(self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            // A process whose new file was taken for a leftover before it could lock it removes that file itself.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }
}

/// Returns the temporary files that killed processes left in a directory. A directory that cannot be read has none, and files
/// that cannot be opened are left out.
pub fn leftovers(directory: &Path) -> impl Iterator<Item = Leftover> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let named = entries.filter(|entry| is_temporary(&entry.file_name()));
    let files = named.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    files.filter_map(|entry| {
        let path = entry.path();
        let lock = File::open(&path).ok()?;
        lock.try_lock().ok()?;
        is_at(&lock, &path).ok()?.then_some(Leftover { path, _lock: lock })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    #[test]
    fn leftovers_are_temporary_files_that_nobody_has_locked() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        for name in [".terrace-unfinished.left", ".terrace-unfinished.busy", ".other", ".tmpX"] {
            fs::write(path(name), "half of").unwrap();
        }
        let busy = File::open(path(".terrace-unfinished.busy")).unwrap();
        busy.try_lock().unwrap();
        fs::create_dir(path(".terrace-unfinished.directory")).unwrap();
        std::os::unix::fs::symlink(path(".other"), path(".terrace-unfinished.link")).unwrap();
        let names = || -> BTreeSet<String> {
            let name = |left: Leftover| left.path().file_name().unwrap().to_str().unwrap().to_owned();
            leftovers(directory.path()).map(name).collect()
        };
        assert_eq!(names(), BTreeSet::from([".terrace-unfinished.left".to_owned()]));
        drop(busy);
        assert_eq!(names().len(), 2);
        leftovers(directory.path()).for_each(|left| left.remove().unwrap());
        assert_eq!(names(), BTreeSet::new());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 4);
        assert_eq!(leftovers(Path::new("nowhere/at/all")).count(), 0);
    }

    #[test]
    fn temporary_files_are_locked_and_have_temporary_names() {
        let directory = tempfile::tempdir().unwrap();
        let file = file_in(directory.path(), 0o600).unwrap();
        assert!(is_temporary(file.path().file_name().unwrap()));
        assert_eq!(leftovers(directory.path()).count(), 0);
        let inner = directory_in(directory.path()).unwrap();
        assert!(is_temporary(inner.path().file_name().unwrap()));
        let error = file_in(&directory.path().join("missing"), 0o600).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(rustix::io::Errno::NOENT.raw_os_error()));
    }

    #[test]
    fn temporary_files_are_never_removed_while_their_process_lives() {
        let directory = tempfile::tempdir().unwrap();
        let is_done = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !is_done.load(Ordering::Relaxed) {
                        leftovers(directory.path()).for_each(|left| left.remove().unwrap());
                    }
                });
            }
            for _ in 0..2000 {
                let file = file_in(directory.path(), 0o600).unwrap();
                if !is_at(file.as_file(), file.path()).unwrap() {
                    is_done.store(true, Ordering::Relaxed);
                    panic!("the file was removed");
                }
            }
            is_done.store(true, Ordering::Relaxed);
        });
    }
}
