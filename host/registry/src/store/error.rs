//! Errors of the store.

use rustix::io::Errno;
use std::io;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_files::ownership::OwnershipError;

/// An error reading or writing the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{digest} is not in the store `{}`", store.display())]
    Missing { digest: Digest, store: PathBuf },
    #[error("`{name}` is not in the store `{}`", store.display())]
    Unknown { name: String, store: PathBuf },
    /// The content of the blob does not match its name.
    #[error("`{}` is damaged: its content has the digest {found}", path.display())]
    Damaged { path: PathBuf, found: Digest },
    /// The received content does not have the requested digest. None of it is stored.
    #[error("the received content has the digest {found}, expected {expected}")]
    WrongDigest { expected: Digest, found: Digest },
    #[error("the manifest {digest} cannot be read: {reason}")]
    Manifest { digest: Digest, reason: String },
    #[error("the store's index `{}` cannot be read: {reason}", path.display())]
    Index { path: PathBuf, reason: String },
    /// There is no space left, or a quota or a limit is reached.
    #[error("there is no space left to write to `{}`: {source}", directory.display())]
    Full { directory: PathBuf, source: io::Error },
    #[error("`{}` is a symbolic link, and the store does not write through links inside it", path.display())]
    Link { path: PathBuf },
    #[error("{0}, so the store is not trusted")]
    NotYours(OwnershipError),
    #[error("`{}` is not empty and was not created by terrace", directory.display())]
    Foreign { directory: PathBuf },
    #[error("cannot read `{}`: {source}", path.display())]
    Read {
        /// The path of the file or directory.
        path: PathBuf,
        source: io::Error,
    },
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The path of the file or directory.
        path: PathBuf,
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
            Self::Foreign { .. } => "choose an empty directory, or move its contents elsewhere",
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
