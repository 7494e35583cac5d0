//! Removes unneeded blobs.

use super::{Descriptor, Entry, Store, StoreError};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use terrace_core::digest::Digest;
use terrace_files::temporary::{is_at, leftovers};

/// Selects what to remove.
#[derive(Debug, Clone, Copy)]
pub enum Prune<'a> {
    /// Blobs that no reference needs, such as leftovers of an interrupted pull.
    Unreferenced,
    /// Everything but these manifests or components, the blobs they need, and their signatures.
    AllBut(&'a BTreeSet<Digest>),
}

/// The result of pruning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PruneReport {
    /// The number of removed references.
    pub references: usize,
    /// The number of removed blobs and incomplete blobs.
    pub files: usize,
    /// Their total size in bytes.
    pub bytes: u64,
}

impl Store {
    /// Removes unneeded blobs. Waits while a process has a hold on the store; blobs that are being written are left alone.
    pub fn prune(&self, what: Prune<'_>) -> Result<PruneReport, StoreError> {
        if !self.root().is_dir() {
            return Ok(PruneReport::default());
        }
        let _unheld = self.unheld()?;
        let _lock = self.lock()?;
        let (kept, references) = self.kept(what)?;
        let mut needed: BTreeSet<Digest> = kept.iter().flatten().map(|blob| blob.digest).collect();
        if let Prune::AllBut(keep) = what {
            needed.extend(keep);
        }
        let mut pruned = PruneReport { references, ..PruneReport::default() };
        for path in files(&self.blobs())? {
            let digest = path.file_name().and_then(|name| Digest::from_hex(name.to_str()?));
            // A file with another name is not the store's to remove.
            if digest.is_some_and(|digest| !needed.contains(&digest)) {
                pruned.remove(&path)?;
            }
        }
        for path in files(&self.partials())? {
            if is_abandoned(&path) {
                pruned.remove(&path)?;
            }
        }
        for path in files(&self.damaged())? {
            pruned.remove(&path)?;
        }
        for leftover in leftovers(self.root()) {
            pruned.remove(leftover.path())?;
        }
        Ok(pruned)
    }

    /// Drops the entries that are not kept. Returns, for each kept one, its manifest and the blobs it needs; and the number of
    /// dropped ones. The index is written before any blob is removed.
    fn kept(&self, what: Prune<'_>) -> Result<(Vec<Vec<Descriptor>>, usize), StoreError> {
        let all = self.entries()?;
        let mut entries: Vec<(Entry, Vec<Descriptor>)> = Vec::new();
        for entry in &all {
            entries.push((entry.clone(), self.needs(&entry.descriptor)?));
        }
        if let Prune::AllBut(keep) = what {
            let named: Vec<Entry> = entries
                .iter()
                .filter(|(entry, needed)| entry.is_kept(keep, needed))
                .map(|(entry, _)| entry.clone())
                .collect();
            entries.retain(|(entry, _)| named.contains(entry) || entry.belongs_to(&named));
            if entries.len() != all.len() {
                self.write_index(entries.iter().map(|(entry, _)| entry.clone()))?;
            }
        }
        let references = all.len() - entries.len();
        let blobs = |(entry, needed): (Entry, Vec<Descriptor>)| {
            let mut blobs = needed;
            blobs.push(entry.descriptor);
            blobs
        };
        Ok((entries.into_iter().map(blobs).collect(), references))
    }
}

impl PruneReport {
    fn remove(&mut self, path: &Path) -> Result<(), StoreError> {
        let failed = |source| StoreError::Write { path: path.to_owned(), source };
        let length = fs::symlink_metadata(path).map_err(failed)?.len();
        fs::remove_file(path).map_err(failed)?;
        self.files += 1;
        self.bytes += length;
        Ok(())
    }
}

/// Returns the files of a directory, sorted, or none if it does not exist.
pub(super) fn files(directory: &Path) -> Result<Vec<std::path::PathBuf>, StoreError> {
    let failed = |source| StoreError::read(directory, source);
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(source)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if !entry.file_type().map_err(failed)?.is_dir() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Returns true if no process writes to a partial blob any more.
fn is_abandoned(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return true };
    file.try_lock().is_ok() && is_at(&file, path).unwrap_or(false)
}
