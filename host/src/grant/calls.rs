//! Calls of functions that reach for files.

use crate::expression::{Call, Template};
use crate::inputs::expression;
use crate::model::Manifest;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Terraform's functions that read files.
const READING: [&str; 12] = [
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "templatefile",
    "abspath",
];

/// The type of the provider whose functions read files.
const LOCAL: &str = "local";

/// Which calls read files.
pub(super) struct Reading {
    /// What the names of the functions of the provider `local` begin with, by each name that the tier has for it.
    prefixes: Vec<String>,
}

impl Reading {
    /// A tier may call a provider by any name; what it is, its source says.
    pub(super) fn of(manifest: &Manifest) -> Self {
        let local =
            manifest.providers.iter().filter(|provider| provider.source.rsplit('/').next() == Some(LOCAL));
        let names = local.map(|provider| provider.name.as_str()).chain([LOCAL]);
        Self { prefixes: names.map(|name| format!("provider::{name}::")).collect() }
    }

    /// The calls in a template that read files. None where it is no template: what is wrong with it is told elsewhere.
    pub(super) fn of_template<'t>(&self, text: &'t str) -> Vec<Call<'t>> {
        // Most texts call nothing, and parsing them costs more than this.
        let may_call = text.contains('(')
            && (READING.iter().any(|name| text.contains(name)) || text.contains("provider::"));
        let Some(template) = may_call.then(|| Template::parse(text).ok()).flatten() else {
            return Vec::new();
        };
        template.calls().into_iter().filter(|call| self.reads_files(call)).collect()
    }

    /// The calls in the expressions among an instance's inputs, as they are written.
    pub(super) fn of_inputs(&self, inputs: &Map<String, Value>) -> BTreeSet<String> {
        let mut calls = BTreeSet::new();
        inputs.values().for_each(|value| self.collect(value, &mut calls));
        calls
    }

    fn collect(&self, value: &Value, calls: &mut BTreeSet<String>) {
        if let Some(template) = expression(value) {
            calls.extend(self.of_template(template).iter().map(|call| call.text.to_owned()));
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, calls)),
            Value::Object(members) => members.values().for_each(|member| self.collect(member, calls)),
            _ => {}
        }
    }

    fn reads_files(&self, call: &Call<'_>) -> bool {
        let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
        READING.contains(&name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }
}
