//! The content-addressed store: every component, manifest and signature that was ever pulled.
//!
//! A store is an OCI image layout directory, so that other tools can read it:
//!
//! ```text
//! oci-layout             the version of the layout
//! index.json             one entry for each reference that is known
//! blobs/sha256/<hex>     the blobs
//! partial/<hex>          blobs on their way in, each under a lock of its own
//! damaged/               what `verify` moved away
//! lock                   locked by who changes the index or removes blobs
//! in-use                 locked, with others, by who needs what is there; alone, by who removes
//! ```
//!
//! A blob gets its name only when it is whole, checked and synced. The index names only manifests whose
//! blobs are all there. So a process may be killed at any moment, and any number may work at once.

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
pub use index::{Entry, Listed, signature_tag};
pub use partial::{Partial, PartialBlob};
pub use prune::{Prune, Pruned};

use std::path::{Path, PathBuf};

/// Who may read what the store writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// The user alone: directories 0700, files 0600.
    Private,
    /// Whoever the umask lets, as for files of a project.
    Shared,
}

/// A store in a directory.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    access: Access,
}

impl Store {
    /// The store in this directory. Nothing is read, and nothing is made before something is written.
    pub fn open(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), access: Access::Private }
    }

    /// A store whose files others may read, for a directory of a project.
    pub fn open_shared(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), access: Access::Shared }
    }

    /// Its directory.
    pub fn root(&self) -> &Path {
        &self.root
    }
}
