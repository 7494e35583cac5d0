//! The source of a tier in the form that its language's engine runs.

use crate::Language;
use std::io;
use std::path::{Path, PathBuf};

/// The source of a tier in TypeScript or Python: the entry and everything of the project that it imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The language of the source.
    pub language: Language,
    /// The path of the module that is run.
    pub entry: String,
    /// The modules, sorted by path.
    pub modules: Vec<Module>,
    /// The files that the modules were read from, in the same order. A change to one of them changes the tier.
    pub files: Vec<PathBuf>,
}

/// A file of a program in the form that the engine runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// The path from the directory of the entry, with `/` as the separator: `rules/base.ts`.
    pub path: String,
    /// The text that the engine runs. Its lines need not match the file's, but errors use the file's line numbers.
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

/// The reason why a tier's source cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    #[error("{}", unreadable(path, source))]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` has none of the entry files of a tier", path.display())]
    NoEntry { path: PathBuf },
    #[error("{message}")]
    Syntax {
        /// The error message, in one line.
        message: String,
        path: PathBuf,
        /// The line in the file, from 1.
        line: usize,
        /// The column in the line, in characters, from 1.
        column: usize,
        /// How to fix it.
        hint: Option<String>,
    },
    /// An import does not resolve, or resolves to something that a tier cannot use.
    #[error("cannot import `{specifier}`: {reason}")]
    Import {
        specifier: String,
        reason: String,
        path: PathBuf,
        /// The line in the file, from 1.
        line: usize,
        /// The column in the line, in characters, from 1.
        column: usize,
        /// How to fix it.
        hint: Option<String>,
    },
}
