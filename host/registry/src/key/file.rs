//! Reads and writes key files.

use super::KeyError;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use terrace_files::regular::{self, MAX_TEXT_BYTES};

pub(super) fn read(path: &Path) -> Result<String, KeyError> {
    let bytes = regular::read(path, MAX_TEXT_BYTES)
        .map_err(|source| KeyError::Read { path: path.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|_| KeyError::NotPem)
}

/// Writes a file that must not exist yet. If that fails halfway, the file is removed.
pub(super) fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), KeyError> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(
        |source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
            _ => KeyError::Write { path: path.to_owned(), source },
        },
    )?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|source| {
        let _ = fs::remove_file(path);
        KeyError::Write { path: path.to_owned(), source }
    })
}
