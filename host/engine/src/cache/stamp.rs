//! Stamps of files, by which unchanged files are recognised.

use serde::{Deserialize, Serialize};
use std::fs::Metadata;

/// Identifies the state of a file. A write changes the times, a replacement changes
/// the inode, and neither can be set back by accident. So a file with a known stamp need not be read whole again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    device: u64,
    /// The inode number on the device.
    inode: u64,
    /// The size in bytes.
    size: u64,
    /// The time of the last change of its content: seconds and nanoseconds.
    modified: (i64, i64),
    /// The time of the last change of its content, name or permissions: seconds and nanoseconds.
    changed: (i64, i64),
}

impl Stamp {
    /// Returns the stamp of a file, or none if the system does not provide enough.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// Returns the stamp of a file, or none if the system does not provide enough.
    #[cfg(not(unix))]
    pub fn of(_metadata: &Metadata) -> Option<Self> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    fn stamp(path: &Path) -> Option<Stamp> {
        Stamp::of(&fs::metadata(path).unwrap())
    }

    #[test]
    fn stamp_of_an_unchanged_file_stays_the_same() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("code");
        fs::write(&path, "code").unwrap();
        let before = stamp(&path);
        fs::read(&path).unwrap();
        assert!(before.is_some());
        assert_eq!(stamp(&path), before);
    }

    #[test]
    fn stamp_changes_even_if_the_modification_time_is_set_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("code");
        fs::write(&path, "code").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        let before = stamp(&path);
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
        assert_ne!(stamp(&path), before);
    }

    #[test]
    fn stamp_differs_for_another_file_with_the_same_content() {
        let directory = tempfile::tempdir().unwrap();
        let (path, other) = (directory.path().join("code"), directory.path().join("other"));
        fs::write(&path, "code").unwrap();
        fs::write(&other, "code").unwrap();
        let before = stamp(&path);
        fs::rename(&other, &path).unwrap();
        assert_ne!(stamp(&path), before);
    }
}
