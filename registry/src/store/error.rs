//! Why the store does not give or take something.

use crate::Digest;
use crate::config::Shared;
use rustix::io::Errno;
use std::io;
use std::path::{Path, PathBuf};

/// What keeps the store from doing what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The blob is not in the store.
    #[error("{digest} is not in the store `{}`", store.display())]
    Missing {
        /// The blob.
        digest: Digest,
        /// The store's directory.
        store: PathBuf,
    },
    /// No entry of the index has this name.
    #[error("`{name}` is not in the store `{}`", store.display())]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The store's directory.
        store: PathBuf,
    },
    /// The blob's content is not what its name says.
    #[error("`{}` is damaged: its content has the digest {found}", path.display())]
    Damaged {
        /// The blob's file.
        path: PathBuf,
        /// The digest of what it holds.
        found: Digest,
    },
    /// What came is not what was asked for. Nothing of it is kept.
    #[error("what came has the digest {found}, not {expected}")]
    WrongDigest {
        /// What was asked for.
        expected: Digest,
        /// What came.
        found: Digest,
    },
    /// A manifest in the store is not one.
    #[error("the manifest {digest} cannot be read: {reason}")]
    Manifest {
        /// The manifest.
        digest: Digest,
        /// Why.
        reason: String,
    },
    /// The index is not one.
    #[error("the store's index `{}` cannot be read: {reason}", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// No space, or a quota or a limit is reached.
    #[error("there is no space left to write in `{}`: {source}", directory.display())]
    Full {
        /// The store's directory.
        directory: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A link stands where the store writes.
    #[error("`{}` is a symbolic link, and the store writes through none of those inside it", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Other users can change what the store says.
    #[error("{0}, so what the store says is not used")]
    NotYours(Shared),
    /// The directory holds something else than a store.
    #[error("`{}` is not empty and was not made by terrace", directory.display())]
    Foreign {
        /// The directory.
        directory: PathBuf,
    },
    /// Something cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl StoreError {
    /// What to do about it, as the end of a sentence. None where the text says it all.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotYours(shared) => return Some(shared.hint()),
            Self::Missing { .. } | Self::Unknown { .. } => {
                "run it once without --offline, or load a bundle that holds it with `terrace bundle load`"
            }
            Self::Damaged { .. } | Self::Manifest { .. } | Self::Index { .. } => {
                "run `terrace cache verify`, which moves damaged parts away so that they are fetched again"
            }
            Self::WrongDigest { .. } => {
                "the source does not hold what it says it holds, or something on the way changes it; \
                 ask those who run it, and do not take another digest without knowing why"
            }
            Self::Full { .. } => {
                "free space there, run `terrace cache prune`, or name another directory with TERRACE_CACHE_DIR"
            }
            Self::Link { .. } => "replace the link by a real file or directory, or remove it",
            Self::Foreign { .. } => "name an empty directory, or move what is in it away",
            Self::Read { .. } => "check who owns it and may read it; `terrace cache verify` moves it away",
            Self::Write { .. } => {
                "check who owns it and may write there, or name another directory with TERRACE_CACHE_DIR"
            }
        };
        Some(hint.to_owned())
    }

    /// Sorts a failed write: a full disk is told from the rest.
    pub(super) fn write(store: &Path, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full { directory: store.to_owned(), source },
            // What opening without following links gives.
            _ if Errno::from_io_error(&source) == Some(Errno::LOOP) => Self::Link { path: path.to_owned() },
            _ => Self::Write { path: path.to_owned(), source },
        }
    }

    pub(super) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }
}
