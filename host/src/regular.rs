//! Reading files, and nothing else: a pipe or a device in the place of one would keep us waiting, or never end.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Opens a file.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    check(path)?;
    File::open(path)
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    check(path)?;
    fs::read(path)
}

/// An error where something is neither a file nor a directory. Reading a directory fails with a reason of its own.
pub(crate) fn check(path: &Path) -> io::Result<()> {
    let kind = fs::metadata(path)?.file_type();
    if kind.is_file() || kind.is_dir() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
}
