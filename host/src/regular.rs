//! Reading files that may come from strangers. Only regular files are read, because a pipe or a device could block or never
//! end, and only up to a size, so that they cannot fill the memory.

use crate::model::Size;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// Opens a regular file.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    check(path)?;
    File::open(path)
}

/// Reads a file of at most this many bytes.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size <= most {
        bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
        // One byte more, so that a file that grows meanwhile is noticed.
        file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    if size > most || bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {}", Size(most))));
    }
    Ok(bytes)
}

/// Rejects anything that is neither a file nor a directory. Reading a directory fails with its own reason.
pub(crate) fn check(path: &Path) -> io::Result<()> {
    let kind = fs::metadata(path)?.file_type();
    if kind.is_file() || kind.is_dir() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_up_to_a_size() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, [7; 1024]).unwrap();
        assert_eq!(read(&path, 1024).unwrap(), [7; 1024]);
        for size in [1025, 1 << 40] {
            File::options().write(true).open(&path).unwrap().set_len(size).unwrap();
            let error = read(&path, 1024).unwrap_err();
            assert_eq!(
                (error.kind(), error.to_string()),
                (io::ErrorKind::FileTooLarge, "it is larger than 1 KiB".to_owned())
            );
        }
        assert_eq!(read(directory.path(), 1 << 20).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(read(Path::new("/dev/zero"), 1024).unwrap_err().to_string(), "it is not a regular file");
    }
}
