//! Loads bundles, which may come from an untrusted source.

use super::{BLOBS, BundleError, INDEX, LAYOUT, LOCK};
use crate::store::{Entry, Index, Partial, Store, StoreError};
use std::collections::BTreeSet;
use std::io::{self, Read};
use tar::{Archive, EntryType};
use terrace_core::digest::Digest;

/// Limits on the parts of a bundle.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one blob. 256 MiB by default.
    pub blob: u64,
    /// Bytes of the index, and of the lock file. 16 MiB by default.
    pub document: u64,
    /// Number of entries. 100 000 by default.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { blob: 256 << 20, document: 16 << 20, entries: 100_000 }
    }
}

/// Loads a whole bundle into the store and returns the text of the lock file.
///
/// Every blob is checked before it gets its name. References are added only once the whole bundle has been read and found
/// intact; blobs read before an error stay in the store, unreferenced.
pub fn load(reader: impl Read, store: &Store, limits: Limits) -> Result<String, BundleError> {
    let mut archive = Archive::new(reader);
    let mut seen = BTreeSet::new();
    let (mut index, mut lock) = (None, None);
    // Raw, so that an extension that renames an entry is seen as an entry of its own, which no bundle contains.
    for entry in archive.entries().map_err(BundleError::Read)?.raw(true) {
        let mut entry = entry.map_err(BundleError::Read)?;
        let name = name(&entry)?;
        if !seen.insert(name.clone()) {
            return Err(BundleError::Twice(name));
        }
        if seen.len() > limits.entries {
            return Err(BundleError::TooMany(limits.entries));
        }
        let size = entry.size();
        let limit = if name.starts_with(BLOBS) { limits.blob } else { limits.document };
        if size > limit {
            return Err(BundleError::TooLarge { name, size, limit });
        }
        match name.as_str() {
            INDEX => index = Some(document(&mut entry)?),
            LOCK => lock = Some(document(&mut entry)?),
            layout if layout == LAYOUT.0 => {}
            blob => match blob.strip_prefix(BLOBS).and_then(Digest::from_hex) {
                Some(digest) => take_in(&mut entry, store, &digest, &name)?,
                None => return Err(BundleError::Foreign(name)),
            },
        }
    }
    let index = index.ok_or(BundleError::Missing(INDEX))?;
    let lock = lock.ok_or(BundleError::Missing(LOCK))?;
    let lock = String::from_utf8(lock).map_err(|_| BundleError::Lock)?;
    let index = Index::parse(&index).map_err(BundleError::Index)?;
    let entries = index.proven_entries().map_err(BundleError::Unproven)?;
    check(&entries, store, &seen)?;
    store.remember(entries)?;
    Ok(lock)
}

/// Returns the name of an entry if it is a regular file with a plain name.
fn name(entry: &tar::Entry<'_, impl Read>) -> Result<String, BundleError> {
    let name = String::from_utf8_lossy(&entry.path_bytes()).escape_debug().to_string();
    let kind = match entry.header().entry_type() {
        EntryType::Regular => return Ok(name),
        EntryType::Link => "hard link",
        EntryType::Symlink => "symbolic link",
        EntryType::Directory => "directory",
        _ => "special file",
    };
    Err(BundleError::NotFile { name, kind })
}

fn document(entry: &mut impl Read) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).map_err(BundleError::Read)?;
    Ok(bytes)
}

fn take_in(entry: &mut impl Read, store: &Store, digest: &Digest, name: &str) -> Result<(), BundleError> {
    let Partial::Open(mut partial) = store.partial(digest)? else {
        return match Digest::of_reader(entry).map_err(BundleError::Read)?.0 {
            found if found == *digest => Ok(()),
            found => Err(BundleError::Damaged { name: name.to_owned(), found }),
        };
    };
    partial.restart()?;
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match entry.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => io::Write::write_all(&mut partial, &buffer[..length])
                .map_err(|source| partial.failed(source))?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(BundleError::Read(error)),
        }
    }
    partial.finish().map_err(|error| match error {
        StoreError::WrongDigest { found, .. } => BundleError::Damaged { name: name.to_owned(), found },
        error => error.into(),
    })
}

/// Checks that everything the index names is in the bundle itself, not only in this store: the next person to load it has a
/// different store.
fn check(entries: &[Entry], store: &Store, seen: &BTreeSet<String>) -> Result<(), BundleError> {
    let is_there = |digest: &Digest| seen.contains(&format!("{BLOBS}{}", digest.hex()));
    for entry in entries {
        let lacks = |digest| BundleError::Lacks { name: entry.name.clone(), digest };
        if !is_there(&entry.descriptor.digest) {
            return Err(lacks(entry.descriptor.digest));
        }
        if let Some(missing) = store.needs(&entry.descriptor)?.iter().find(|blob| !is_there(&blob.digest)) {
            return Err(lacks(missing.digest));
        }
    }
    Ok(())
}
