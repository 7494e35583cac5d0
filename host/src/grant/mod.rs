//! Holds contributions against what the stack grants their tiers.
//!
//! A contribution is held before anything else is made of it, in the tier's own names. What the stack file itself puts into
//! inputs counts as the stack's: a tier may pass on a call of `file` that it was given.

mod calls;
mod error;

#[cfg(test)]
mod tests;

pub use error::{GrantError, Subject};

use crate::model::{Address, BlockKind, Contribution, Grant, InstanceId, Manifest, Resource};
use crate::scope::At;
use calls::Reading;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a contribution does that its tier is not granted, in the order in which it stands. `manifest` says by which
/// names the tier knows its providers.
pub fn check(
    instance: &InstanceId,
    manifest: &Manifest,
    contribution: &Contribution,
    inputs: &Map<String, Value>,
    granted: &BTreeSet<Grant>,
) -> Vec<GrantError> {
    let reading = Reading::of(manifest);
    let given = reading.of_inputs(inputs);
    let mut checker = Checker { instance, granted, reading, given, found: Vec::new() };
    for resource in &contribution.resources {
        checker.resource(resource);
    }
    for Resource { type_name, name, body } in &contribution.data_sources {
        let subject = Subject::Block(Address::typed(BlockKind::Data, type_name, name));
        checker.data_source(&subject, "", type_name);
        checker.members(&subject, &At::Body, body);
    }
    for Resource { type_name, name, body } in &contribution.ephemeral_resources {
        let subject = Subject::Block(Address::typed(BlockKind::Ephemeral, type_name, name));
        checker.members(&subject, &At::Body, body);
    }
    for module in &contribution.modules {
        let subject = Subject::Block(Address::named(BlockKind::Module, &module.name));
        checker.need(Grant::Modules, &subject, "", "calls a module".to_owned());
        checker.members(&subject, &At::Body, &module.body);
    }
    for check in &contribution.checks {
        let subject = Subject::Block(Address::named(BlockKind::Check, &check.name));
        for type_name in check.body.get("data").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            checker.data_source(&subject, "data", type_name);
        }
        checker.members(&subject, &At::Body, &check.body);
    }
    for local in &contribution.locals {
        let subject = Subject::Block(Address::named(BlockKind::Local, &local.name));
        checker.value(&subject, &At::Body, &local.value);
    }
    for output in &contribution.outputs {
        checker.value(&Subject::Output(output.name.clone()), &At::Body, &output.value);
    }
    checker.found
}

struct Checker<'a> {
    instance: &'a InstanceId,
    granted: &'a BTreeSet<Grant>,
    /// Which calls read files.
    reading: Reading,
    /// Those that stand in the inputs, as they are written.
    given: BTreeSet<String>,
    found: Vec<GrantError>,
}

impl Checker<'_> {
    fn resource(&mut self, resource: &Resource) {
        let Resource { type_name, name, body } = resource;
        let subject = Subject::Block(Address::typed(BlockKind::Resource, type_name, name));
        for key in ["provisioner", "connection"] {
            if body.contains_key(key) {
                self.need(Grant::Provisioners, &subject, key, format!("has a `{key}`"));
            }
        }
        if type_name.starts_with("local_") || type_name == "archive_file" {
            self.need(Grant::Files, &subject, "", "is a file".to_owned());
        }
        self.members(&subject, &At::Body, body);
    }

    fn data_source(&mut self, subject: &Subject, path: &str, type_name: &str) {
        let grant = match type_name {
            "external" => Grant::External,
            "http" => Grant::Http,
            "terraform_remote_state" => Grant::RemoteState,
            "archive_file" => Grant::Files,
            _ if type_name.starts_with("local_") => Grant::Files,
            _ => return,
        };
        self.need(grant, subject, path, format!("reads the data source `{type_name}`"));
    }

    /// Every text in a value that calls a function which reaches for files.
    fn value(&mut self, subject: &Subject, at: &At<'_>, value: &Value) {
        match value {
            Value::String(text) => self.text(subject, at, text),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(subject, &At::Index(at, index), item);
                }
            }
            Value::Object(members) => self.members(subject, at, members),
            _ => {}
        }
    }

    /// Keys count as well: those of an object in an expression are templates.
    fn members(&mut self, subject: &Subject, at: &At<'_>, members: &Map<String, Value>) {
        for (key, member) in members {
            let at = At::Key(at, key);
            self.text(subject, &at, key);
            self.value(subject, &at, member);
        }
    }

    fn text(&mut self, subject: &Subject, at: &At<'_>, text: &str) {
        for call in self.reading.of_template(text) {
            if !self.given.contains(call.text) {
                self.need(Grant::Files, subject, &at.to_string(), format!("calls `{}`", call.name));
            }
        }
    }

    fn need(&mut self, grant: Grant, subject: &Subject, path: &str, what: String) {
        if !self.granted.contains(&grant) {
            self.found.push(GrantError {
                instance: self.instance.clone(),
                subject: subject.clone(),
                path: path.to_owned(),
                what,
                grant,
            });
        }
    }
}
