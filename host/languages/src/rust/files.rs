//! Determines the source files of a project.

use super::BuildError;
use super::project::Project;
use crate::{Reach, ReachError, ReachedFile};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// The files in a package's directory, besides those in `src`, that its build depends on.
const BESIDE: [&str; 2] = ["Cargo.toml", "build.rs"];

/// The files of a workspace that the build of its packages depends on.
const SHARED: [&str; 2] = ["Cargo.toml", "Cargo.lock"];

/// Stands for the workspace in place of a file's package. No package has this name.
const WORKSPACE: &str = "";

/// The most source files that a project may have.
const MAX_SOURCE_FILES: usize = 20_000;

/// The most bytes that the source files of a project may have in total.
const MAX_SOURCE_BYTES: usize = 256 << 20;

/// Returns the source files of the project in a directory, sorted: for the package and its path dependencies everything in
/// `src`, the manifests, build scripts, and the workspace's manifest and lock file. A change to one of them changes the tier.
///
/// # Errors
///
/// If the project cannot be read, a link leads out of its package, or there are more than 20,000 files.
pub fn files(project: &Path) -> Result<Vec<PathBuf>, BuildError> {
    Ok(find(project)?.into_keys().collect())
}

/// Returns the contents of the same files, each named by its package and its path in the package, which are the same on every
/// machine.
///
/// # Errors
///
/// Those of [`files`], and if a file cannot be read, or the files have more than 256 MiB in total.
pub fn sources(project: &Path) -> Result<Vec<(String, Vec<u8>)>, BuildError> {
    let mut room = MAX_SOURCE_BYTES;
    let mut sources = Vec::new();
    for (path, Source { name, file }) in find(project)? {
        let bytes = file.bytes(room).map_err(|refused| unreadable(&path, refused))?;
        room -= bytes.len();
        sources.push((name, bytes));
    }
    sources.sort();
    Ok(sources)
}

struct Source {
    /// The package, and the path in it.
    name: String,
    file: ReachedFile,
}

/// Returns the files by their canonical paths. Those of a package are in its own directory, whatever links say.
fn find(project: &Path) -> Result<BTreeMap<PathBuf, Source>, BuildError> {
    let project = Project::read(project)?;
    let mut found = Files::default();
    for (directory, name) in &project.sources {
        let package = Package { name, reach: reach(directory)? };
        found.add(&package, &BESIDE)?;
        found.add_all(&package, "src")?;
    }
    let workspace = Package { name: WORKSPACE, reach: reach(&project.workspace)? };
    found.add(&workspace, &SHARED)?;
    Ok(found.0)
}

fn reach(directory: &Path) -> Result<Reach, BuildError> {
    Reach::of(directory).map_err(|refused| unreadable(directory, refused))
}

/// A package's directory. No file outside of it belongs to the package.
struct Package<'a> {
    name: &'a str,
    reach: Reach,
}

#[derive(Default)]
struct Files(BTreeMap<PathBuf, Source>);

impl Files {
    fn add(&mut self, package: &Package<'_>, names: &[&str]) -> Result<(), BuildError> {
        for name in names {
            match package.reach.file(Path::new(name)) {
                Ok(file) => self.put(package, file)?,
                Err(ReachError::Missing) => {}
                Err(refused) => return Err(unreadable(&package.reach.directory().join(name), refused)),
            }
        }
        Ok(())
    }

    /// Adds all files of a package's directory and its subdirectories. Each directory is visited once, so that the walk ends
    /// despite links.
    fn add_all(&mut self, package: &Package<'_>, directory: &str) -> Result<(), BuildError> {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![package.reach.directory().join(directory)];
        while let Some(path) = waiting.pop() {
            let directory = match package.reach.inner(&path) {
                Ok(directory) => directory,
                Err(ReachError::Missing) => continue,
                Err(refused) => return Err(unreadable(&path, refused)),
            };
            if !seen.insert(directory.directory().to_owned()) {
                continue;
            }
            let names = directory.names().into_iter();
            for name in names.filter(|name| !name.as_encoded_bytes().starts_with(b".")) {
                let path = directory.directory().join(name);
                match package.reach.file(&path) {
                    Ok(file) => self.put(package, file)?,
                    Err(ReachError::Missing) => waiting.push(path),
                    // A pipe is never compiled.
                    Err(ReachError::Irregular) => {}
                    Err(refused) => return Err(unreadable(&path, refused)),
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, package: &Package<'_>, file: ReachedFile) -> Result<(), BuildError> {
        if self.0.len() == MAX_SOURCE_FILES {
            let reason =
                io::Error::other(format!("the project has more than {MAX_SOURCE_FILES} source files"));
            return Err(BuildError::Read { path: file.path().to_owned(), source: reason });
        }
        let inner = file.path().strip_prefix(package.reach.directory()).unwrap_or(file.path());
        let name = format!("{}/{}", package.name, inner.display());
        self.0.entry(file.path().to_owned()).or_insert(Source { name, file });
        Ok(())
    }
}

fn unreadable(path: &Path, refused: ReachError) -> BuildError {
    BuildError::Read { path: path.to_owned(), source: refused.into() }
}
