//! What can be wrong with the files of cases.

use crate::model::Diagnostic;
use crate::reason::reason;
use std::io;
use std::path::PathBuf;

/// Cases or expected answers that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    /// No such directory.
    #[error("there are no cases: `{}` is no directory", directory.display())]
    NoDirectory {
        /// The directory.
        directory: PathBuf,
    },
    /// A directory without cases.
    #[error("there are no cases in `{}`", directory.display())]
    NoCases {
        /// The directory.
        directory: PathBuf,
    },
    /// No case has the name that was asked for.
    #[error("no case in `{}` has `{filter}` in its name", directory.display())]
    NoneChosen {
        /// The directory.
        directory: PathBuf,
        /// What was asked for.
        filter: String,
        /// The names of all cases.
        known: Vec<String>,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl CasesError {
    /// This error for people.
    pub fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::NoDirectory { .. } | Self::NoCases { .. } => error("no-cases").hint(
                "write a file `NAME.yaml` there with `inputs:`, or name another directory with `--cases`",
            ),
            Self::NoneChosen { known, .. } => {
                error("no-cases").note(format!("there are `{}`", known.join("`, `")))
            }
            Self::Read { .. } => error("unreadable-file"),
            Self::Write { .. } => error("unwritable-file").hint("what was there before is untouched"),
        }
    }
}
