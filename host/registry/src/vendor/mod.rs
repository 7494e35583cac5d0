//! Copies of the locked components in a directory of the project, committed with it.
//!
//! The directory is a store like the user's own, so it is read in the same way.

use crate::store::{Prune, PruneReport, Store, StoreError};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use terrace_core::digest::Digest;

/// Keeps git from changing line endings in blobs.
const UNCHANGED: (&str, &str) = (".gitattributes", "* -text\n");
/// Keeps git from committing files that only a running process needs.
const IGNORED: (&str, &str) = (".gitignore", "/lock\n/in-use\n/partial/\n/damaged/\n");

/// The result of vendoring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VendorReport {
    /// The number of references now in the directory, including signatures.
    pub references: usize,
    /// The number of copied blobs.
    pub copied: usize,
    /// Content that is no longer needed and was removed.
    pub removed: PruneReport,
}

/// Makes `to` contain exactly these references of `from`, with everything they need and their signatures. Fails if `to`
/// contains something that Terrace did not put there.
pub fn vendor(from: &Store, to: &Store, names: &BTreeSet<String>) -> Result<VendorReport, StoreError> {
    let entries = from.select(names)?;
    if !is_own(to)? {
        return Err(StoreError::Foreign { directory: to.root().to_owned() });
    }
    let mut vendored = VendorReport { references: entries.len(), ..VendorReport::default() };
    let mut keep = BTreeSet::new();
    for entry in &entries {
        let needed = from.needs(&entry.descriptor)?;
        for digest in needed.iter().map(|blob| blob.digest).chain([entry.descriptor.digest]) {
            if keep.insert(digest) && copy(from, to, &digest)? {
                vendored.copied += 1;
            }
        }
    }
    to.set(entries)?;
    vendored.removed = to.prune(Prune::Unreferenced)?;
    for (name, text) in [UNCHANGED, IGNORED] {
        to.replace(&to.root().join(name), text.as_bytes())?;
    }
    Ok(vendored)
}

/// Copies a blob. Returns true if it was missing or damaged.
fn copy(from: &Store, to: &Store, digest: &Digest) -> Result<bool, StoreError> {
    match to.blob(digest) {
        Ok(_) => return Ok(false),
        Err(StoreError::Missing { .. }) => {}
        Err(_) => {
            let path = to.path(digest);
            fs::remove_file(&path).map_err(|source| StoreError::Write { path, source })?;
        }
    }
    to.insert(&from.blob(digest)?)?;
    Ok(true)
}

/// Returns true if Terrace may write and remove in this directory: it is new, or empty, or Terrace made it. After a merge the
/// index may be in conflict; then the file for git identifies the directory.
fn is_own(store: &Store) -> Result<bool, StoreError> {
    let root = store.root();
    let mut there = match fs::read_dir(root) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(source) => return Err(StoreError::Read { path: root.to_owned(), source }),
    };
    if there.next().is_none() {
        return Ok(true);
    }
    let (name, text) = IGNORED;
    let is_marked = || fs::read_to_string(root.join(name)).is_ok_and(|found| found == text);
    Ok(match store.index() {
        Ok(index) => index.is_some_and(|index| index.is_ours()),
        Err(StoreError::Index { .. }) => is_marked(),
        Err(error) => return Err(error),
    })
}

#[cfg(test)]
mod tests;
