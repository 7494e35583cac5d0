//! Decides which paths belong to a checkout.

use super::Connections;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

/// Decides which paths lie outside the checkouts that a command works in, and what the programs there may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The canonical roots of the checkouts.
    roots: Vec<PathBuf>,
    connections: Connections,
}

impl Outside {
    /// Creates the complement of the checkouts that contain the current directory and these places.
    pub fn of<'a>(places: impl IntoIterator<Item = &'a Path>, connections: Connections) -> Self {
        let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let current = std::env::current_dir();
        let places = places.into_iter().map(Path::to_owned).chain(current);
        let mut roots: Vec<PathBuf> = places.filter_map(|place| root(&place, home.as_deref())).collect();
        roots.sort();
        roots.dedup();
        Self { roots, connections }
    }

    /// Returns whether programs may open connections.
    pub fn connections(&self) -> Connections {
        self.connections
    }

    /// Returns whether a path is absolute and not part of a checkout, neither by its name nor after resolving links.
    pub fn allows(&self, path: &Path) -> bool {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let is_outside = |path: &Path| !self.roots.iter().any(|root| path.starts_with(root));
        // A name with `..` in it does not show where it leads.
        let is_plain = !path.components().any(|part| part == Component::ParentDir);
        path.is_absolute() && (!is_plain || is_outside(path)) && is_outside(&real)
    }

    /// Returns the entries of PATH that may be searched: those that are absolute and outside.
    pub fn search_path(&self, path: &OsStr) -> OsString {
        let kept = std::env::split_paths(path).filter(|entry| self.allows(entry));
        std::env::join_paths(kept).expect("entries that were split from a PATH contain no separator")
    }
}

/// Returns the root of the checkout that contains a place: the nearest parent directory with `.git`, or else the place itself.
///
/// Returns `None` if that contains the user's home: such a directory belongs to the user, and so do the programs below it.
fn root(place: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let place = place.canonicalize().ok()?;
    let directory = if place.is_dir() { place.as_path() } else { place.parent()? };
    let home = home.map(|home| home.canonicalize().unwrap_or_else(|_| home.to_owned()));
    let is_users = |root: &Path| home.as_ref().is_some_and(|home| home.starts_with(root));
    let repository = directory.ancestors().find(|above| above.join(".git").exists());
    // If the home is a repository, that does not make the directories in it part of a checkout.
    let root = repository.filter(|root| !is_users(root)).unwrap_or(directory);
    (!is_users(root)).then(|| root.to_owned())
}
