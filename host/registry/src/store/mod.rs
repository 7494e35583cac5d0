//! The content-addressed store: every component, manifest and signature that was ever pulled.
//!
//! A store is an OCI image layout directory, so that other tools can read it:
//!
//! ```text
//! oci-layout          the version of the layout
//! index.json          one entry for each known reference
//! blobs/sha256/<hex>  the blobs
//! partial/<hex>       incomplete blobs, each under a lock of its own
//! damaged/            files that `verify` moved away
//! lock                locked to change the index or remove blobs
//! in-use              locked, shared, to keep the content; exclusively, to remove any
//! ```
//!
//! A blob gets its name only once it is complete, checked and synced. The index names only manifests whose blobs are all in the
//! store. So a process may be killed at any moment, and any number may work at the same time.

mod blob;
mod check;
mod descriptor;
mod error;
mod files;
mod index;
mod partial;
mod prune;
#[cfg(test)]
mod tests;

pub use crate::media_type;
pub use check::Report;
pub use descriptor::{Descriptor, needs};
pub use error::StoreError;
pub use files::Hold;
pub(crate) use index::Index;
pub use index::{Entry, ReferenceSummary, signature_tag};
pub use partial::{Partial, PartialBlob};
pub use prune::{Prune, PruneReport};

use std::path::{Path, PathBuf};

/// The access mode of files that the store writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only the user: directories 0700, files 0600.
    Private,
    /// Whoever the umask allows, as for files of a project.
    Shared,
}

/// A store in a directory.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    access: Access,
}

impl Store {
    /// Opens the store in this directory. Nothing is read, and nothing is created before something is written.
    pub fn open(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), access: Access::Private }
    }

    /// Opens a store whose files others may read, for a directory of a project.
    pub fn open_shared(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), access: Access::Shared }
    }

    /// Returns the directory of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }
}
