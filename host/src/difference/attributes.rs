//! What differs in a block.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A place in a block that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Where. Examples: `tags.Name`, `ingress[0].from_port`. Empty: the block as a whole, such as a local value.
    pub path: String,
    /// What was there; none where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What is there; none where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// What stands in the place of a value that is not to be shown.
pub(super) const HIDDEN: &str = "(sensitive)";

impl Attribute {
    /// Takes the values away, of a sensitive block, where they are in what it hides.
    pub(super) fn hide(&mut self) {
        let root = self.path.split(['.', '[']).next().unwrap_or_default();
        if matches!(root, "default" | "value") {
            self.old = self.old.take().map(|_| HIDDEN.into());
            self.new = self.new.take().map(|_| HIDDEN.into());
        }
    }
}

/// What differs between two bodies, sorted as they are read.
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

/// Items that begin or end both lists alike are the same ones, so one that is put between others is one addition.
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

pub(super) fn member(path: &str, key: &str) -> String {
    let is_plain =
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/'));
    match (is_plain, path.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{}]", Value::from(key)),
    }
}
