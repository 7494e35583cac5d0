//! Errors of reading and writing test cases.

use std::io;
use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::suggest::Listed;
use terrace_files::reason::reason;

/// An error reading or writing cases or expected results.
#[derive(Debug, thiserror::Error)]
pub enum CasesError {
    #[error("there are no cases: `{}` is not a directory", directory.display())]
    NoDirectory { directory: PathBuf },
    #[error("there are no cases in `{}`", directory.display())]
    NoCases { directory: PathBuf },
    #[error("no case in `{}` has `{filter}` in its name", directory.display())]
    NoneChosen {
        directory: PathBuf,
        /// The filter, a part of the name.
        filter: String,
        known: Vec<String>,
    },
    #[error("cannot read `{}`: {}", path.display(), reason(source))]
    Read {
        /// Path of the file or directory.
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: io::Error,
    },
    #[error("cannot write `{}`: {}", path.display(), reason(source))]
    Write {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: io::Error,
    },
}

impl Explain for CasesError {
    fn diagnostic(&self) -> Diagnostic {
        let error = |code: &str| Diagnostic::error(code, self.to_string());
        match self {
            Self::NoDirectory { .. } | Self::NoCases { .. } => error("no-cases").hint(
                "write a file `NAME.yaml` there with `inputs:`, or name another directory with `--cases`",
            ),
            Self::NoneChosen { filter, known, .. } => {
                let known = Listed::near(filter, known.iter().map(String::as_str));
                error("no-cases").note(format!("the cases are {known}"))
            }
            Self::Read { .. } => error("unreadable-file"),
            Self::Write { .. } => error("unwritable-file").hint("the previous content is unchanged"),
        }
    }
}
