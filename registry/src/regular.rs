//! Reads files that may come from an untrusted source: regular files only, up to a size.

use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::OpenOptions;
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The largest configuration or key that is read: 1 MiB.
pub(crate) const LARGEST_TEXT: u64 = 1 << 20;

/// Returns the bytes of a file. A pipe, a device, or a file larger than `limit` is an error.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer.
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(Errno::ISDIR.into());
    }
    let refused = |reason: String| io::Error::new(io::ErrorKind::InvalidData, reason);
    if !metadata.is_file() {
        return Err(refused("it is not a file".to_owned()));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= limit {
        bytes.reserve_exact(usize::try_from(metadata.len()).unwrap_or_default());
        file.take(limit + 1).read_to_end(&mut bytes)?;
    }
    if metadata.len() > limit || bytes.len() as u64 > limit {
        return Err(refused(format!("it is larger than {limit} bytes")));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_files_of_a_usual_length_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::write(path("small"), "text").unwrap();
        assert_eq!(read(&path("small"), 4).unwrap(), b"text");
        std::fs::File::create(path("sparse")).unwrap().set_len(1 << 40).unwrap();
        std::fs::write(path("large"), vec![b' '; (1 << 20) + 1]).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            path("pipe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RWXU,
            0,
        )
        .unwrap();
        let refused = ["sparse", "large", "pipe", ".", "/dev/zero"]
            .map(|name| read(&path(name), LARGEST_TEXT).unwrap_err().to_string());
        assert_eq!(
            refused,
            [
                "it is larger than 1048576 bytes",
                "it is larger than 1048576 bytes",
                "it is not a file",
                "Is a directory (os error 21)",
                "it is not a file",
            ]
        );
    }
}
