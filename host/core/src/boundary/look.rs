//! Looks through finished values. It knows JSON and templates, but not the structure of blocks.

use super::error::{BoundaryError, Trespass};
use crate::expression::{Expression, Reference, Templates};
use crate::model::{Address, BlockKind, InstanceId, RegionName};
use crate::scope::{At, target, unscope};
use serde_json::{Map, Value};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Roots of references that do not lead to blocks.
const WITHOUT_BLOCKS: [&str; 6] = ["var", "each", "count", "path", "terraform", "self"];

/// Arguments in which Terraform reads a string without `${}` as a reference.
const RAW: [&str; 2] = ["depends_on", "replace_triggered_by"];

/// The number of characters of a string that an error shows.
const MAX_SHOWN_CHARS: usize = 200;

/// Looks through a block. `brought` are the blocks that linking inserted references to.
pub(crate) fn block(
    templates: &Templates,
    instance: &InstanceId,
    address: &Address,
    local: &Address,
    body: &Value,
    brought: &BTreeSet<Address>,
) -> Vec<BoundaryError> {
    let mut look = Look::new(templates, Some(instance), Some(local), "", brought, body);
    if !look.is_own(&address.name) {
        look.found(&At::Body, Trespass::Name(address.name.clone()));
    }
    if local.kind == BlockKind::Check {
        look.labels(body);
    }
    look.value(body, &At::Body, false);
    look.found
}

/// Looks through the linked value of an instance's output.
pub(crate) fn output(
    templates: &Templates,
    instance: &InstanceId,
    name: &str,
    value: &Value,
    brought: &BTreeSet<Address>,
) -> Vec<BoundaryError> {
    let prefix = format!("outputs.{name}");
    let mut look = Look::new(templates, Some(instance), None, &prefix, brought, value);
    look.value(value, &At::Body, false);
    look.found
}

/// Looks through the linked value of one of the stack's own outputs, which owns none of the blocks it refers to.
pub(crate) fn stack_output(
    templates: &Templates,
    name: &str,
    value: &Value,
    brought: &BTreeSet<Address>,
) -> Vec<BoundaryError> {
    let prefix = format!("outputs.{name}.value");
    let mut look = Look::new(templates, None, None, &prefix, brought, value);
    look.value(value, &At::Body, false);
    look.found
}

/// Looks at an address in a `moved` or `removed` block.
pub(crate) fn removed_or_moved(instance: &InstanceId, address: &str) -> Option<BoundaryError> {
    let (brought, nothing) = (BTreeSet::new(), Value::Null);
    let templates = Templates::default();
    let mut look = Look::new(&templates, Some(instance), None, "", &brought, &nothing);
    let Ok(expression) = Expression::parse(address) else {
        look.found(&At::Body, Trespass::Unreadable(shown(address)));
        return look.found.pop();
    };
    for reference in &expression.symbols().references {
        look.reference(reference, &At::Body);
    }
    look.found.pop()
}

struct Look<'l> {
    templates: &'l Templates,
    instance: Option<&'l InstanceId>,
    local: Option<&'l Address>,
    /// The prefix of the path in every error.
    within: &'l str,
    /// The prefix of every name of the instance, or none for the stack itself.
    own: Option<String>,
    brought: &'l BTreeSet<Address>,
    /// The whole value that is looked through.
    whole: &'l Value,
    /// The names of iterators in the value, collected when first needed.
    iterators: OnceCell<BTreeSet<&'l str>>,
    found: Vec<BoundaryError>,
}

impl<'l> Look<'l> {
    fn new(
        templates: &'l Templates,
        instance: Option<&'l InstanceId>,
        local: Option<&'l Address>,
        within: &'l str,
        brought: &'l BTreeSet<Address>,
        whole: &'l Value,
    ) -> Self {
        let own = instance.map(|InstanceId { tier, region }| {
            format!("{tier}_{}_", region.as_ref().map_or("", RegionName::as_str))
        });
        let (iterators, found) = (OnceCell::new(), Vec::new());
        Self { templates, instance, local, within, own, brought, whole, iterators, found }
    }

    fn is_own(&self, name: &str) -> bool {
        self.own.as_ref().is_some_and(|own| name.len() > own.len() && name.starts_with(own.as_str()))
    }

    fn found(&mut self, at: &At<'_>, problem: Trespass) {
        let at = at.to_string();
        let separator = if self.within.is_empty() || at.is_empty() || at.starts_with('[') { "" } else { "." };
        self.found.push(BoundaryError {
            instance: self.instance.cloned(),
            address: self.local.cloned(),
            path: format!("{}{separator}{at}", self.within),
            problem,
        });
    }

