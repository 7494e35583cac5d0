//! Errors of writing and reading bundles.

use crate::store::StoreError;
use std::io;
use terrace_core::digest::Digest;

/// An error writing or reading a bundle. The caller adds which file it was.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The store cannot provide or accept something.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be read or is not a tar archive.
    #[error("the bundle cannot be read: {0}")]
    Read(io::Error),
    #[error("the bundle cannot be written: {0}")]
    Write(io::Error),
    /// An entry has a name that does not occur in a bundle.
    #[error("the bundle contains `{0}`, which does not belong in a bundle")]
    Foreign(String),
    /// An entry is a link, a directory, or something else that is not a file.
    #[error("`{name}` in the bundle is a {kind}, not a file")]
    NotFile {
        name: String,
        /// The kind of entry, such as `symbolic link`.
        kind: &'static str,
    },
    #[error("the bundle contains `{0}` twice")]
    Twice(String),
    #[error("the bundle has no `{0}`")]
    Missing(&'static str),
    #[error("`{name}` in the bundle has {size} bytes; at most {limit} are allowed")]
    TooLarge {
        name: String,
        /// Its length in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    #[error("the bundle has more than {0} entries")]
    TooMany(usize),
    /// The content of a blob does not match the digest in its name.
    #[error("`{name}` in the bundle is damaged: its content has the digest {found}")]
    Damaged { name: String, found: Digest },
    #[error("`index.json` in the bundle cannot be read: {0}")]
    Index(String),
    /// The index says what a tag or a URL refers to, or has an entry whose name contains another digest.
    #[error("the bundle says what `{0}` refers to, which only its registry or server may do")]
    Unproven(String),
    #[error("the bundle lists `{name}`, but not its blob {digest}")]
    Lacks { name: String, digest: Digest },
    /// The lock file in the bundle is not UTF-8.
    #[error("`terrace.lock` in the bundle is not UTF-8")]
    Lock,
}

impl BundleError {
    /// Returns what to do about the error, as the end of a sentence, or `None` if the message already says it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.hint(),
            Self::Write(_) => Some("free up space there, or choose another file".to_owned()),
            Self::TooLarge { .. } | Self::TooMany(_) => {
                Some("terrace does not write such bundles; find out where this one comes from".to_owned())
            }
            _ => Some("copy the file from `terrace bundle save` again, unchanged".to_owned()),
        }
    }
}
