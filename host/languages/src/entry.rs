//! The entry file of a tier.

use crate::ProgramError;
use crate::reach::{Reach, ReachError, ReachedFile};
use std::io;
use std::path::{Path, PathBuf};

/// The entry file of a tier, and the directory that its imports may use.
pub(crate) struct Entry {
    /// The directory that contains the file.
    pub(crate) reach: Reach,
    /// The same directory as the user wrote it.
    pub(crate) directory: PathBuf,
    /// The name of the file in the directory.
    pub(crate) name: String,
    pub(crate) file: ReachedFile,
}

impl Entry {
    /// Returns the file at a path, or the first of these names in the directory at that path.
    pub fn of(path: &Path, names: &[&str]) -> Result<Self, ProgramError> {
        match Reach::of(path) {
            Ok(reach) => Self::in_directory(path, reach, names),
            Err(_) => Self::at(path),
        }
    }

    fn in_directory(path: &Path, reach: Reach, names: &[&str]) -> Result<Self, ProgramError> {
        for name in names {
            match reach.file(Path::new(name)) {
                Ok(file) => {
                    return Ok(Self { reach, directory: path.to_owned(), name: (*name).to_owned(), file });
                }
                Err(ReachError::Missing) => {}
                Err(refused) => return Err(unreadable(&path.join(name), refused)),
            }
        }
        Err(ProgramError::NoEntry { path: path.to_owned() })
    }

    fn at(path: &Path) -> Result<Self, ProgramError> {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "its name is not UTF-8");
            return Err(ProgramError::Read { path: path.to_owned(), source });
        };
        let directory = path.parent().unwrap_or(Path::new("")).to_owned();
        let failed = |refused| unreadable(path, refused);
        let reach = Reach::of(&directory).map_err(failed)?;
        let file = reach.file(Path::new(name)).map_err(failed)?;
        Ok(Self { reach, directory, name: name.to_owned(), file })
    }
}

/// Returns the error for a file that cannot be read.
pub(crate) fn unreadable(path: &Path, refused: ReachError) -> ProgramError {
    ProgramError::Read { path: path.to_owned(), source: refused.into() }
}
