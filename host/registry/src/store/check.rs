//! Checks the whole store, and repairs what it can.

use super::{Entry, Index, Store, StoreError};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_files::atomic;

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The number of intact blobs.
    pub whole: usize,
    /// The total size of these in bytes.
    pub bytes: u64,
    /// Blobs whose content does not match their name or cannot be read, with the reason. They are moved to `damaged/`, so that
    /// they are fetched again.
    pub damaged: BTreeMap<Digest, String>,
    /// References that were dropped because a blob that they need is missing, with that blob.
    pub dropped: BTreeMap<String, Digest>,
    /// The reason why the index could not be read. It was moved to `damaged/`: the blobs are still in the store, but the
    /// targets of tags are forgotten, and fetched from the registry again.
    pub index: Option<String>,
    /// Names in the blobs directory that are not the store's. They are left alone.
    pub foreign: Vec<String>,
}

impl Report {
    /// Returns true if no problem was found.
    pub fn is_clean(&self) -> bool {
        self.damaged.is_empty() && self.dropped.is_empty() && self.index.is_none()
    }
}

impl Store {
    /// Reads every blob and every entry of the index. Damaged ones are moved away.
    pub fn verify(&self) -> Result<Report, StoreError> {
        let mut report = Report::default();
        if !self.root().is_dir() {
            return Ok(report);
        }
        let _lock = self.lock()?;
        self.check_blobs(&mut report)?;
        self.check_index(&mut report)?;
        Ok(report)
    }

    fn check_blobs(&self, report: &mut Report) -> Result<(), StoreError> {
        let blobs = self.blobs();
        let failed = |source| StoreError::read(&blobs, source);
        for entry in fs::read_dir(&blobs).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let Some(digest) = name.to_str().and_then(Digest::from_hex) else {
                report.foreign.push(name.to_string_lossy().into_owned());
                continue;
            };
            match File::open(self.path(&digest)).and_then(Digest::of_reader) {
                Ok((found, length)) if found == digest => {
                    report.whole += 1;
                    report.bytes += length;
                }
                Ok((found, _)) => {
                    report.damaged.insert(digest, format!("its content has the digest {found}"));
                }
                // Pruned since the directory was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    report.damaged.insert(digest, error.to_string());
                }
            }
        }
        report.foreign.sort();
        for digest in report.damaged.keys() {
            self.move_away(&self.path(digest), &digest.hex())?;
        }
        Ok(())
    }

    fn check_index(&self, report: &mut Report) -> Result<(), StoreError> {
        let entries = match self.index() {
            Ok(index) => index.map(Index::entries).unwrap_or_default(),
            Err(StoreError::Index { reason, .. }) => {
                report.index = Some(reason);
                Vec::new()
            }
            Err(StoreError::Read { source, .. }) => {
                report.index = Some(source.to_string());
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        if report.index.is_some() {
            self.move_away(&self.index_path(), "index.json")?;
        }
        let mut kept: Vec<Entry> = Vec::new();
        for entry in entries {
            match self.whole(&entry.descriptor) {
                Ok(()) => kept.push(entry),
                Err(StoreError::Missing { digest, .. } | StoreError::Manifest { digest, .. }) => {
                    report.dropped.insert(entry.name, digest);
                }
                Err(error) => return Err(error),
            }
        }
        if !report.dropped.is_empty() || report.index.is_some() {
            self.write_index(kept)?;
        }
        Ok(())
    }

    fn move_away(&self, path: &Path, name: &str) -> Result<(), StoreError> {
        let damaged = self.damaged();
        self.make_directory(&damaged, false)?;
        let target = damaged.join(name);
        let failed = |source| StoreError::write(self.root(), path, source);
        match fs::symlink_metadata(&target) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&target).map_err(failed)?,
            _ => {}
        }
        atomic::rename(path, &target).map_err(failed)
    }
}
