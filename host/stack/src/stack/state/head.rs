//! The keys of a stack's files that decide where its states are.

use crate::stack::load::ParsedFile;
use crate::stack::tree::node::{Entry, Mapping, Node, NodeValue};
use crate::stack::tree::patch;
use terrace_core::model::Location;

/// The keys that decide where a state is.
const KEYS: [&str; 3] = ["backend", "environment", "stack"];

/// The keys that decide where the state is, from the stack file alone and with the overlay applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The keys of the stack file alone.
    pub(super) own: Node,
    /// The keys with the overlay applied, if there is one.
    pub(super) merged: Node,
    pub(super) overlay: Option<Location>,
}

impl Head {
    pub fn of(base: &Node, overlay: Option<&ParsedFile>) -> Self {
        let own = keys_of(base);
        let mut head = Self { merged: own.clone(), own, overlay: None };
        if let Some(overlay) = overlay.filter(|overlay| overlay.root.as_mapping().is_some()) {
            patch::merge(&mut head.merged, &keys_of(&overlay.root));
            head.overlay = Some(overlay.root.location.clone());
        }
        head
    }

    pub(super) fn stack(&self) -> Option<&str> {
        self.merged.get("stack")?.value.as_str()
    }

    /// Returns the backend's type and its settings.
    pub(super) fn backend(&self) -> Option<(&str, &Entry)> {
        let backend = self.merged.get("backend")?.value.as_mapping()?;
        backend.iter().next().map(|(label, entry)| (label.as_str(), entry))
    }
}

fn keys_of(root: &Node) -> Node {
    let entry = |key: &&str| Some(((*key).to_owned(), root.get(key)?.clone()));
    let entries: Mapping = KEYS.iter().filter_map(entry).collect();
    Node { value: NodeValue::Mapping(entries), location: root.location.clone() }
}
