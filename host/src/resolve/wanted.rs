//! What a stack wants from elsewhere.

use crate::lock::Key;
use crate::model::Location;
use crate::stack::{Pin, Remote, Stack};
use std::collections::BTreeMap;

/// A component from elsewhere that tiers of a stack name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub remote: Remote,
    /// The tiers that name it.
    pub tiers: Vec<String>,
    /// Where the stack file names it.
    pub places: Vec<Location>,
    /// What its digest must be, where the stack file says so.
    pub pins: Vec<Pin>,
}

impl Wanted {
    /// A component that is wanted whatever a stack file says.
    pub fn alone(remote: Remote) -> Self {
        Self { remote, tiers: Vec::new(), places: Vec::new(), pins: Vec::new() }
    }
}

/// Every component from elsewhere that a stack names, each once, in the order of names.
pub fn wanted(stack: &Stack) -> Vec<Wanted> {
    let mut found: BTreeMap<&Remote, Wanted> = BTreeMap::new();
    for (name, tier) in &stack.tiers {
        let Some(remote) = tier.component.reference.remote() else { continue };
        let wanted = found.entry(remote).or_insert_with(|| Wanted {
            remote: remote.clone(),
            tiers: Vec::new(),
            places: Vec::new(),
            pins: Vec::new(),
        });
        wanted.tiers.push(name.to_string());
        wanted.places.push(tier.component.location.clone());
        wanted.pins.extend(tier.component.digest.clone());
    }
    found.into_values().collect()
}

/// Under which key a component from elsewhere is locked.
pub fn key(remote: &Remote) -> Key {
    let requires = remote.requires.as_ref().map(ToString::to_string);
    Key { reference: remote.reference.to_string(), requires }
}
