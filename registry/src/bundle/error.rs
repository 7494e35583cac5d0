//! Why a bundle is not written or read.

use crate::Digest;
use crate::store::StoreError;
use std::io;

/// What keeps a bundle from being written or read. The caller adds which file it was.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The store does not give or take something.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be read, or is not a tar archive.
    #[error("the bundle cannot be read: {0}")]
    Read(io::Error),
    /// The file cannot be written.
    #[error("the bundle cannot be written: {0}")]
    Write(io::Error),
    /// An entry has a name that no bundle has.
    #[error("the bundle holds `{0}`, which does not belong in one")]
    Foreign(String),
    /// An entry is a link, a directory, or something else that is no file.
    #[error("the bundle holds `{name}` as a {kind}, not as a file")]
    NotFile {
        /// The entry.
        name: String,
        /// What it is.
        kind: &'static str,
    },
    /// An entry is there twice.
    #[error("the bundle holds `{0}` twice")]
    Twice(String),
    /// An entry is missing.
    #[error("the bundle has no `{0}`")]
    Missing(&'static str),
    /// An entry is larger than is allowed.
    #[error("`{name}` in the bundle has {size} bytes, and at most {limit} are allowed")]
    TooLarge {
        /// The entry.
        name: String,
        /// Its length.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// There are more entries than are allowed.
    #[error("the bundle has more than {0} entries")]
    TooMany(usize),
    /// A blob is not what its name says.
    #[error("`{name}` in the bundle is damaged: its content has the digest {found}")]
    Damaged {
        /// The entry.
        name: String,
        /// The digest of its content.
        found: Digest,
    },
    /// The index is not one.
    #[error("`index.json` in the bundle cannot be read: {0}")]
    Index(String),
    /// The index says what a tag or a URL means, or has a name with another digest.
    #[error("the bundle says what `{0}` means, which only its registry or server may say")]
    Unproven(String),
    /// The index names a blob that is not in the bundle.
    #[error("the bundle names `{name}`, but lacks its part {digest}")]
    Lacks {
        /// The reference.
        name: String,
        /// The blob.
        digest: Digest,
    },
    /// The lock is not text.
    #[error("`terrace.lock` in the bundle is not text")]
    Lock,
}

impl BundleError {
    /// What to do about it, as the end of a sentence. None where the text says it all.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.hint(),
            Self::Write(_) => Some("free space there, or name another file".to_owned()),
            Self::TooLarge { .. } | Self::TooMany(_) => {
                Some("a bundle that terrace made is not like that; ask where it comes from".to_owned())
            }
            _ => Some("take the file as `terrace bundle save` made it, and carry it over again".to_owned()),
        }
    }
}
