//! Finds other stack files in the repository of a stack.

use super::{EXTENSIONS, STEM, overlay_of};
use std::fs;
use std::path::{Path, PathBuf};

/// The maximum depth of the search below the repository's root.
const MAX_DEPTH: usize = 8;
/// The maximum number of directory entries that are visited.
const MAX_ENTRIES: usize = 20_000;
/// The maximum number of files that are returned.
const MAX_FILES: usize = 500;
/// The maximum size in bytes. Stack files that people write are smaller.
const MAX_CANDIDATE_BYTES: u64 = 1 << 20;
/// Directories of dependencies and of generated files.
const FOREIGN: [&str; 4] = ["node_modules", "target", "terrace.out", "vendor"];

/// Returns files that may be stack files, excluding this one and overlays: every `terrace.yaml` in the repository and
/// all files next to this one.
///
/// In a repository that exceeds the limits, only a part is searched.
pub fn stack_files(file: &Path) -> Vec<PathBuf> {
    let Some(directory) = file.parent() else { return Vec::new() };
    let mut search = Search { own: file, entries: 0, found: Vec::new() };
    search.directory(directory, 0, &|path| !overlay_of_any(path));
    if let Some(root) = directory.ancestors().find(|path| path.join(".git").exists()) {
        search.directory(root, MAX_DEPTH, &is_named_like_one);
    }
    search.found.sort();
    search.found.dedup();
    search.found
}

struct Search<'a> {
    own: &'a Path,
    entries: usize,
    found: Vec<PathBuf>,
}

impl Search<'_> {
    fn directory(&mut self, directory: &Path, depth: usize, is_one: &dyn Fn(&Path) -> bool) {
        let Ok(entries) = fs::read_dir(directory) else { return };
        for entry in entries.flatten() {
            self.entries += 1;
            if self.entries > MAX_ENTRIES || self.found.len() >= MAX_FILES {
                return;
            }
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            let Ok(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if kind.is_dir() {
                let is_looked_into = depth > 0 && !FOREIGN.contains(&name) && !path.join(".git").exists();
                if is_looked_into {
                    self.directory(&path, depth - 1, is_one);
                }
            } else if kind.is_file() && path != self.own && has_ending(&path) && is_one(&path) {
                let is_small = entry.metadata().is_ok_and(|metadata| metadata.len() <= MAX_CANDIDATE_BYTES);
                if is_small {
                    self.found.push(path);
                }
            }
        }
    }
}

fn has_ending(path: &Path) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| EXTENSIONS.contains(&ending))
}

fn is_named_like_one(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == STEM)
}

/// Returns whether a file is an overlay of another file that exists.
fn overlay_of_any(path: &Path) -> bool {
    overlay_of(path).is_some_and(|stem| {
        EXTENSIONS.iter().any(|ending| path.with_file_name(format!("{stem}.{ending}")).is_file())
    })
}
