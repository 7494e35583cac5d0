//! Collects the blocks of a contribution, each once.

use super::address::Blocks;
use super::dynamic;
use super::error::{ScopeError, ScopeProblem};
use crate::model::{
    Address, BlockKind, Contribution, Identifier, InstanceId, Manifest, NamedBlock, NamedValue, Resource,
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Takes every block out of a contribution, without duplicates, and records all of their addresses.
pub(super) fn blocks(
    instance: &InstanceId,
    manifest: &Manifest,
    contribution: &mut Contribution,
    errors: &mut Vec<ScopeError>,
) -> (BTreeMap<Address, Value>, Blocks) {
    let mut collection = Collection {
        instance,
        errors,
        found: BTreeMap::new(),
        index: Blocks::default(),
        nested: BTreeMap::new(),
    };
    let Manifest { resources, data_sources, ephemeral_resources, modules, .. } = manifest;
    let typed = [
        (BlockKind::Resource, &mut contribution.resources, resources, "resources"),
        (BlockKind::Data, &mut contribution.data_sources, data_sources, "data-sources"),
        (
            BlockKind::Ephemeral,
            &mut contribution.ephemeral_resources,
            ephemeral_resources,
            "ephemeral-resources",
        ),
    ];
    // Checks come first: no other data source may have the name of one in a check.
    for NamedBlock { name, body } in std::mem::take(&mut contribution.checks) {
        collection.nested(data_sources, &name, &body);
        collection.add(Address::named(BlockKind::Check, name), Value::Object(body));
    }
    for (kind, blocks, listed, list) in typed {
        let listed: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
        for Resource { type_name, name, body } in std::mem::take(blocks) {
            let is_listed = listed.contains(type_name.as_str());
            let address = Address::typed(kind, type_name, name);
            if !is_listed {
                let what = format!("emits `{}`", address.type_name);
                collection.error(&address, "", ScopeProblem::NotListed { what, list });
            }
            collection.add(address, Value::Object(body));
        }
    }
    for NamedBlock { name, body } in std::mem::take(&mut contribution.modules) {
        let address = Address::named(BlockKind::Module, name);
        match body.get("source").and_then(Value::as_str) {
            None => {
                collection.error(&address, "source", ScopeProblem::Misplaced("a module needs a `source`"))
            }
            Some(source) if !modules.iter().any(|listed| listed == source) => {
                let what = format!("calls the module `{source}`");
                collection.error(&address, "source", ScopeProblem::NotListed { what, list: "modules" });
            }
            Some(_) => {}
        }
        collection.add(address, Value::Object(body));
    }
    for NamedValue { name, value } in std::mem::take(&mut contribution.locals) {
        collection.add(Address::named(BlockKind::Local, name), value);
    }
    let Collection { found, mut index, nested, .. } = collection;
    // A name in a check belongs to the whole contribution, as it belongs to the whole stack in Terraform.
    for address in nested.into_keys() {
        index.insert(instance, address);
    }
    (found, index)
}

struct Collection<'c> {
    instance: &'c InstanceId,
    errors: &'c mut Vec<ScopeError>,
    found: BTreeMap<Address, Value>,
    index: Blocks,
    /// Data sources in checks, with the name of the check.
    nested: BTreeMap<Address, String>,
}

impl Collection<'_> {
    fn error(&mut self, address: &Address, path: &str, problem: ScopeProblem) {
        let (instance, address) = (self.instance.clone(), Some(address.clone()));
        self.errors.push(ScopeError { instance, address, path: path.to_owned(), problem });
    }

    fn add(&mut self, address: Address, body: Value) {
        for name in [&address.type_name, &address.name].into_iter().filter(|name| !name.is_empty()) {
            if let Err(problem) = Identifier::new(name) {
                self.error(&address, "", ScopeProblem::Name(problem.to_string()));
            }
        }
        if address.kind == BlockKind::Resource && dynamic::is_root(&address.type_name) {
            let problem =
                format!("`{}` cannot be a resource type: references begin with it", address.type_name);
            self.error(&address, "", ScopeProblem::Name(problem));
        }
        if address.name.is_empty() {
            self.error(&address, "", ScopeProblem::Name("the name is empty".to_owned()));
        }
        match self.found.get(&address) {
            Some(same) if *same == body => {}
            Some(other) => {
                let problem = ScopeProblem::Duplicate { first: excerpt(other), second: excerpt(&body) };
                self.error(&address, "", problem);
            }
            None if let Some(check) = self.nested.get(&address) => {
                let problem = ScopeProblem::Duplicate { first: in_check(check), second: excerpt(&body) };
                self.error(&address, "", problem);
            }
            None => {
                self.index.insert(self.instance, address.clone());
                self.found.insert(address, body);
            }
        }
    }

    /// Records the data source of a check.
    fn nested(&mut self, listed: &[String], check: &str, body: &Map<String, Value>) {
        for (type_name, names) in body.get("data").and_then(Value::as_object).into_iter().flatten() {
            if !listed.contains(type_name) {
                let what = format!("emits `{type_name}`");
                let problem = ScopeProblem::NotListed { what, list: "data-sources" };
                self.error(&Address::named(BlockKind::Check, check), &format!("data.{type_name}"), problem);
            }
            for name in names.as_object().into_iter().flat_map(Map::keys) {
                let data = Address::typed(BlockKind::Data, type_name, name);
                if let Some(other) = self.nested.insert(data.clone(), check.to_owned())
                    && other != check
                {
                    let problem =
                        ScopeProblem::Duplicate { first: in_check(&other), second: in_check(check) };
                    self.error(&data, "", problem);
                }
            }
        }
    }
}

fn in_check(check: &str) -> String {
    format!("in `check.{check}`")
}

/// Returns the beginning of a block's body.
fn excerpt(body: &Value) -> String {
    const MAX_EXCERPT_CHARS: usize = 160;
    let text = body.to_string();
    match text.char_indices().nth(MAX_EXCERPT_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
