//! Edits stack files while preserving their comments and layout.
//!
//! Each edit is made to the text, and the result is parsed and compared with the expected value: an edit that would
//! change anything else is rejected.

mod block;
mod flow;

#[cfg(test)]
mod tests;

use crate::stack::tree::node::Node;
use crate::stack::tree::yaml;
use serde_json::{Map, Value};
use terrace_core::model::Sources;

/// A tier to add to a stack file.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTier {
    /// The tier's name in the stack.
    pub name: String,
    /// The tier's keys and values, in the order in which they are written.
    pub keys: Vec<(&'static str, Value)>,
    /// The inputs that the user must fill in, each with the comment to write after it.
    pub inputs: Vec<(String, String)>,
}

/// An error editing a stack file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("it is not valid YAML")]
    Unreadable,
    #[error("it already has a tier `{0}`")]
    Present(String),
    #[error("it has no tier `{0}`")]
    Absent(String),
    /// The layout does not allow the edit without changing something else.
    #[error("its layout cannot be edited automatically")]
    Layout,
}

impl NewTier {
    fn value(&self) -> Value {
        let mut body: Map<String, Value> =
            self.keys.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        if !self.inputs.is_empty() {
            let inputs = self.inputs.iter().map(|(name, _)| (name.clone(), Value::Null)).collect();
            body.insert("inputs".to_owned(), Value::Object(inputs));
        }
        Value::Object(body)
    }

    /// Returns the tier as it would be added to a file without tiers.
    pub fn example(&self) -> String {
        format!("tiers:\n{}", block::lines(self, 2, 2, "\n"))
    }
}

/// Returns the text of a stack file with a tier added.
pub fn add_tier(text: &str, tier: &NewTier) -> Result<String, EditError> {
    let root = parse(text)?;
    let mut expected = root.to_json();
    let Some(stack) = expected.as_object_mut() else { return Err(EditError::Layout) };
    let tiers = stack.entry("tiers").or_insert(Value::Null);
    if tiers.is_null() {
        *tiers = Value::Object(Map::new());
    }
    let Some(tiers) = tiers.as_object_mut() else { return Err(EditError::Layout) };
    if tiers.insert(tier.name.clone(), tier.value()).is_some() {
        return Err(EditError::Present(tier.name.clone()));
    }
    let made = if is_flow(text) { flow::add(text, &root, tier) } else { block::add(text, &root, tier) };
    checked(made, &expected)
}

/// Returns the text of a stack file or an overlay with a tier removed.
pub fn remove_tier(text: &str, name: &str) -> Result<String, EditError> {
    let root = parse(text)?;
    let mut expected = root.to_json();
    let tiers = expected.get_mut("tiers").and_then(Value::as_object_mut);
    if tiers.and_then(|tiers| tiers.remove(name)).is_none() {
        return Err(EditError::Absent(name.to_owned()));
    }
    let made = if is_flow(text) || flow::is_flow_at(text, &root) {
        flow::remove(text, &root, name)
    } else {
        block::remove(text, &root, name)
    };
    checked(made, &expected)
}

/// Returns whether a stack file or an overlay has a tier.
pub fn has_tier(text: &str, name: &str) -> bool {
    parse(text).is_ok_and(|root| root.get("tiers").is_some_and(|entry| entry.value.get(name).is_some()))
}

fn checked(made: Option<String>, expected: &Value) -> Result<String, EditError> {
    let made = made.ok_or(EditError::Layout)?;
    match parse(&made) {
        Ok(root) if without_empty(root.to_json()) == without_empty(expected.clone()) => Ok(made),
        _ => Err(EditError::Layout),
    }
}

/// Removes an empty `tiers`, which means the same as a missing one.
fn without_empty(mut stack: Value) -> Value {
    let is_empty = |tiers: &Value| tiers.is_null() || tiers.as_object().is_some_and(Map::is_empty);
    if let Some(stack) = stack.as_object_mut()
        && stack.get("tiers").is_some_and(is_empty)
    {
        stack.remove("tiers");
    }
    stack
}

fn parse(text: &str) -> Result<Node, EditError> {
    let mut sources = Sources::default();
    let source = sources.add("stack", text);
    yaml::read(source, text).map_err(|_| EditError::Unreadable)
}

/// Returns whether the whole file is in flow style, as JSON is.
fn is_flow(text: &str) -> bool {
    let first = text.lines().map(str::trim_start).find(|line| {
        !line.is_empty() && !line.starts_with('#') && !line.starts_with('%') && !line.starts_with("---")
    });
    first.is_some_and(|line| line.starts_with('{'))
}
