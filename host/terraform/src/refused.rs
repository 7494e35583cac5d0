//! Files that have the program's name but are not run.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use terrace_programs::Outside;

/// A file on PATH that is not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedProgram {
    /// Path of the file.
    pub path: PathBuf,
    /// The reason why it is not run.
    pub reason: Reason,
}

/// The reason why a file is not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The PATH entry is relative.
    Relative,
    /// The file belongs to the checkout.
    Inside,
    /// The user must not execute the file.
    NotExecutable,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relative => "its PATH entry is relative, so it depends on the current directory",
            Self::Inside => "it is inside this project, whose programs are not run",
            Self::NotExecutable => "it is not executable",
        })
    }
}

/// Returns every `terraform` and `tofu` on PATH that is not run, in the order of its entries.
pub fn refused(path: &OsStr, outside: &Outside) -> Vec<RefusedProgram> {
    let files = std::env::split_paths(path)
        .flat_map(|entry| ["terraform", "tofu"].map(|name| entry.join(name)))
        .filter(|file| file.is_file());
    let refused =
        files.filter_map(|path| reason(&path, outside).map(|reason| RefusedProgram { path, reason }));
    refused.collect()
}

fn reason(file: &Path, outside: &Outside) -> Option<Reason> {
    if !file.is_absolute() {
        Some(Reason::Relative)
    } else if !outside.allows(file) {
        Some(Reason::Inside)
    } else {
        (!is_executable(file)).then_some(Reason::NotExecutable)
    }
}

fn is_executable(file: &Path) -> bool {
    rustix::fs::access(file, rustix::fs::Access::EXEC_OK).is_ok()
}
