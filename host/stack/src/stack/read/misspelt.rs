//! Corrects misspelt keys.
//!
//! Without this, `regoins` causes an error for itself and one for each use of a region.

use super::path::At;
use crate::stack::error::StackError;
use crate::stack::grammar::{self, names};
use crate::stack::tree::node::{Mapping, Node, NodeValue};
use terrace_core::render::MAX_TOLD;
use terrace_core::suggest::nearest;

const STACK_KEYS: &[&str] = &names(&grammar::STACK);
const TIER_KEYS: &[&str] = &names(&grammar::TIER);

/// Renames misspelt keys of the stack file and its tiers, and returns an error for each.
///
/// A key is only renamed to a key that is missing.
pub fn correct(root: &mut Node) -> Vec<StackError> {
    let mut errors = Vec::new();
    let NodeValue::Mapping(entries) = &mut root.value else { return errors };
    rename(entries, At::ROOT, STACK_KEYS, &mut errors);
    let Some(tiers) = entries.get_mut("tiers") else { return errors };
    let NodeValue::Mapping(tiers) = &mut tiers.value.value else { return errors };
    let at = At::ROOT.key("tiers");
    for (name, tier) in tiers {
        if let NodeValue::Mapping(body) = &mut tier.value.value {
            rename(body, at.key(name), TIER_KEYS, &mut errors);
        }
    }
    errors
}

fn rename(entries: &mut Mapping, at: At<'_>, known: &'static [&'static str], errors: &mut Vec<StackError>) {
    let unknown = entries.keys().filter(|key| !known.contains(&key.as_str()));
    let unknown: Vec<String> = unknown.take(MAX_TOLD).cloned().collect();
    for key in unknown {
        let missing = known.iter().copied().filter(|key| !entries.contains_key(*key));
        let Some(near) = nearest(&key, missing) else { continue };
        let Some(near) = known.iter().copied().find(|key| *key == near) else { continue };
        let Some(entry) = entries.remove(&key) else { continue };
        let (path, location) = (at.to_string(), entry.key.clone());
        errors.push(StackError::UnknownKey { path, key, location, near: Some(near), known });
        entries.insert(near.to_owned(), entry);
    }
}
