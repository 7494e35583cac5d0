//! Complete blobs in the store.

use super::{Descriptor, Partial, Store, StoreError, needs};
use crate::layout::MAX_COMPONENT_BYTES;
use std::io::{self, Write};
use std::path::PathBuf;
use terrace_core::digest::Digest;
use terrace_files::regular;

impl Store {
    /// Returns the path of a blob, once it is complete. Readers of the file have to check it.
    pub fn path(&self, digest: &Digest) -> PathBuf {
        self.blobs().join(digest.hex())
    }

    /// Returns true if the store has the blob. Its content is not read.
    pub fn has(&self, digest: &Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Returns a blob's bytes, checked against its digest.
    pub fn blob(&self, digest: &Digest) -> Result<Vec<u8>, StoreError> {
        let path = self.path(digest);
        let bytes = regular::read(&path, MAX_COMPONENT_BYTES).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StoreError::Missing { digest: *digest, store: self.root.clone() },
            _ => StoreError::read(&path, source),
        })?;
        let found = Digest::of(&bytes);
        if found != *digest {
            return Err(StoreError::Damaged { path, found });
        }
        Ok(bytes)
    }

    /// Stores these bytes and returns their digest. Nothing is written if the store already has them.
    pub fn insert(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let digest = Digest::of(bytes);
        if let Partial::Open(mut partial) = self.partial(&digest)? {
            partial.restart()?;
            partial.write_all(bytes).map_err(|source| partial.failed(source))?;
            partial.finish()?;
        }
        Ok(digest)
    }

    /// Returns the blobs that a manifest in the store needs besides itself: its configuration, then its layers. Empty for a
    /// descriptor of anything but a manifest.
    pub fn needs(&self, descriptor: &Descriptor) -> Result<Vec<Descriptor>, StoreError> {
        if descriptor.media_type != super::media_type::MANIFEST {
            return Ok(Vec::new());
        }
        needs(&self.blob(&descriptor.digest)?)
            .map_err(|error| StoreError::Manifest { digest: descriptor.digest, reason: error.to_string() })
    }
}
