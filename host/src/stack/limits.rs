//! Limits and grants, of the stack and of its tiers.

use super::error::StackError;
use super::grammar::{self, names};
use super::node::{Mapping, Node, NodeValue};
use super::path::At;
use super::reader::Reader;
use crate::model::{Bound, Grant, Limits, Size};
use crate::suggest::nearest;
use std::collections::BTreeSet;

const KEYS: &[&str] = &names(&grammar::LIMITS);

/// Reads the limits of a map over those that hold without it.
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
        "a whole number that is not negative"
    };
    let Some(value) = value else {
        reader.wrong_type(at, node, expected, None);
        return None;
    };
    if value > bound.most() {
        let most = if bound.is_size() { Size(bound.most()).to_string() } else { bound.most().to_string() };
        reader.wrong_type(at, node, expected, Some(format!("it can be at most {most}")));
        return None;
    }
    Some(value)
}

/// Reads what a tier is granted.
pub(super) fn grants(reader: &mut Reader, at: At<'_>, body: &Mapping) -> BTreeSet<Grant> {
    const EXPECTED: &str = "a list of grants";
    let Some(entry) = body.get("grants").filter(|entry| !entry.value.is_null()) else {
        return BTreeSet::new();
    };
    let at = at.key("grants");
    let NodeValue::Sequence(items) = &entry.value.value else {
        let hint = entry.value.as_str().map(|text| format!("write `[{text}]`"));
        reader.wrong_type(at, &entry.value, EXPECTED, hint);
        return BTreeSet::new();
    };
    let mut granted = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let here = at.index(index);
        let Some(name) = reader.text(here, item) else { continue };
        match Grant::ALL.into_iter().find(|grant| grant.name() == name) {
            Some(grant) => _ = granted.insert(grant),
            None => reader.errors.push(StackError::UnknownGrant {
                path: here.to_string(),
                name: name.to_owned(),
                location: item.location.clone(),
                near: nearest(name, Grant::ALL.iter().map(|grant| grant.name())),
            }),
        }
    }
    granted
}
