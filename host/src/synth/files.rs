//! The files that a stack is made of.

use crate::engine::Engine;
use crate::lock;
use crate::source;
use crate::stack::{ComponentReference, Outline};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_languages::Language;

/// Every file that a synth of the stack reads: the stack file, the overlay, the lock file, and what the components are made of.
/// A directory stands for all that is in it. Some may not be there.
pub fn files(outline: &Outline, engine: &Engine) -> BTreeSet<PathBuf> {
    let lock = lock::path(&outline.file);
    let own = [&outline.file, &lock].into_iter().chain(&outline.overlay).cloned();
    let components =
        outline.tiers.values().flat_map(|component| component_files(&component.reference, engine));
    own.chain(components).collect()
}

/// The files that a component is made of; none for a built-in one. The whole directory of a source that cannot be read,
/// because what would mend it may be any file in it.
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
