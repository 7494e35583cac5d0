//! The remote components of a stack.

use std::collections::BTreeMap;
use terrace_core::model::Location;
use terrace_stack::lock::Key;
use terrace_stack::stack::{Pin, Remote, Stack};

/// A remote component that tiers of a stack use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredComponent {
    /// The component's reference and version range.
    pub remote: Remote,
    /// The tiers that use the component.
    pub tiers: Vec<String>,
    /// The locations in the stack file that name the component.
    pub places: Vec<Location>,
    /// The digests that the stack file asks for, if any.
    pub pins: Vec<Pin>,
}

impl RequiredComponent {
    /// Creates an entry for a component that no stack file names.
    pub fn alone(remote: Remote) -> Self {
        Self { remote, tiers: Vec::new(), places: Vec::new(), pins: Vec::new() }
    }
}

/// Returns the remote components of a stack, each one once, sorted by reference.
pub fn wanted(stack: &Stack) -> Vec<RequiredComponent> {
    let mut found: BTreeMap<&Remote, RequiredComponent> = BTreeMap::new();
    for (name, tier) in &stack.tiers {
        let Some(remote) = tier.component.reference.remote() else { continue };
        let wanted = found.entry(remote).or_insert_with(|| RequiredComponent {
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

/// Returns the key under which a remote component is locked.
pub fn key(remote: &Remote) -> Key {
    let requires = remote.requires.as_ref().map(ToString::to_string);
    Key { reference: remote.reference.to_string(), requires }
}
