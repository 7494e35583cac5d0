//! Finds the references to a tier.

use crate::stack::load::parse_text;
use crate::stack::tree::node::Node;
use crate::stack::{Entry, StackErrors, file};
use std::path::PathBuf;
use terrace_core::expression::Template;
use terrace_core::model::{Location, Sources};

/// The locations in a stack's files that refer to a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceLocations {
    /// The files that the locations point into.
    pub sources: Sources,
    /// The strings that refer to the tier, in the order of the files, except those in the tier itself.
    pub places: Vec<Location>,
}

/// Finds the strings in a stack file and its overlays that refer to a tier.
///
/// # Errors
///
/// Returns an error if a file is missing, cannot be read, or is not YAML.
pub fn referring(files: &[PathBuf], tier: &str) -> Result<ReferenceLocations, StackErrors> {
    let mut sources = Sources::default();
    let mut places = Vec::new();
    for path in files {
        let parsed = file::read(path)
            .map_err(|error| vec![error.into()])
            .and_then(|text| parse_text(text, &mut sources));
        match parsed {
            Ok(parsed) => collect(&parsed.root, tier, &mut places),
            Err(errors) => return Err(StackErrors { sources, errors }),
        }
    }
    places.sort_by_key(|place| (place.source, place.range.start));
    Ok(ReferenceLocations { sources, places })
}

fn collect(root: &Node, tier: &str, places: &mut Vec<Location>) {
    let mut visit = |node: &Node| {
        node.for_each_text(&mut |text, node| {
            if refers(text, tier) {
                places.push(node.location.clone());
            }
        });
    };
    for (key, Entry { value, .. }) in root.as_mapping().into_iter().flatten() {
        match value.as_mapping() {
            Some(tiers) if key == "tiers" => {
                tiers.iter().filter(|(name, _)| *name != tier).for_each(|(_, entry)| visit(&entry.value));
            }
            _ => visit(value),
        }
    }
}

fn refers(text: &str, tier: &str) -> bool {
    Template::parse(text).is_ok_and(|template| {
        let references = template.symbols().references;
        references.iter().any(|reference| reference.root == "tier" && reference.attribute(0) == Some(tier))
    })
}