    /// Looks through a value. `raw` says if a string without `${}` may be a reference here.
    fn value(&mut self, value: &Value, at: &At<'_>, raw: bool) {
        match value {
            Value::String(text) if may_refer(text) => self.template(text, at),
            Value::String(text) if raw => self.raw(text, at),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &At::Index(at, index), raw);
                }
            }
            Value::Object(members) => self.members(members, at, raw),
            _ => {}
        }
    }

    fn members(&mut self, members: &Map<String, Value>, at: &At<'_>, raw: bool) {
        for (key, member) in members {
            let at = At::Key(at, key);
            if may_refer(key) {
                self.template(key, &at);
            }
            self.value(member, &at, raw || self.begins_raw(key, &at));
        }
    }

    /// Returns whether strings below this key may be references: the key is an argument of a block, and not one that a
    /// provider defines. The block in a check is at `data.TYPE.NAME`, however many lists enclose it.
    fn begins_raw(&self, key: &str, at: &At<'_>) -> bool {
        let (At::Key(parent, _), Some(local)) = (at, self.local) else { return false };
        if !RAW.contains(&key) || local.kind == BlockKind::Local {
            return false;
        }
        let keys = keys(parent);
        let in_block = match local.kind {
            BlockKind::Check => keys.get(3..),
            _ => Some(&keys[..]),
        };
        in_block.is_some_and(|keys| matches!(keys.first(), None | Some(&"lifecycle")))
    }

    fn template(&mut self, text: &str, at: &At<'_>) {
        match self.templates.parse_once(text) {
            Err(_) => self.found(at, Trespass::Unreadable(shown(text))),
            Ok(template) => {
                for reference in &template.symbols().references {
                    self.reference(reference, at);
                }
            }
        }
    }

    /// Checks a raw expression. Terraform rejects anything that does not parse, so that refers to nothing.
    fn raw(&mut self, text: &str, at: &At<'_>) {
        let Ok(expression) = Expression::parse(text) else { return };
        for reference in &expression.symbols().references {
            self.reference(reference, at);
        }
    }

    fn reference(&mut self, reference: &Reference<'_>, at: &At<'_>) {
        if WITHOUT_BLOCKS.contains(&reference.root) {
            return;
        }
        let target = target(reference).map(|(address, _)| address);
        if target.as_ref().is_some_and(|target| self.is_own(&target.name)) {
            return;
        }
        let is_iterator = self.is_iterator(reference.root);
        // Members of an iterator. No block is called `key` or `value`.
        if is_iterator && matches!(reference.attribute(0), Some("key" | "value")) {
            return;
        }
        if target.as_ref().is_some_and(|target| self.brought.contains(target)) {
            if is_iterator {
                self.found(at, Trespass::Hidden(reference.root.to_owned()));
            }
            return;
        }
        let owner = target.and_then(|target| Some(unscope(&target.name)?.0));
        self.found(at, Trespass::Reference { reference: shown(reference.text), owner });
    }

    /// Returns whether a dynamic block may have an iterator of this name. Values outside of blocks have no iterators.
    fn is_iterator(&self, name: &str) -> bool {
        let in_block = self.local.is_some_and(|local| local.kind != BlockKind::Local);
        let collect = || {
            let mut found = BTreeSet::new();
            iterators(self.whole, &mut found);
            found
        };
        in_block && self.iterators.get_or_init(collect).contains(name)
    }

    /// Checks the names of the data sources in a check, however many lists enclose them.
    fn labels(&mut self, check: &Value) {
        let types = check.get("data").into_iter().flat_map(below);
        for (name, _) in types.flat_map(|(_, names)| below(names)) {
            if !self.is_own(name) {
                self.found(&At::Key(&At::Body, "data"), Trespass::Name(shown(name)));
            }
        }
    }
}

/// Returns the members of an object, or of the objects in a list.
fn below(value: &Value) -> Vec<(&str, &Value)> {
    match value {
        Value::Object(members) => members.iter().map(|(key, member)| (key.as_str(), member)).collect(),
        Value::Array(items) => items.iter().flat_map(below).collect(),
        _ => Vec::new(),
    }
}

/// Returns the keys that lead to a path, the outermost first.
fn keys<'a>(at: &At<'a>) -> Vec<&'a str> {
    match at {
        At::Body => Vec::new(),
        At::Key(parent, key) => {
            let mut keys = keys(parent);
            keys.push(key);
            keys
        }
        At::Index(parent, _) => keys(parent),
    }
}

/// Returns whether a string can contain an interpolation or a directive, escaped or not.
fn may_refer(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices('{').any(|(at, _)| at > 0 && matches!(bytes[at - 1], b'$' | b'%'))
}

/// Collects the names that iterators of dynamic blocks may have, anywhere in a value.
fn iterators<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| iterators(item, found)),
        Value::Object(members) => {
            for (key, member) in members {
                iterators(member, found);
                for (label, block) in below(member).into_iter().filter(|_| key == "dynamic") {
                    let named = below(block).into_iter().filter(|(key, _)| *key == "iterator");
                    found.insert(label);
                    found.extend(named.filter_map(|(_, name)| name.as_str()));
                }
            }
        }
        _ => {}
    }
}

/// Returns the beginning of a string.
fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
