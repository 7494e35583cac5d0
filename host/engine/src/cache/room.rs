//! Measures and frees the disk space of the cache.

use super::Cache;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// The number of files, and their size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    pub files: usize,
    /// Their total size in bytes.
    pub bytes: u64,
}

impl Usage {
    fn add(&mut self, metadata: &Metadata) {
        self.files += 1;
        self.bytes += metadata.len();
    }
}

/// A kind of file in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A compiled component.
    Code,
    /// A record about a tier or a file.
    Record,
}

impl Cache {
    /// Returns the usage of the compiled components, and of the records.
    pub fn usage(&self) -> io::Result<(Usage, Usage)> {
        let (mut code, mut records) = (Usage::default(), Usage::default());
        for (_, kind, metadata) in self.files()? {
            match kind {
                Kind::Code => code.add(&metadata),
                Kind::Record => records.add(&metadata),
            }
        }
        Ok((code, records))
    }

    /// Removes files that were last written before a time, except those of these components, given as hexadecimal digests.
    pub fn prune(&self, before: SystemTime, keep: &BTreeSet<String>) -> io::Result<Usage> {
        let mut removed = Usage::default();
        for (entry, _, metadata) in self.files()? {
            let name = entry.file_name();
            let component = name.to_str().and_then(|name| name.split('-').next()).unwrap_or_default();
            if metadata.modified()? < before && !keep.contains(component) {
                match fs::remove_file(entry.path()) {
                    Ok(()) => removed.add(&metadata),
                    // Another process removed it first.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(removed)
    }

    /// Returns the files that belong to the cache. Other files in its directory are left alone, and so are temporary ones.
    fn files(&self) -> io::Result<Vec<(DirEntry, Kind, Metadata)>> {
        let entries = match fs::read_dir(self.directory()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(kind) = kind(Path::new(&name)) else { continue };
            match entry.metadata() {
                Ok(metadata) if metadata.is_file() => files.push((entry, kind, metadata)),
                _ => {}
            }
        }
        Ok(files)
    }
}

fn kind(name: &Path) -> Option<Kind> {
    match name.extension().and_then(|ending| ending.to_str()) {
        Some("cwasm") => Some(Kind::Code),
        Some("wasm") if name.to_str()?.starts_with("built-") => Some(Kind::Code),
        Some("json") => Some(Kind::Record),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn cache_prune_removes_old_entries_that_are_not_needed() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path());
        for name in
            ["aa-1.cwasm", "aa-1.json", "bb-1.cwasm", "bb-1.json", ".terrace-unfinished.X", "note.txt"]
        {
            fs::write(directory.path().join(name), "1234").unwrap();
        }
        let usage = |files, bytes| Usage { files, bytes };
        assert_eq!(cache.usage().unwrap(), (usage(2, 8), usage(2, 8)));
        let none = BTreeSet::new();
        let hour = Duration::from_secs(3600);
        assert_eq!(cache.prune(SystemTime::now() - hour, &none).unwrap(), Usage::default());
        let keep = BTreeSet::from(["aa".to_owned()]);
        assert_eq!(cache.prune(SystemTime::now() + hour, &keep).unwrap(), usage(2, 8));
        assert_eq!(cache.usage().unwrap(), (usage(1, 4), usage(1, 4)));
        for other in ["note.txt", ".terrace-unfinished.X"] {
            assert!(directory.path().join(other).exists(), "{other}");
        }
    }

    #[test]
    fn cache_usage_of_a_missing_directory_is_zero() {
        let cache = Cache::new("nowhere/at/all");
        assert_eq!(cache.usage().unwrap(), (Usage::default(), Usage::default()));
        assert_eq!(cache.prune(SystemTime::now(), &BTreeSet::new()).unwrap(), Usage::default());
    }
}
