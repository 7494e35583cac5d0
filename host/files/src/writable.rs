//! Checks whether directories can be used that need not exist yet.

use rustix::fs::{Access, access};
use std::io;
use std::path::Path;

/// Checks that a directory exists or can be created. An existing one may be read-only, since its contents are still useful.
pub fn made_in(directory: &Path) -> io::Result<()> {
    if directory.is_dir() { Ok(()) } else { written(directory) }
}

/// Checks that files can be written into a directory, which need not exist yet.
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
    fn writable_check_fails_only_if_a_file_is_in_the_way() {
        let directory = tempfile::tempdir().unwrap();
        for path in ["", "a", "a/b/c"] {
            assert!(written(&directory.path().join(path)).is_ok(), "{path}");
        }
        std::fs::write(directory.path().join("file"), "").unwrap();
        for path in ["file", "file/below"] {
            assert!(written(&directory.path().join(path)).is_err(), "{path}");
            assert!(made_in(&directory.path().join(path)).is_err(), "{path}");
        }
        // Nobody can write there, whatever rights the user has, but it exists.
        assert!(made_in(Path::new("/proc")).is_ok());
    }
}
