//! Reading files that may come from strangers. Only regular files are read, because a pipe or a device could block or never
//! end, and only up to a size, so that they cannot fill the memory.

use rustix::fs::OFlags;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use terrace_core::model::Size;

/// The largest configuration file or key that is read: 1 MiB.
pub const MAX_TEXT_BYTES: u64 = 1 << 20;

/// Opens a regular file, or a directory, whose reading fails with its own reason.
pub fn open(path: &Path) -> io::Result<File> {
    // Opening a pipe would wait for a writer otherwise.
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
}

/// Reads a file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size <= limit {
        bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
        // One byte more, so that a file that grows meanwhile is noticed.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    if size > limit || bytes.len() as u64 > limit {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it is larger than {}", Size(limit)),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_files_are_read_up_to_a_size() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, [7; 1024]).unwrap();
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
        let pipe = directory.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
            .unwrap();
        for other in [&pipe, Path::new("/dev/zero")] {
            assert_eq!(read(other, 1024).unwrap_err().to_string(), "it is not a regular file");
        }
    }
}
