//! JSON merge patch (RFC 7386) on trees that know their places.

use super::node::{Mapping, Node, NodeValue};

/// Merges `patch` over `target`: maps merge, `null` removes, everything else replaces. Each value keeps
/// the place that it came from.
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
