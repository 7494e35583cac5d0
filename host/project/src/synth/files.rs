//! The files that a stack consists of.

use crate::source;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_engine::Engine;
use terrace_languages::Language;
use terrace_stack::lock;
use terrace_stack::stack::{ComponentReference, Outline};

/// Returns every file that a synthesis reads: the stack file, the overlay, the lock file and the components' files. A directory
/// stands for everything in it. Some of the files may not exist.
pub fn files(outline: &Outline, engine: &Engine) -> BTreeSet<PathBuf> {
    let lock = lock::path(&outline.file);
    let own = [&outline.file, &lock].into_iter().chain(&outline.overlay).cloned();
    let components =
        outline.tiers.values().flat_map(|component| component_files(&component.reference, engine));
    own.chain(components).collect()
}

/// Returns the files that a component consists of, none for a built-in one. If a source cannot be read, its whole directory is
/// returned, because any file in it may be the one that gets fixed.
fn component_files(reference: &ComponentReference, engine: &Engine) -> Vec<PathBuf> {
    let ComponentReference::Path(path) = reference else { return Vec::new() };
    if Language::of(path).is_none() {
        return vec![path.clone()];
    }
    source::files(path, engine).unwrap_or_else(|_| {
        let directory = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
        vec![directory.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()]
    })
}
