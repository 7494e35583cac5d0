//! Whether a directory of Terrace's own can be there.

use rustix::fs::{Access, access};
use std::io;
use std::path::Path;

/// Whether a directory is there, or could be made. What is in one that somebody else has made can be read at least.
pub fn made_in(directory: &Path) -> io::Result<()> {
    if directory.is_dir() { Ok(()) } else { written(directory) }
}

/// Whether something can be written into a directory, which need not be there yet.
pub fn written(directory: &Path) -> io::Result<()> {
    match directory.ancestors().find(|path| path.symlink_metadata().is_ok()) {
        Some(present) if !present.is_dir() => Err(io::ErrorKind::NotADirectory.into()),
        Some(present) => Ok(access(present, Access::WRITE_OK | Access::EXEC_OK)?),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_made_is_told_from_what_cannot() {
        let directory = tempfile::tempdir().unwrap();
        for path in ["", "a", "a/b/c"] {
            assert!(written(&directory.path().join(path)).is_ok(), "{path}");
        }
        std::fs::write(directory.path().join("file"), "").unwrap();
        for path in ["file", "file/below"] {
            assert!(written(&directory.path().join(path)).is_err(), "{path}");
            assert!(made_in(&directory.path().join(path)).is_err(), "{path}");
        }
        // Nobody writes there, whatever rights the user has, and yet it is there.
        assert!(made_in(Path::new("/proc")).is_ok());
    }
}
