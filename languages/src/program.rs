//! A tier's source, as its language's engine takes it.

use crate::Language;
use std::io;
use std::path::{Path, PathBuf};

/// A tier's source in TypeScript or Python: the entry and everything of the project that it imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// What it is written in.
    pub language: Language,
    /// Path of the module that is run.
    pub entry: String,
    /// Its modules, sorted by path.
    pub modules: Vec<Module>,
    /// The files that the modules were read from, in the same order. A change to one of them changes the tier.
    pub files: Vec<PathBuf>,
}

/// One file of a program, in the form that the engine runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its path from the directory of the entry, with `/` between its parts: `rules/base.ts`.
    pub path: String,
    /// Its text, in the form that the engine runs. Its lines need not be the file's: errors are told in the file's.
    pub text: String,
}

fn unreadable(path: &Path, source: &io::Error) -> String {
    let path = path.display();
    match source.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{path}`"),
        io::ErrorKind::PermissionDenied => format!("`{path}` cannot be read: permission denied"),
        io::ErrorKind::InvalidData => format!("`{path}` is not UTF-8 text"),
        _ => format!("cannot read `{path}`: {source}"),
    }
}

/// Why a tier's source cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// A file cannot be read.
    #[error("{}", unreadable(path, source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A directory has no file that a tier begins with.
    #[error("`{}` has none of the files that a tier begins with", path.display())]
    NoEntry {
        /// The directory.
        path: PathBuf,
    },
    /// A file is not valid in its language.
    #[error("{message}")]
    Syntax {
        /// What is wrong, in one line.
        message: String,
        /// The file.
        path: PathBuf,
        /// Line in it, counted from 1.
        line: usize,
        /// Column in it, in characters, counted from 1.
        column: usize,
        /// What to do about it.
        hint: Option<String>,
    },
    /// An import leads nowhere, or to what a tier cannot use.
    #[error("cannot import `{specifier}`: {reason}")]
    Import {
        /// What is imported, as written.
        specifier: String,
        /// Why it cannot be.
        reason: String,
        /// The file that imports it.
        path: PathBuf,
        /// Line in it, counted from 1.
        line: usize,
        /// Column in it, in characters, counted from 1.
        column: usize,
        /// What to do about it.
        hint: Option<String>,
    },
}
