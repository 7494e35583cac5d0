//! Applies JSON merge patches (RFC 7386) to trees with locations.

use super::node::{Mapping, Node, NodeValue};

/// Merges `patch` into `target`: maps are merged, `null` removes, anything else replaces. All values keep their
/// original locations.
pub fn merge(target: &mut Node, patch: &Node) {
    let NodeValue::Mapping(changes) = &patch.value else {
        *target = patch.clone();
        return;
    };
    if target.as_mapping().is_none() {
        *target = Node { value: NodeValue::Mapping(Mapping::new()), location: patch.location.clone() };
    }
    let NodeValue::Mapping(entries) = &mut target.value else { return };
    for (key, change) in changes {
        if change.value.is_null() {
            entries.remove(key);
            continue;
        }
        match entries.get_mut(key) {
            Some(entry) => merge(&mut entry.value, &change.value),
            None => {
                let mut added = change.clone();
                if change.value.as_mapping().is_some() {
                    added.value.value = NodeValue::Null;
                    merge(&mut added.value, &change.value);
                }
                entries.insert(key.clone(), added);
            }
        }
    }
}

#[cfg(test)]
mod tests;
