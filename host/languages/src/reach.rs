//! The gate for every file of a tier's source: nothing outside of a directory is opened, whatever a path, a link or a package's
//! manifest says.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// A directory that no path leads out of.
///
/// Paths are canonicalized, so that links, `..` and absolute paths cannot lead elsewhere. Hard links are treated like any other
/// file: nothing reveals the other names of the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The canonical path.
    directory: PathBuf,
}

/// A regular file in a [`Reach`], which is the only way to get one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedFile {
    /// The canonical path.
    path: PathBuf,
}

/// The reason why a path does not lead to a readable file.
#[derive(Debug, thiserror::Error)]
pub enum ReachError {
    #[error("there is no such file")]
    Missing,
    #[error("it leads out of its directory")]
    Outside,
    #[error("it is not a regular file")]
    Irregular,
    #[error("it is larger than {}", size(*limit))]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    #[error("it is not UTF-8 text")]
    NotText,
    #[error("{0}")]
    Failed(io::Error),
}

impl Reach {
    pub fn of(directory: &Path) -> Result<Self, ReachError> {
        let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
        let directory = canonical(directory)?;
        if directory.is_dir() { Ok(Self { directory }) } else { Err(ReachError::Missing) }
    }

    /// Returns the canonical path of the directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns true if a canonical path is within reach.
    pub fn has(&self, canonical: &Path) -> bool {
        canonical.starts_with(&self.directory)
    }

    /// Returns the file at a path relative to the directory.
    pub fn file(&self, path: &Path) -> Result<ReachedFile, ReachError> {
        let path = self.enclosed(path)?;
        let kind = fs::metadata(&path).map_err(reach_error)?.file_type();
        match (kind.is_file(), kind.is_dir()) {
            (true, _) => Ok(ReachedFile { path }),
            (_, true) => Err(ReachError::Missing),
            _ => Err(ReachError::Irregular),
        }
    }

    /// Returns the reach of a directory in this one.
    pub fn inner(&self, path: &Path) -> Result<Self, ReachError> {
        let directory = self.enclosed(path)?;
        if directory.is_dir() { Ok(Self { directory }) } else { Err(ReachError::Missing) }
    }

    /// Returns the names of the entries in the directory, sorted, or none if it cannot be listed.
    pub fn names(&self) -> Vec<OsString> {
        let entries = fs::read_dir(&self.directory).into_iter().flatten().flatten();
        let mut names: Vec<OsString> = entries.map(|entry| entry.file_name()).collect();
        names.sort();
        names
    }

    /// Returns the canonical path of the file at a path relative to the directory.
    ///
    /// `..` removes the part before it, as in a URL, so that a path that leaves the directory is rejected before anything there
    /// is looked at: no error reveals what exists elsewhere.
    fn enclosed(&self, path: &Path) -> Result<PathBuf, ReachError> {
        let path = without_dots(&self.directory.join(path));
        if !self.has(&path) {
            return Err(ReachError::Outside);
        }
        let path = canonical(&path)?;
        if self.has(&path) { Ok(path) } else { Err(ReachError::Outside) }
    }
}

impl ReachedFile {
    /// Returns the canonical path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the directory of the file, which is canonical as well.
    pub fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Returns the file extension, without the dot.
    pub fn ending(&self) -> &str {
        self.path.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
    }

    /// Returns the content, of at most `limit` bytes.
    pub fn bytes(&self, limit: usize) -> Result<Vec<u8>, ReachError> {
        let file = File::open(&self.path).map_err(reach_error)?;
        if !file.metadata().map_err(reach_error)?.is_file() {
            return Err(ReachError::Irregular);
        }
        let mut bytes = Vec::new();
        file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(reach_error)?;
        if bytes.len() > limit { Err(ReachError::TooLarge { limit }) } else { Ok(bytes) }
    }

    /// Returns the text, of at most `limit` bytes, without a byte order mark.
    pub fn text(&self, limit: usize) -> Result<String, ReachError> {
        let text = String::from_utf8(self.bytes(limit)?).map_err(|_| ReachError::NotText)?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

impl From<ReachError> for io::Error {
    fn from(refused: ReachError) -> Self {
        match refused {
            ReachError::Missing => io::ErrorKind::NotFound.into(),
            ReachError::NotText => io::ErrorKind::InvalidData.into(),
            ReachError::Failed(error) => error,
            other => Self::other(other),
        }
    }
}

fn canonical(path: &Path) -> Result<PathBuf, ReachError> {
    fs::canonicalize(path).map_err(reach_error)
}

fn reach_error(error: io::Error) -> ReachError {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    match error.kind() {
        NotFound | NotADirectory | InvalidInput | InvalidFilename => ReachError::Missing,
        _ => ReachError::Failed(error),
    }
}

/// Returns a path without `.` and `..`. The parent of the root is the root.
fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = clean.pop(),
            other => clean.push(other),
        }
    }
    clean
}

/// Formats a number of bytes for people.
fn size(bytes: usize) -> String {
    match bytes >> 20 {
        0 => format!("{} KiB", bytes >> 10),
        mebibytes => format!("{mebibytes} MiB"),
    }
}
