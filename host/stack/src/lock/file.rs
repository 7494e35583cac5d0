//! Reads and writes lock files.

use super::{Key, Lock, LockError, read};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use terrace_files::atomic::AtomicWrite;
use terrace_files::regular;

/// The maximum size of a lock file in bytes. An entry takes a few hundred bytes.
const MAX_LOCK_BYTES: u64 = 4 << 20;

/// Returns the path of the lock file for a stack file: `terrace.lock` next to `terrace.yaml`.
pub fn path(stack_file: &Path) -> PathBuf {
    stack_file.with_extension("lock")
}

/// Reads a lock file, if it exists.
pub fn load(path: &Path) -> Result<Option<Lock>, LockError> {
    let _span = tracing::info_span!("lock", path = %path.display()).entered();
    match regular::read(path, MAX_LOCK_BYTES) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes).map_err(|_| LockError::Read {
                path: path.to_owned(),
                source: io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"),
            })?;
            read(path, &text).map(Some)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(LockError::Read { path: path.to_owned(), source }),
    }
}

/// Prevents other processes from changing a stack's committed files.
///
/// The lock is released when the guard is dropped or the process ends, however that happens.
#[derive(Debug)]
pub struct Guard(#[expect(dead_code, reason = "closing the file releases the lock")] File);

/// Waits until no other process is changing the stack file or the lock file in a directory.
pub fn hold(stack_file: &Path) -> Result<Guard, LockError> {
    let directory = stack_file.with_file_name(".terrace");
    let path = directory.join("lock");
    let held = fs::create_dir_all(&directory).and_then(|()| {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        file.lock()?;
        Ok(Guard(file))
    });
    held.map_err(|source| LockError::Hold { path, source })
}

/// Updates a lock file from `old`, the content that was read, to `new`. Changes that other processes have made in the
/// meantime are preserved.
///
/// # Errors
///
/// Returns an error if another process has locked one of the same components to something else.
pub fn save(_guard: &Guard, path: &Path, old: &Lock, new: &Lock) -> Result<(), LockError> {
    let present = load(path)?;
    let mut result = present.clone().unwrap_or_default();
    let overtaken = |key: &Key| LockError::Overtaken { path: path.to_owned(), key: Box::new(key.clone()) };
    for (key, entry) in new.iter().filter(|(key, entry)| old.get(key) != Some(entry)) {
        let theirs = result.get(key);
        if key.is_remote() && theirs != old.get(key) && theirs != Some(entry) {
            return Err(overtaken(key));
        }
        result.insert(key.clone(), entry.clone());
    }
    result.retain(|key| new.get(key).is_some() || old.get(key).is_none());
    new.allowed().filter(|source| !old.allows(source)).for_each(|source| result.allow(source.clone()));
    result.retain_allowed(|source| new.allows(source) || !old.allows(source));
    if present.as_ref() == Some(&result) {
        return Ok(());
    }
    let written = AtomicWrite::edited().replace(path, result.to_string().as_bytes());
    written.map(drop).map_err(|source| LockError::Write { path: path.to_owned(), source })
}
