//! Errors of the store.

use rustix::io::Errno;
use std::io;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_files::ownership::OwnershipError;

/// An error reading or writing the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The blob is not in the store.
    #[error("{digest} is not in the store `{}`", store.display())]
    Missing {
        /// The digest of the blob.
        digest: Digest,
        /// The directory of the store.
        store: PathBuf,
    },
    /// The index has no entry with this name.
    #[error("`{name}` is not in the store `{}`", store.display())]
    Unknown {
        /// The name that was requested.
        name: String,
        /// The directory of the store.
        store: PathBuf,
    },
    /// The content of the blob does not match its name.
    #[error("`{}` is damaged: its content has the digest {found}", path.display())]
    Damaged {
        /// The path of the blob's file.
        path: PathBuf,
        /// The digest of its content.
        found: Digest,
    },
    /// The received content does not have the requested digest. None of it is stored.
    #[error("the received content has the digest {found}, expected {expected}")]
    WrongDigest {
        /// The digest that was requested.
        expected: Digest,
        /// The digest of the received content.
        found: Digest,
    },
    /// A manifest in the store cannot be parsed.
    #[error("the manifest {digest} cannot be read: {reason}")]
    Manifest {
        /// The digest of the manifest.
        digest: Digest,
        /// The error of the parser.
        reason: String,
    },
    /// The index cannot be parsed.
    #[error("the store's index `{}` cannot be read: {reason}", path.display())]
    Index {
        /// The path of the index.
        path: PathBuf,
        /// The error of the parser.
        reason: String,
    },
    /// There is no space left, or a quota or a limit is reached.
    #[error("there is no space left to write to `{}`: {source}", directory.display())]
    Full {
        /// The directory of the store.
        directory: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is a symbolic link where the store would write.
    #[error("`{}` is a symbolic link, and the store does not write through links inside it", path.display())]
    Link {
        /// The path of the link.
        path: PathBuf,
    },
    /// Other users can change the store.
    #[error("{0}, so the store is not trusted")]
    NotYours(OwnershipError),
    /// The directory contains something other than a store.
    #[error("`{}` is not empty and was not created by terrace", directory.display())]
    Foreign {
        /// The path of the directory.
        directory: PathBuf,
    },
    /// A file or directory cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file or directory cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The path of the file or directory.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl StoreError {
    /// Returns what to do about the error, as the end of a sentence, or `None` if the message already says it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotYours(shared) => return Some(shared.hint()),
            Self::Missing { .. } | Self::Unknown { .. } => {
                "run once without --offline, or load a bundle that contains it with `terrace bundle load`"
            }
            Self::Damaged { .. } | Self::Manifest { .. } | Self::Index { .. } => {
                "run `terrace cache verify`, which moves damaged files away so that they are fetched again"
            }
            Self::WrongDigest { .. } => {
                "the source does not serve what it claims to, or the content is changed in transit; \
                 ask the operator, and do not accept another digest without knowing why"
            }
            Self::Full { .. } => {
                "free up space there, run `terrace cache prune`, or set TERRACE_CACHE_DIR to another directory"
            }
            Self::Link { .. } => "replace the link with a real file or directory, or remove it",
            Self::Foreign { .. } => "choose an empty directory, or move its content away",
            Self::Read { .. } => "check its owner and permissions; `terrace cache verify` moves it away",
            Self::Write { .. } => {
                "check its owner and permissions, or set TERRACE_CACHE_DIR to another directory"
            }
        };
        Some(hint.to_owned())
    }

    /// Classifies a failed write: a full disk is an error of its own.
    pub(super) fn write(store: &Path, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full { directory: store.to_owned(), source },
            // The error of opening a link without following it.
            _ if Errno::from_io_error(&source) == Some(Errno::LOOP) => Self::Link { path: path.to_owned() },
            _ => Self::Write { path: path.to_owned(), source },
        }
    }

    pub(super) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }
}
