//! A stack file as a tree of values with locations.

use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;
use std::fmt;
use terrace_core::model::Location;
use terrace_core::words::quoted;

/// A value of the stack file and its location.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value without its location.
    pub value: NodeValue,
    /// The location that errors in the value point to, always within one line. For a list or map over several lines,
    /// and for an empty value, it is the key that holds it.
    pub location: Location,
}

/// The value of a [`Node`]. The kinds are those of JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeValue {
    /// `null`, or an empty value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, with its digits as written.
    Number(Number),
    String(String),
    Sequence(Vec<Node>),
    Mapping(Mapping),
}

/// The entries of a map by key.
pub type Mapping = BTreeMap<String, Entry>;

/// An entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: Location,
    pub value: Node,
}

impl Node {
    /// Returns whether the value is `null` or empty.
    pub fn is_null(&self) -> bool {
        matches!(self.value, NodeValue::Null)
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            NodeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the entries, if this is a map.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.value {
            NodeValue::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns the entry for a key, if this is a map that has one.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.as_mapping()?.get(key)
    }

    /// Returns the approximate size in bytes.
    pub fn size(&self) -> u64 {
        /// The size of a value or a key in bytes, in addition to its text.
        const OVERHEAD_BYTES: u64 = 32;
        let inner = match &self.value {
            NodeValue::Null | NodeValue::Bool(_) | NodeValue::Number(_) => 0,
            NodeValue::String(text) => text.len() as u64,
            NodeValue::Sequence(items) => items.iter().map(Self::size).sum(),
            NodeValue::Mapping(entries) => entries
                .iter()
                .map(|(key, entry)| OVERHEAD_BYTES + key.len() as u64 + entry.value.size())
                .sum(),
        };
        OVERHEAD_BYTES + inner
    }

    /// Converts the value to JSON, with its strings unchanged.
    pub fn to_json(&self) -> Value {
        match &self.value {
            NodeValue::Null => Value::Null,
            NodeValue::Bool(value) => Value::Bool(*value),
            NodeValue::Number(number) => Value::Number(number.clone()),
            NodeValue::String(text) => Value::String(text.clone()),
            NodeValue::Sequence(items) => items.iter().map(Self::to_json).collect(),
            NodeValue::Mapping(entries) => Value::Object(json_object(entries)),
        }
    }

    /// Returns the node at a path of keys and list indices. If there is none, returns the deepest node on the way.
    pub fn find<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> &Self {
        let mut node = self;
        for step in steps {
            let next = match &node.value {
                NodeValue::Mapping(entries) => entries.get(step).map(|entry| &entry.value),
                NodeValue::Sequence(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Calls `visit` with every string below this node, in the order of keys, and the node of each.
    pub fn for_each_text<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a Self)) {
        match &self.value {
            NodeValue::String(text) => visit(text, self),
            NodeValue::Sequence(items) => items.iter().for_each(|item| item.for_each_text(visit)),
            NodeValue::Mapping(entries) => {
                entries.values().for_each(|entry| entry.value.for_each_text(visit));
            }
            _ => {}
        }
    }

    /// Replaces every string for which `replace` returns another one.
    pub fn replace_texts(&mut self, replace: &mut dyn FnMut(&str) -> Option<String>) {
        match &mut self.value {
            NodeValue::String(text) => {
                if let Some(other) = replace(text) {
                    *text = other;
                }
            }
            NodeValue::Sequence(items) => items.iter_mut().for_each(|item| item.replace_texts(replace)),
            NodeValue::Mapping(entries) => {
                entries.values_mut().for_each(|entry| entry.value.replace_texts(replace));
            }
            _ => {}
        }
    }
}

/// Converts a map to a JSON object.
pub fn json_object(entries: &Mapping) -> Map<String, Value> {
    entries.iter().map(|(key, entry)| (key.clone(), entry.value.to_json())).collect()
}

/// Writes the value for error messages: `the number 5`, `the string "x"`, `a list`.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            NodeValue::Null => f.write_str("nothing"),
            NodeValue::Bool(value) => write!(f, "`{value}`"),
            NodeValue::Number(number) => write!(f, "the number {number}"),
            NodeValue::String(text) => write!(f, "the string {}", quoted(text)),
            NodeValue::Sequence(_) => f.write_str("a list"),
            NodeValue::Mapping(_) => f.write_str("a map"),
        }
    }
}
