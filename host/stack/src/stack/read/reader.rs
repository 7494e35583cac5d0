//! Reads values of an expected type, and collects errors instead of stopping at the first one.

use super::path::At;
use crate::stack::error::{LiteralPlace, StackError};
use crate::stack::tree::node::{Mapping, Node, NodeValue};
use serde_json::{Map, Value};
use terrace_core::expression::literal;
use terrace_core::model::Location;
use terrace_core::render::MAX_TOLD;
use terrace_core::suggest::nearest;

/// Collects the errors of a stack file while it is read.
#[derive(Default)]
pub struct Reader {
    /// The errors found so far.
    pub errors: Vec<StackError>,
}

impl Reader {
    /// Returns whether the next error would still be shown in full.
    pub fn is_telling(&self) -> bool {
        self.errors.len() < MAX_TOLD
    }

    /// Adds an error for a value of the wrong type.
    pub fn wrong_type(&mut self, at: At<'_>, node: &Node, expected: &'static str, hint: Option<String>) {
        self.errors.push(StackError::WrongType {
            path: at.to_string(),
            expected,
            got: node.to_string(),
            location: node.location.clone(),
            hint,
        });
    }

    /// Returns the entries of a map. Returns `None` for an empty value, and for any other value with an error.
    pub fn entries<'n>(&mut self, at: At<'_>, node: &'n Node, expected: &'static str) -> Option<&'n Mapping> {
        self.entries_or(at, node, expected, || map_hint(node))
    }

    /// Reads entries like [`Self::entries`], with a hint for the error.
    pub fn entries_or<'n>(
        &mut self,
        at: At<'_>,
        node: &'n Node,
        expected: &'static str,
        hint: impl FnOnce() -> Option<String>,
    ) -> Option<&'n Mapping> {
        match &node.value {
            NodeValue::Mapping(entries) => Some(entries),
            NodeValue::Null => None,
            _ => {
                self.wrong_type(at, node, expected, hint());
                None
            }
        }
    }

    /// Adds an error for each unknown key.
    pub fn known_keys(&mut self, at: At<'_>, entries: &Mapping, known: &'static [&'static str]) {
        for (key, entry) in entries {
            if !known.contains(&key.as_str()) {
                // Suggestions are slow, and nobody sees those of errors that are not shown.
                let near = self.is_telling().then(|| nearest(key, known.iter().copied())).flatten();
                self.errors.push(StackError::UnknownKey {
                    path: at.to_string(),
                    key: key.clone(),
                    location: entry.key.clone(),
                    near: near.and_then(|near| known.iter().copied().find(|key| *key == near)),
                    known,
                });
            }
        }
    }

    /// Adds an error for a missing key.
    pub fn missing(&mut self, at: At<'_>, key: &'static str, location: &Location, hint: impl Into<String>) {
        let (path, location, hint) = (at.to_string(), location.clone(), hint.into());
        self.errors.push(StackError::MissingKey { path, key, location, hint });
    }

    pub fn text<'n>(&mut self, at: At<'_>, node: &'n Node) -> Option<&'n str> {
        let text = node.as_str();
        if text.is_none() {
            self.wrong_type(at, node, "a string", quote_hint(node));
        }
        text
    }

    /// Reads a string without expressions, and unescapes it.
    pub fn literal(&mut self, at: At<'_>, node: &Node, place: LiteralPlace) -> Option<String> {
        let text = self.text(at, node)?;
        self.unescaped(at, text, &node.location, place)
    }

    fn unescaped(
        &mut self,
        at: At<'_>,
        text: &str,
        location: &Location,
        place: LiteralPlace,
    ) -> Option<String> {
        let unescaped = literal(text);
        if unescaped.is_none() {
            self.errors.push(StackError::NotLiteral {
                path: at.to_string(),
                text: text.to_owned(),
                location: location.clone(),
                place,
            });
        }
        unescaped.map(Into::into)
    }

    /// Reads a value without expressions, keys included, and unescapes its strings.
    pub fn literal_value(&mut self, at: At<'_>, node: &Node, place: LiteralPlace) -> Value {
        match &node.value {
            NodeValue::String(text) => {
                self.unescaped(at, text, &node.location, place).map_or(Value::Null, Value::String)
            }
            NodeValue::Sequence(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| self.literal_value(at.index(index), item, place))
                .collect(),
            NodeValue::Mapping(entries) => Value::Object(self.literal_object(at, entries, place)),
            _ => node.to_json(),
        }
    }

    /// Reads a map like [`Self::literal_value`].
    pub fn literal_object(
        &mut self,
        at: At<'_>,
        entries: &Mapping,
        place: LiteralPlace,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        for (key, entry) in entries {
            let here = at.key(key);
            let value = self.literal_value(here, &entry.value, place);
            if let Some(key) = self.unescaped(here, key, &entry.key, place) {
                object.insert(key, value);
            }
        }
        object
    }

    pub fn boolean(&mut self, at: At<'_>, node: &Node) -> Option<bool> {
        if let NodeValue::Bool(value) = node.value {
            return Some(value);
        }
        let hint = match node.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("yes" | "y" | "on" | "true") => Some("write `true`, without quotes".to_owned()),
            Some("no" | "n" | "off" | "false") => Some("write `false`, without quotes".to_owned()),
            _ => None,
        };
        self.wrong_type(at, node, "`true` or `false`", hint);
        None
    }
}

/// Suggests quotes for a number or a bool where a string is expected.
pub fn quote_hint(node: &Node) -> Option<String> {
    match &node.value {
        NodeValue::Number(number) => Some(format!("quote it: \"{number}\"")),
        NodeValue::Bool(value) => Some(format!("quote it: \"{value}\"")),
        _ => None,
    }
}

/// Suggests how to write a map, for a string that was meant as `key: value` or for a list of maps.
fn map_hint(node: &Node) -> Option<String> {
    if let NodeValue::Sequence(items) = &node.value {
        let are_maps = !items.is_empty() && items.iter().all(|item| item.as_mapping().is_some());
        return are_maps.then(|| "write it without the `-`: a map, not a list of maps".to_owned());
    }
    let text = node.as_str()?;
    let (at, sign) = text.char_indices().find(|(_, c)| matches!(c, ':' | '='))?;
    let (key, value) = (text[..at].trim_end(), &text[at + 1..]);
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    (is_key && !value.is_empty()).then(|| match sign {
        ':' => format!("put a space after the colon: `{key}: …`"),
        _ => format!("write a colon, not `=`: `{key}: …`"),
    })
}

impl Reader {
    /// Adds an error for each key with expressions, and for the key that Terrace reserves.
    pub fn plain_keys(&mut self, at: At<'_>, entries: &Mapping) {
        for (key, entry) in entries {
            if key == "$expr" {
                let (path, location) = (at.to_string(), entry.key.clone());
                self.errors.push(StackError::ReservedKey { path, location });
            }
            self.unescaped(at.key(key), key, &entry.key, LiteralPlace::Key);
        }
    }

    /// Applies [`Self::plain_keys`] to every map below a node.
    pub fn plain_inputs(&mut self, at: At<'_>, node: &Node) {
        match &node.value {
            NodeValue::Sequence(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.plain_inputs(at.index(index), item));
            }
            NodeValue::Mapping(entries) => {
                self.plain_keys(at, entries);
                entries.iter().for_each(|(key, entry)| self.plain_inputs(at.key(key), &entry.value));
            }
            _ => {}
        }
    }
}
