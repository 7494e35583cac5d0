//! The files in a directory of test cases.

use super::error::CasesError;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use terrace_languages::{Reach, ReachError};

/// The suffix of a case's file.
const CASE: &str = ".yaml";
/// The suffix of the file with the expected result.
const EXPECTED: &str = ".expected.json";

/// The files of a test case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaseFile {
    /// The case's name: that of its file, without `.yaml`.
    pub name: String,
    pub path: PathBuf,
    /// Path of the file with the expected result, which may not exist yet.
    pub expected: PathBuf,
}

/// The cases in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cases {
    /// The cases, sorted by name.
    pub files: Vec<CaseFile>,
    /// Files with expected results that belong to no case, sorted.
    pub strays: Vec<PathBuf>,
}

/// Lists the cases in a directory, `NAME.yaml`, optionally only those with `filter` in their names. Other files are ignored.
///
/// # Errors
///
/// The directory cannot be listed, there is no case, or a file of a case is a link that leads out of the directory.
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
    let files: Vec<CaseFile> = cases.into_iter().map(case).collect();
    check(directory, &files)?;
    Ok(Cases { files, strays: expected.into_iter().map(|name| file(name, EXPECTED)).collect() })
}

/// Checks that the files of these cases are regular files in the directory. Through a link, the diff could show a file from
/// elsewhere, and reading a pipe would never end.
fn check(directory: &Path, cases: &[CaseFile]) -> Result<(), CasesError> {
    let failed =
        |path: &Path, refused: ReachError| CasesError::Read { path: path.to_owned(), source: refused.into() };
    let reach = Reach::of(directory).map_err(|refused| failed(directory, refused))?;
    for path in cases.iter().flat_map(|case| [&case.path, &case.expected]) {
        // Reading the file reports any other problem.
        if let Some(Err(refused @ (ReachError::Outside | ReachError::Irregular))) =
            path.file_name().map(|name| reach.file(Path::new(name)))
        {
            return Err(failed(path, refused));
        }
    }
    Ok(())
}

/// Returns the names of the files in a directory.
fn names(directory: &Path) -> Result<Vec<String>, CasesError> {
    let read = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            CasesError::NoDirectory { directory: directory.to_owned() }
        }
        _ => CasesError::Read { path: directory.to_owned(), source },
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).map_err(read)? {
        // A name that is not valid UTF-8 does not belong to a case.
        names.extend(entry.map_err(read)?.file_name().into_string());
    }
    Ok(names)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn case_files_may_not_link_out_of_their_directory() {
        for (link, target) in [
            ("a.yaml", "../secret"),
            ("a.expected.json", "../secret"),
            ("a.expected.json", "/etc/passwd"),
            ("b.yaml", "/dev/zero"),
            ("a.expected.json", "../none/../secret"),
        ] {
            let root = tempfile::tempdir().unwrap();
            let directory = root.path().join("tests");
            fs::create_dir_all(&directory).unwrap();
            fs::create_dir_all(root.path().join("none")).unwrap();
            fs::write(root.path().join("secret"), "hunter2").unwrap();
            fs::write(directory.join("other.yaml"), "").unwrap();
            if !link.starts_with("a.yaml") {
                fs::write(directory.join("a.yaml"), "").unwrap();
            }
            symlink(target, directory.join(link)).unwrap();
            let error = find(&directory, None).unwrap_err().to_string();
            assert!(error.contains("it leads out of its directory"), "{link}: {error}");
            assert!(find(&directory, Some("other")).is_ok(), "{link}");
            fs::remove_file(directory.join(link)).unwrap();
            fs::write(directory.join("linked.yaml"), "").unwrap();
            symlink("linked.yaml", directory.join(link)).unwrap();
            assert!(find(&directory, None).is_ok(), "{link}");
        }
    }
}
