//! Reads and writes key files.

use super::KeyError;
use std::io;
use std::path::Path;
use terrace_files::atomic::AtomicWrite;
use terrace_files::regular::{self, MAX_TEXT_BYTES};

pub(super) fn read(path: &Path) -> Result<String, KeyError> {
    let bytes = regular::read(path, MAX_TEXT_BYTES)
        .map_err(|source| KeyError::Read { path: path.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|_| KeyError::NotPem)
}

/// Writes a file that must not exist yet: a lost private key cannot be made again.
pub(super) fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), KeyError> {
    AtomicWrite::output().mode(mode).durable().create(path, bytes).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
        _ => KeyError::Write { path: path.to_owned(), source },
    })
}
