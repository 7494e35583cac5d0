//! Leftovers of killed runs in the cache: temporary files, and unfinished language engines.

use super::engine_file::{DIGEST, LOCK};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use terrace_engine::Usage;
use terrace_files::temporary::{is_temporary, leftovers};

/// Returns the number and the size of the leftovers.
pub fn usage(cache: &Path) -> io::Result<Usage> {
    let mut usage = Usage::default();
    each(cache, |path| count(path, &mut usage))?;
    Ok(usage)
}

/// Removes the leftovers, except those that another process is working on.
pub fn prune(cache: &Path) -> io::Result<Usage> {
    let mut removed = Usage::default();
    each(cache, |path| {
        count(path, &mut removed)?;
        let is_directory = fs::symlink_metadata(path)?.is_dir();
        if is_directory { fs::remove_dir_all(path) } else { fs::remove_file(path) }
    })?;
    Ok(removed)
}

fn each(cache: &Path, mut work: impl FnMut(&Path) -> io::Result<()>) -> io::Result<()> {
    for leftover in leftovers(cache) {
        work(leftover.path())?;
    }
    for workshop in entries(&cache.join("languages"))? {
        if !fs::symlink_metadata(&workshop)?.is_dir() {
            continue;
        }
        // A process that builds an engine holds the lock. It is not created if it is missing: then no process works here.
        let lock = fs::File::open(workshop.join(LOCK)).ok();
        if lock.as_ref().is_some_and(|lock| lock.try_lock().is_err()) {
            continue;
        }
        let is_finished = workshop.join(DIGEST).is_file();
        for path in entries(&workshop)? {
            let name = path.file_name().expect("the path of a directory's entry ends with its name");
            if name != LOCK && (!is_finished || is_temporary(name)) {
                work(&path)?;
            }
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(directory) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn count(path: &Path, usage: &mut Usage) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_dir() {
        usage.files += 1;
        usage.bytes += metadata.len();
        return Ok(());
    }
    entries(path)?.iter().try_for_each(|entry| count(entry, usage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_of_a_first_run_are_pruned_unless_in_use() {
        let cache = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = cache.path().join("languages").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "1234").unwrap();
        };
        for path in [
            "done/engine.wasm",
            "done/engine.sha256",
            "done/lock",
            "done/.terrace-unfinished.A/root/file",
            "done/tools/x",
        ] {
            write(path);
        }
        for path in
            ["half/engine.wasm", "half/lock", "half/tools/x", "busy/lock", "busy/.terrace-unfinished.B/file"]
        {
            write(path);
        }
        let busy = fs::File::open(cache.path().join("languages/busy/lock")).unwrap();
        busy.lock().unwrap();
        let expected = Usage { files: 3, bytes: 12 };
        assert_eq!(usage(cache.path()).unwrap(), expected);
        assert_eq!(prune(cache.path()).unwrap(), expected);
        assert_eq!(usage(cache.path()).unwrap(), Usage::default());
        for left in ["done/engine.wasm", "done/tools/x", "half/lock", "busy/.terrace-unfinished.B/file"] {
            assert!(cache.path().join("languages").join(left).exists(), "{left}");
        }
        assert!(!cache.path().join("languages/done/.terrace-unfinished.A").exists());
        drop(busy);
        assert_eq!(prune(cache.path()).unwrap(), Usage { files: 1, bytes: 4 });
    }

    #[test]
    fn temporary_files_are_pruned_unless_in_use() {
        let cache = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = cache.path().join(name);
            fs::write(&path, "1234").unwrap();
            path
        };
        let left = [file(".terrace-unfinished.a"), file(".terrace-unfinished.b")];
        let (busy, other) = (file(".terrace-unfinished.c"), file("note.txt"));
        let lock = fs::File::open(&busy).unwrap();
        lock.lock().unwrap();
        let expected = Usage { files: 2, bytes: 8 };
        assert_eq!(usage(cache.path()).unwrap(), expected);
        assert_eq!(prune(cache.path()).unwrap(), expected);
        assert!(left.iter().all(|path| !path.exists()));
        assert!(busy.exists() && other.exists());
    }

    #[test]
    fn leftovers_in_a_missing_cache_are_none() {
        assert_eq!(usage(Path::new("nowhere/at/all")).unwrap(), Usage::default());
    }
}
