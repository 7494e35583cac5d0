//! The blocks of a configuration, by address.

use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The member that Terraform treats as a comment.
pub(super) const REMARK: &str = "//";

/// A block's address, sorted by kind first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    kind: Kind,
    pub text: String,
}

impl Address {
    /// Returns the address of the `moved` block that moves an address.
    pub fn of_move(from: &str) -> Self {
        Self { kind: Kind::Moved, text: format!("moved.{from}") }
    }

    /// Returns the address of another block of the same kind.
    pub fn renamed(&self, text: &str) -> Self {
        Self { kind: self.kind, text: text.to_owned() }
    }
}

/// Kinds of blocks, in the order in which changes are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Resource,
    Data,
    Ephemeral,
    Module,
    Check,
    Local,
    Output,
    Variable,
    Provider,
    Terraform,
    Moved,
    Removed,
    Other,
}

/// Bodies by address, without comments.
pub(super) type Blocks<'a> = BTreeMap<Address, Cow<'a, Value>>;

/// Collects the blocks of a configuration in Terraform's JSON syntax.
pub fn of(configuration: &Value) -> Blocks<'_> {
    let mut found = BlockCollector(Blocks::new());
    for (section, content) in configuration.as_object().into_iter().flatten() {
        match section.as_str() {
            REMARK => {}
            "resource" => found.typed(Kind::Resource, "", content),
            "data" => found.typed(Kind::Data, "data.", content),
            "ephemeral" => found.typed(Kind::Ephemeral, "ephemeral.", content),
            "module" => found.named(Kind::Module, "module", content),
            "check" => found.named(Kind::Check, "check", content),
            "locals" => found.named(Kind::Local, "local", content),
            "output" => found.named(Kind::Output, "output", content),
            "variable" => found.named(Kind::Variable, "variable", content),
            "provider" => found.providers(content),
            "terraform" => found.terraform(content),
            "moved" => found.from(Kind::Moved, "moved", content),
            "removed" => found.from(Kind::Removed, "removed", content),
            other => found.add(Kind::Other, other.to_owned(), content),
        }
    }
    found.0
}

/// Returns the moves in `moved` blocks, as pairs of the old and the new address.
pub(super) fn moved(configuration: &Value) -> impl Iterator<Item = (&str, &str)> {
    let blocks = configuration.get("moved").and_then(Value::as_array);
    blocks
        .into_iter()
        .flatten()
        .filter_map(|block| Some((block.get("from")?.as_str()?, block.get("to")?.as_str()?)))
}

struct BlockCollector<'a>(Blocks<'a>);

impl<'a> BlockCollector<'a> {
    fn add(&mut self, kind: Kind, text: String, body: &'a Value) {
        let body = match body.as_object() {
            Some(members) if members.contains_key(REMARK) => Cow::Owned(without(REMARK, members)),
            _ => Cow::Borrowed(body),
        };
        self.0.insert(Address { kind, text }, body);
    }

    /// Reads `{ type: { name: body } }`.
    fn typed(&mut self, kind: Kind, prefix: &str, content: &'a Value) {
        for (type_name, blocks) in members(content) {
            for (name, body) in members(blocks) {
                self.add(kind, format!("{prefix}{type_name}.{name}"), body);
            }
        }
    }

    /// Reads `{ name: body }`.
    fn named(&mut self, kind: Kind, prefix: &str, content: &'a Value) {
        for (name, body) in members(content) {
            self.add(kind, format!("{prefix}.{name}"), body);
        }
    }

    /// Reads `{ name: body }` or `{ name: [body] }`, whose bodies are distinguished by their aliases.
    fn providers(&mut self, content: &'a Value) {
        for (name, configurations) in members(content) {
            for body in one_or_more(configurations) {
                let alias = body.get("alias").and_then(Value::as_str);
                let text = alias
                    .map_or_else(|| format!("provider.{name}"), |alias| format!("provider.{name}.{alias}"));
                self.add(Kind::Provider, text, body);
            }
        }
    }

    fn terraform(&mut self, content: &'a Value) {
        for (key, value) in members(content) {
            match key.as_str() {
                "required_providers" => self.named(Kind::Terraform, "terraform.required_providers", value),
                key => self.add(Kind::Terraform, format!("terraform.{key}"), value),
            }
        }
    }

    /// Reads `[{ from, … }]`.
    fn from(&mut self, kind: Kind, prefix: &str, content: &'a Value) {
        for body in one_or_more(content) {
            let from = body.get("from").and_then(Value::as_str).unwrap_or_default();
            self.add(kind, format!("{prefix}.{from}"), body);
        }
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten().filter(|(key, _)| *key != REMARK)
}

fn one_or_more(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

fn without(key: &str, members: &Map<String, Value>) -> Value {
    let members = members.iter().filter(|(name, _)| *name != key);
    Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
}
