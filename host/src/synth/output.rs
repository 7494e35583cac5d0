//! The output directory.

use crate::model::Diagnostic;
use crate::reason::reason;
use crate::regular;
use crate::replace::{Manner, replace};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The one file that a synth writes. That there is one is what makes its replacement whole: renaming a
/// file over another is the only change to a directory that cannot be seen half done.
pub const FILE_NAME: &str = "main.tf.json";

/// How much of a file is compared at a time: what stays in the processor's cache.
const PART: usize = 16 * 1024;

/// Why the output could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The directory cannot be made.
    #[error("cannot make the output directory `{}`: {}", path.display(), reason(source))]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else is where the directory has to be.
    #[error("cannot make the output directory `{}`: `{}` is not a directory", path.display(), obstacle.display())]
    DirectoryTaken {
        /// The directory.
        path: PathBuf,
        /// What is in the way: the path itself, or one above it.
        obstacle: PathBuf,
    },
    /// A directory is where the file has to be.
    #[error("the output file `{}` is a directory", path.display())]
    FileTaken {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written; what was there before is still there.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl OutputError {
    /// This error for people.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("output", self.to_string());
        match self {
            Self::Directory { .. } => diagnostic.hint("name a directory that can be written with `--out`"),
            Self::DirectoryTaken { obstacle: path, .. } | Self::FileTaken { path } => diagnostic
                .hint(format!("remove `{}`, or name another directory with `--out`", path.display())),
            Self::Write { .. } => diagnostic
                .note("what was there before is untouched")
                .hint("make room or permission there, or name another directory with `--out`"),
            Self::Read { .. } => diagnostic.hint("name another directory with `--out`"),
        }
    }
}

/// How what is on disk relates to what was synthesized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The same to the byte.
    Same,
    /// Nothing was there.
    Missing,
    /// Something else was there.
    Different,
}

/// What the directory's file holds; none where there is none.
pub fn read(directory: &Path) -> Result<Option<Vec<u8>>, OutputError> {
    of_file(directory, regular::read)
}

/// What is told of the directory's file; none where there is none.
fn of_file<T>(directory: &Path, tell: impl FnOnce(&Path) -> io::Result<T>) -> Result<Option<T>, OutputError> {
    let path = directory.join(FILE_NAME);
    match tell(&path) {
        Ok(told) => Ok(Some(told)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(_) if path.is_dir() => Err(OutputError::FileTaken { path }),
        Err(source) => match obstacle(directory) {
            Some(obstacle) => Err(OutputError::DirectoryTaken { path: directory.to_owned(), obstacle }),
            None => Err(OutputError::Read { path, source }),
        },
    }
}

/// How what a file holds relates to what was synthesized.
pub fn difference(present: Option<&[u8]>, bytes: &[u8]) -> Difference {
    match present {
        Some(present) if present == bytes => Difference::Same,
        Some(_) => Difference::Different,
        None => Difference::Missing,
    }
}

/// Compares the directory's file with these bytes.
pub fn compare(directory: &Path, bytes: &[u8]) -> Result<Difference, OutputError> {
    Ok(match of_file(directory, |path| holds(path, bytes))? {
        Some(true) => Difference::Same,
        Some(false) => Difference::Different,
        None => Difference::Missing,
    })
}

/// Whether a file holds these bytes and no more.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = regular::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut part = vec![0; PART];
    for expected in bytes.chunks(PART) {
        let part = &mut part[..expected.len()];
        match file.read_exact(part) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            result => result?,
        }
        if part != expected {
            return Ok(false);
        }
    }
    Ok(file.read(&mut part[..1])? == 0)
}

/// Makes the directory's file hold these bytes: the old file stays whole until the new one is. A file
/// that holds them already is not touched. Returns what was there before.
pub fn write(directory: &Path, bytes: &[u8]) -> Result<Difference, OutputError> {
    let before = match compare(directory, bytes) {
        // What cannot be read can still be replaced.
        Err(OutputError::Read { .. }) => Difference::Different,
        result => result?,
    };
    if before == Difference::Same {
        return Ok(before);
    }
    fs::create_dir_all(directory).map_err(|source| match obstacle(directory) {
        Some(obstacle) => OutputError::DirectoryTaken { path: directory.to_owned(), obstacle },
        None => OutputError::Directory { path: directory.to_owned(), source },
    })?;
    let path = directory.join(FILE_NAME);
    replace(directory, &path, bytes, Manner::Output).map_err(|source| OutputError::Write { path, source })?;
    Ok(before)
}

/// What is no directory, of a directory and those above it.
fn obstacle(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|path| path.symlink_metadata().is_ok() && !path.is_dir()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_once_and_replaces_whole() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("a/b");
        assert_eq!(compare(&out, b"1").unwrap(), Difference::Missing);
        assert_eq!(write(&out, b"1").unwrap(), Difference::Missing);
        assert_eq!(write(&out, b"1").unwrap(), Difference::Same);
        assert_eq!(write(&out, b"2").unwrap(), Difference::Different);
        assert_eq!(compare(&out, b"22").unwrap(), Difference::Different);
        assert_eq!(compare(&out, b"").unwrap(), Difference::Different);
        assert_eq!(fs::read(out.join(FILE_NAME)).unwrap(), b"2");
        let names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE_NAME], "no temporary file is left");
    }

    #[test]
    fn long_outputs_are_compared_to_their_last_byte() {
        let directory = tempfile::tempdir().unwrap();
        for length in [PART - 1, PART, PART + 1, 3 * PART] {
            let mut bytes = vec![b'a'; length];
            write(directory.path(), &bytes).unwrap();
            assert_eq!(compare(directory.path(), &bytes).unwrap(), Difference::Same);
            bytes[length - 1] = b'b';
            assert_eq!(compare(directory.path(), &bytes).unwrap(), Difference::Different);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let victim = directory.path().join("victim");
        fs::write(&victim, "kept").unwrap();
        let out = directory.path().join("out");
        fs::create_dir(&out).unwrap();
        std::os::unix::fs::symlink(&victim, out.join(FILE_NAME)).unwrap();
        write(&out, b"new").unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "kept");
        assert_eq!(fs::read(out.join(FILE_NAME)).unwrap(), b"new");
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().join("out");
        fs::write(&out, "").unwrap();
        for directory in [&out, &out.join("below/it")] {
            let error = write(directory, b"1").unwrap_err();
            assert!(
                matches!(&error, OutputError::DirectoryTaken { obstacle, .. } if *obstacle == out),
                "{error}"
            );
        }
        let taken = directory.path().join("taken");
        fs::create_dir_all(taken.join(FILE_NAME)).unwrap();
        let error = write(&taken, b"1").unwrap_err();
        assert!(matches!(error, OutputError::FileTaken { .. }), "{error}");
    }
}
