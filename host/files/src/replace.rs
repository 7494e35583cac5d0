//! Replaces files atomically.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempPath};

/// The prefix of the names of temporary files. Terraform does not read files whose names begin with a dot, so
/// leftovers of a crash do no harm until they are removed.
const PREFIX: &str = ".terrace-unfinished.";
/// How many times a temporary file may be mistaken for a leftover, before it is locked.
const ATTEMPTS: usize = 5;

/// The permissions and the durability of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The user's default permissions. A power cut leaves the old file or the new one.
    Output,
    /// Like `Output`, but only the user has access.
    Private,
    /// Only the user has access. A power cut may tear the file.
    Cache,
}

/// Replaces the content of a file in an existing directory. A crash leaves the old file or the new one, and perhaps a
/// temporary file, which the next replacement removes.
pub fn replace(directory: &Path, path: &Path, bytes: &[u8], manner: Manner) -> io::Result<File> {
    remove_left_overs(directory);
    let mut attempt = 1;
    loop {
        let (file, unfinished) = write(directory, bytes, manner)?;
        match unfinished.persist(path) {
            Ok(()) => return Ok(file),
            // Another process may have removed the file before it was locked.
            Err(error) if error.error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error.error),
        }
    }
}

fn write(directory: &Path, bytes: &[u8], manner: Manner) -> io::Result<(File, TempPath)> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    if manner == Manner::Output {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    let mut file: NamedTempFile = builder.tempfile_in(directory)?;
    // On file systems without locks, nothing is treated as a leftover.
    let _ = file.as_file().try_lock();
    file.write_all(bytes)?;
    if manner != Manner::Cache {
        // Without this a power cut after the rename could leave the new name with no content.
        file.as_file().sync_data()?;
    }
    Ok(file.into_parts())
}

/// Removes the temporary files of killed processes.
fn remove_left_overs(directory: &Path) {
    for path in left_overs(directory) {
        // The next replacement tries again.
        let _ = fs::remove_file(path);
    }
}

/// Returns the temporary files of killed processes: those whose locks nobody holds.
pub fn left_overs(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()));
    let files = named.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let is_left = |path: &PathBuf| File::open(path).is_ok_and(|file| file.try_lock().is_ok());
    files.map(|entry| entry.path()).filter(is_left)
}

/// Like [`replace`], for files that users edit: permissions and symbolic links are preserved, and the rename is synced as
/// well. Only one process may do it at a time, because the temporary file has a fixed name, and a leftover of it is removed.
pub fn replace_at(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let new = beside(&path);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(&new)?;
    let written = file.write_all(bytes).and_then(|()| {
        if let Ok(present) = fs::metadata(&path) {
            file.set_permissions(present.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&new, &path)
    });
    if let Err(error) = written {
        // The file is of no use any more, so a failure to remove it is ignored.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

/// Returns the path of the temporary file that replaces a file, such as `.terrace.lock.new`.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_removed_and_what_is_being_written_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let left = directory.path().join(".terrace-unfinished.left");
        fs::write(&left, "half of").unwrap();
        let busy = directory.path().join(".terrace-unfinished.busy");
        let lock = File::create(&busy).unwrap();
        lock.try_lock().unwrap();
        fs::create_dir(directory.path().join(".terrace-unfinished.directory")).unwrap();
        fs::write(directory.path().join(".other"), "").unwrap();
        let path = directory.path().join("file");
        for manner in [Manner::Output, Manner::Private, Manner::Cache] {
            replace(directory.path(), &path, b"whole", manner).unwrap();
        }
        assert!(!left.exists() && busy.exists());
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 4);
    }
}
