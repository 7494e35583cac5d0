//! Which files a project is made of.

use super::BuildError;
use super::project::Project;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The files in a package's directory, beside those in `src`, that its build depends on.
const BESIDE: [&str; 2] = ["Cargo.toml", "build.rs"];

/// The source files of the project in a directory, sorted: of the package and of its path dependencies everything in
/// `src`, the manifests, build scripts, and the workspace's manifest and lock. A change to one of them changes the tier.
pub fn files(project: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let project = Project::read(project)?;
    let mut files = BTreeSet::new();
    let beside = project.sources.keys().flat_map(|directory| BESIDE.map(|file| directory.join(file)));
    let shared = ["Cargo.toml", "Cargo.lock"].map(|file| project.workspace.join(file));
    files.extend(beside.chain(shared).filter(|file| file.is_file()));
    for directory in project.sources.keys() {
        collect(&directory.join("src"), &mut files);
    }
    Ok(files.into_iter().collect())
}

fn collect(directory: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        // A link is not followed, so that the walk ends.
        match entry.file_type() {
            _ if entry.file_name().to_string_lossy().starts_with('.') => {}
            Ok(kind) if kind.is_dir() => collect(&entry.path(), files),
            Ok(kind) if kind.is_file() => {
                files.insert(entry.path());
            }
            _ => {}
        }
    }
}
