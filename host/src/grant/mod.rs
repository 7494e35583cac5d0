//! Holds contributions against what the stack grants their tiers.
//!
//! A contribution is held before anything else is made of it, in the tier's own names. What the stack file itself puts into
//! inputs counts as the stack's: a tier may pass on a call of `file` that it was given.

mod calls;
mod error;

#[cfg(test)]
mod tests;

pub use error::{GrantError, Subject};

use crate::model::{Address, BlockKind, Contribution, Grant, InstanceId, Resource};
use calls::Calls;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a contribution does that its tier is not granted, in the order in which it stands.
pub fn check(
    instance: &InstanceId,
    contribution: &Contribution,
    inputs: &Map<String, Value>,
    granted: &BTreeSet<Grant>,
) -> Vec<GrantError> {
    let mut checker = Checker { instance, granted, given: Calls::of_inputs(inputs), found: Vec::new() };
    for resource in &contribution.resources {
        checker.resource(resource);
    }
    for resource in &contribution.data_sources {
        let subject = Subject::Block(Address::typed(BlockKind::Data, &resource.type_name, &resource.name));
        checker.data_source(&subject, "", &resource.type_name);
        checker.texts(&subject, "", &Value::Object(resource.body.clone()));
    }
    for resource in &contribution.ephemeral_resources {
        let subject =
            Subject::Block(Address::typed(BlockKind::Ephemeral, &resource.type_name, &resource.name));
        checker.texts(&subject, "", &Value::Object(resource.body.clone()));
    }
    for module in &contribution.modules {
        let subject = Subject::Block(Address::named(BlockKind::Module, &module.name));
        checker.need(Grant::Modules, &subject, "", "calls a module".to_owned());
        checker.texts(&subject, "", &Value::Object(module.body.clone()));
    }
    for check in &contribution.checks {
        let subject = Subject::Block(Address::named(BlockKind::Check, &check.name));
        for type_name in check.body.get("data").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            checker.data_source(&subject, "data", type_name);
        }
        checker.texts(&subject, "", &Value::Object(check.body.clone()));
    }
    for local in &contribution.locals {
        let subject = Subject::Block(Address::named(BlockKind::Local, &local.name));
        checker.texts(&subject, "", &local.value);
    }
    for output in &contribution.outputs {
        checker.output(&output.name, &output.value);
    }
    checker.found
}

struct Checker<'a> {
    instance: &'a InstanceId,
    granted: &'a BTreeSet<Grant>,
    /// Calls that stand in the inputs.
    given: Calls,
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
        self.texts(&subject, "", &Value::Object(body.clone()));
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
    fn texts(&mut self, subject: &Subject, path: &str, value: &Value) {
        match value {
            Value::String(text) => {
                let calls: Vec<_> =
                    calls::of_template(text).filter(|call| !self.given.contains(call)).collect();
                for call in calls {
                    self.need(Grant::Files, subject, path, format!("calls `{}`", call.name));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.texts(subject, &format!("{path}[{index}]"), item);
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.texts(subject, &path, member);
                }
            }
            _ => {}
        }
    }

    fn output(&mut self, name: &str, value: &Value) {
        self.texts(&Subject::Output(name.to_owned()), "", value);
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
