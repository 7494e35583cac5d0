//! Reads the limits of the stack and of its tiers.

use super::path::At;
use super::reader::Reader;
use crate::stack::grammar::{self, names};
use crate::stack::tree::node::{Node, NodeValue};
use terrace_core::model::{Bound, Limits, Size};

const KEYS: &[&str] = &names(&grammar::LIMITS);

/// Reads a map of limits. `without` has the values of missing keys.
pub(super) fn limits(reader: &mut Reader, at: At<'_>, node: Option<&Node>, without: Limits) -> Limits {
    let entries = node.and_then(|node| reader.entries(at, node, "a map of limits"));
    let Some(entries) = entries else { return without };
    reader.known_keys(at, entries, KEYS);
    let mut limits = without;
    for bound in Bound::ALL {
        let entry = entries.get(bound.key()).filter(|entry| !entry.value.is_null());
        if let Some(value) = entry.and_then(|entry| limit(reader, at.key(bound.key()), &entry.value, bound)) {
            limits[bound] = value;
        }
    }
    limits
}

fn limit(reader: &mut Reader, at: At<'_>, node: &Node, bound: Bound) -> Option<u64> {
    let value = match &node.value {
        NodeValue::Number(number) => number.to_string().parse().ok(),
        NodeValue::String(text) if bound.is_size() => Size::parse(text).map(|Size(bytes)| bytes),
        _ => None,
    };
    let expected = if bound.is_size() {
        "a number of bytes, or a size such as `256 MiB`"
    } else {
        "a non-negative whole number"
    };
    let Some(value) = value else {
        reader.wrong_type(at, node, expected, None);
        return None;
    };
    if value > bound.most() {
        let most = if bound.is_size() { Size(bound.most()).to_string() } else { bound.most().to_string() };
        reader.wrong_type(at, node, expected, Some(format!("the maximum is {most}")));
        return None;
    }
    Some(value)
}
