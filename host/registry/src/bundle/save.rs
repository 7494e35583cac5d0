//! Writes bundles.

use super::{BLOBS, BundleError, INDEX, LAYOUT, LOCK};
use crate::store::{Entry, Index, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use tar::{Builder, EntryType, Header};
use terrace_core::digest::Digest;

/// Writes these references, everything they need, their signatures, and the text of the lock file.
pub fn save(
    writer: impl Write,
    store: &Store,
    names: &BTreeSet<String>,
    lock: &str,
) -> Result<(), BundleError> {
    let entries = store.select(names)?;
    let digests = blobs(store, &entries)?;
    let index = Index::new(entries).to_bytes();
    let small: BTreeMap<&str, &[u8]> =
        BTreeMap::from([LAYOUT, (INDEX, index.as_slice()), (LOCK, lock.as_bytes())]);
    let mut archive = Builder::new(writer);
    // `blobs/` sorts before the other names, so the whole archive is sorted.
    for digest in digests {
        let bytes = store.blob(&digest)?;
        append(&mut archive, &format!("{BLOBS}{}", digest.hex()), &bytes).map_err(BundleError::Write)?;
    }
    for (name, bytes) in small {
        append(&mut archive, name, bytes).map_err(BundleError::Write)?;
    }
    archive.into_inner().and_then(|mut writer| writer.flush()).map_err(BundleError::Write)
}

fn blobs(store: &Store, entries: &[Entry]) -> Result<BTreeSet<Digest>, BundleError> {
    let mut digests = BTreeSet::new();
    for entry in entries {
        digests.insert(entry.descriptor.digest);
        digests.extend(store.needs(&entry.descriptor)?.iter().map(|blob| blob.digest));
    }
    Ok(digests)
}

fn append(archive: &mut Builder<impl Write>, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, name, bytes)
}
