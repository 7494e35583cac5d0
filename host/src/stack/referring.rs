//! Who refers to a tier.

use super::file;
use super::load::parse_text;
use super::node::Node;
use super::{Entry, StackErrors};
use crate::expression::Template;
use crate::model::{Location, Sources};
use std::path::PathBuf;

/// The places of a stack's files that refer to a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referring {
    /// The files.
    pub sources: Sources,
    /// The texts that refer to it, in the order of the files; none of them is in the tier itself.
    pub places: Vec<Location>,
}

/// Finds the texts of these files, a stack file and its overlays, that refer to a tier.
///
/// # Errors
///
/// Files that are not there, cannot be read, or are not YAML.
pub fn referring(files: &[PathBuf], tier: &str) -> Result<Referring, StackErrors> {
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
    Ok(Referring { sources, places })
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
        let references = template.symbols(&[]).references;
        references.iter().any(|reference| reference.root == "tier" && reference.attribute(0) == Some(tier))
    })
}
