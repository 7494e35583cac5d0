//! The differences within a block.

use crate::path::member;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A value in a block that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// The path of the value, such as `tags.Name` or `ingress[0].from_port`. Empty for the whole block, such as a local value.
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// The text shown instead of a sensitive value.
pub(super) const HIDDEN: &str = "(sensitive)";

impl Attribute {
    /// Removes the values if they are in the part that a sensitive block hides.
    pub(super) fn hide(&mut self) {
        let root = self.path.split(['.', '[']).next().unwrap_or_default();
        if matches!(root, "default" | "value") {
            self.old = self.old.take().map(|_| HIDDEN.into());
            self.new = self.new.take().map(|_| HIDDEN.into());
        }
    }
}

/// Compares two bodies. The differences are sorted in reading order.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<Attribute> {
    let mut found = Vec::new();
    differences(String::new(), Some(old), Some(new), &mut found);
    found
}

fn differences(path: String, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Attribute>) {
    match (old, new) {
        (Some(old), Some(new)) if old == new => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for key in keys {
                differences(member(&path, key), old.get(key), new.get(key), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => items(&path, old, new, found),
        (old, new) => found.push(Attribute { path, old: old.cloned(), new: new.cloned() }),
    }
}

/// Compares lists. Equal items at the beginning and the end are matched, so that an inserted item is one addition.
fn items(path: &str, old: &[Value], new: &[Value], found: &mut Vec<Attribute>) {
    let same = |(a, b): &(&Value, &Value)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    for at in 0..old.len().max(new.len()) {
        differences(format!("{path}[{}]", start + at), old.get(at), new.get(at), found);
    }
}
