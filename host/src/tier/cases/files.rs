//! The files of a directory of cases.

use super::error::CasesError;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a case's file ends in.
const CASE: &str = ".yaml";
/// What the file of the expected answer ends in.
const EXPECTED: &str = ".expected.json";

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseFile {
    /// Its name: that of its file, without `.yaml`.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The file of the expected answer, which need not be there.
    pub expected: PathBuf,
}

/// The cases of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cases {
    /// The cases, sorted by name.
    pub files: Vec<CaseFile>,
    /// Files of expected answers that belong to no case, sorted.
    pub strays: Vec<PathBuf>,
}

/// Lists the cases of a directory, `NAME.yaml`; with a filter those with this text in their names. Other files are
/// none of its business.
///
/// # Errors
///
/// The directory cannot be listed, or there is no case.
pub fn find(directory: &Path, filter: Option<&str>) -> Result<Cases, CasesError> {
    let names = names(directory)?;
    let mut cases: BTreeSet<&str> =
        names.iter().filter_map(|name| name.strip_suffix(CASE)).filter(|name| !name.is_empty()).collect();
    let mut expected: BTreeSet<&str> = names.iter().filter_map(|name| name.strip_suffix(EXPECTED)).collect();
    if cases.is_empty() {
        return Err(CasesError::NoCases { directory: directory.to_owned() });
    }
    expected.retain(|name| !cases.contains(name));
    if let Some(filter) = filter {
        let known = cases.iter().map(|name| (*name).to_owned()).collect();
        cases.retain(|name| name.contains(filter));
        expected.retain(|name| name.contains(filter));
        if cases.is_empty() {
            let (directory, filter) = (directory.to_owned(), filter.to_owned());
            return Err(CasesError::NoneChosen { directory, filter, known });
        }
    }
    let file = |name: &str, ending: &str| directory.join(format!("{name}{ending}"));
    let case = |name: &str| CaseFile {
        name: name.to_owned(),
        path: file(name, CASE),
        expected: file(name, EXPECTED),
    };
    Ok(Cases {
        files: cases.into_iter().map(case).collect(),
        strays: expected.into_iter().map(|name| file(name, EXPECTED)).collect(),
    })
}

/// The names of the files in a directory.
fn names(directory: &Path) -> Result<Vec<String>, CasesError> {
    let read = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            CasesError::NoDirectory { directory: directory.to_owned() }
        }
        _ => CasesError::Read { path: directory.to_owned(), source },
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(read)? {
        // A name that is no text is no case's.
        names.extend(entry.map_err(read)?.file_name().into_string());
    }
    Ok(names)
}
