//! Which files a project is made of.

use super::BuildError;
use super::project::Project;
use crate::{Reach, ReachedFile, Refused};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// The files in a package's directory, beside those in `src`, that its build depends on.
const BESIDE: [&str; 2] = ["Cargo.toml", "build.rs"];

/// The files of a workspace that the build of its packages depends on.
const SHARED: [&str; 2] = ["Cargo.toml", "Cargo.lock"];

/// Stands for the workspace where a file's package is named. No package has this name.
const WORKSPACE: &str = "";

/// As many source files as a project may have.
const FILES: usize = 20_000;

/// As many bytes as the source files of a project may have together.
const BYTES: usize = 256 << 20;

/// The source files of the project in a directory, sorted: of the package and of its path dependencies everything in
/// `src`, the manifests, build scripts, and the workspace's manifest and lock. A change to one of them changes the tier.
///
/// # Errors
///
/// cargo refuses the project, a link leads out of its package, or there are more than 20,000 files.
pub fn files(project: &Path) -> Result<Vec<PathBuf>, BuildError> {
    Ok(find(project)?.into_keys().collect())
}

/// Returns the contents of the same files, each named by its package and its path there, which are equal on every machine.
///
/// # Errors
///
/// As those of [`files`]; and if a file cannot be read, or all of them have more than 256 MiB.
pub fn sources(project: &Path) -> Result<Vec<(String, Vec<u8>)>, BuildError> {
    let mut room = BYTES;
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
    /// Its package, and its path there.
    name: String,
    file: ReachedFile,
}

/// The files by their canonical paths. A package's are in its own directory, whatever links say.
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

/// A package's directory, out of which no file of it is taken.
struct Package<'a> {
    name: &'a str,
    reach: Reach,
}

#[derive(Default)]
struct Files(BTreeMap<PathBuf, Source>);

impl Files {
    /// Adds those of these files that there are.
    fn add(&mut self, package: &Package<'_>, names: &[&str]) -> Result<(), BuildError> {
        for name in names {
            match package.reach.file(Path::new(name)) {
                Ok(file) => self.put(package, file)?,
                Err(Refused::Missing) => {}
                Err(refused) => return Err(unreadable(&package.reach.directory().join(name), refused)),
            }
        }
        Ok(())
    }

    /// Adds all files of a package's directory and of those in it. Links lead to each directory once, so that the walk ends.
    fn add_all(&mut self, package: &Package<'_>, directory: &str) -> Result<(), BuildError> {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![package.reach.directory().join(directory)];
        while let Some(path) = waiting.pop() {
            let directory = match package.reach.inner(&path) {
                Ok(directory) => directory,
                Err(Refused::Missing) => continue,
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
                    Err(Refused::Missing) => waiting.push(path),
                    // Nobody compiles a pipe.
                    Err(Refused::Irregular) => {}
                    Err(refused) => return Err(unreadable(&path, refused)),
                }
            }
        }
        Ok(())
    }

    fn put(&mut self, package: &Package<'_>, file: ReachedFile) -> Result<(), BuildError> {
        if self.0.len() == FILES {
            let reason = io::Error::other(format!("it is one of more than {FILES} source files"));
            return Err(BuildError::Read { path: file.path().to_owned(), source: reason });
        }
        let inner = file.path().strip_prefix(package.reach.directory()).unwrap_or(file.path());
        let name = format!("{}/{}", package.name, inner.display());
        self.0.entry(file.path().to_owned()).or_insert(Source { name, file });
        Ok(())
    }
}

fn unreadable(path: &Path, refused: Refused) -> BuildError {
    BuildError::Read { path: path.to_owned(), source: refused.into() }
}
