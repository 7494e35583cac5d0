//! Files around the configuration.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PrepareError;
use super::additions::is_configuration;

pub(super) fn absolute(path: &Path) -> Result<PathBuf, PrepareError> {
    fs::canonicalize(path).map_err(|error| PrepareError::read(path, error))
}

pub(super) fn remove(path: &Path) -> Result<(), PrepareError> {
    let removed = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        _ => fs::remove_file(path),
    };
    removed.map_err(|error| PrepareError::write(path, error))
}

/// Makes the files next to the configuration reachable from the sandbox by the same relative paths: Terraform finds variable
/// files there, and `file()` and module sources use others.
pub(super) fn bring(source: &Path, directory: &Path, taken: &BTreeSet<String>) -> Result<(), PrepareError> {
    let links = directory.join(".terrace").join("links");
    // Links of the last run whose targets may no longer exist.
    let last = match fs::read_to_string(&links) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        last => last.map_err(|error| PrepareError::read(&links, error))?,
    };
    for name in last.lines() {
        let path = directory.join(name);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            remove(&path)?;
        }
    }
    let mut made = String::new();
    let entries = fs::read_dir(source).map_err(|error| PrepareError::read(source, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| PrepareError::read(source, error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (from, to) = (entry.path(), directory.join(&name));
        if from == *directory || name.starts_with('.') || name.starts_with("terraform.tfstate") {
            continue;
        }
        if name == super::CONFIGURATION || is_configuration(&name) && !taken.contains(&name) {
            continue;
        }
        if fs::symlink_metadata(&to).is_err() {
            std::os::unix::fs::symlink(&from, &to).map_err(|error| PrepareError::write(&to, error))?;
            made.push_str(&name);
            made.push('\n');
        }
    }
    super::write(&links, made.as_bytes())
}
