//! The files that a stack is made of.

use crate::stack::{ComponentReference, Outline};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Every file that a synth of the stack reads: the stack file, the overlay, and what the components are made of.
/// A directory stands for all that is in it. Some may not be there.
pub fn files(outline: &Outline) -> BTreeSet<PathBuf> {
    let own = std::iter::once(&outline.file).chain(&outline.overlay).cloned();
    let components = outline.tiers.values().flat_map(|component| component_files(&component.reference));
    own.chain(components).collect()
}

/// The files that a component is made of; none for a built-in one.
fn component_files(reference: &ComponentReference) -> Vec<PathBuf> {
    match reference {
        ComponentReference::Builtin(_) => Vec::new(),
        ComponentReference::Path(path) => vec![path.clone()],
    }
}
