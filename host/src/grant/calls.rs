//! Calls of functions that reach for files.

use crate::expression::{Call, Template};
use crate::inputs::expression;
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

/// The calls in a template that read files. Empty where it is none: what is wrong with it is told elsewhere.
pub(super) fn of_template(text: &str) -> impl Iterator<Item = Call<'_>> {
    // Most texts call nothing, and parsing them costs more than this.
    let may_call = text.contains('(')
        && (READING.iter().any(|name| text.contains(name)) || text.contains("provider::local"));
    let template = may_call.then(|| Template::parse(text).ok()).flatten();
    template.map(|template| template.calls()).unwrap_or_default().into_iter().filter(reads_files)
}

fn reads_files(call: &Call<'_>) -> bool {
    let name = call.name.strip_prefix("core::").unwrap_or(&call.name);
    READING.contains(&name) || name.starts_with("provider::local::")
}

/// Calls that the stack file itself makes, as they are written.
pub(super) struct Calls(BTreeSet<String>);

impl Calls {
    /// The calls in the expressions among an instance's inputs.
    pub(super) fn of_inputs(inputs: &Map<String, Value>) -> Self {
        let mut calls = BTreeSet::new();
        inputs.values().for_each(|value| collect(value, &mut calls));
        Self(calls)
    }

    pub(super) fn contains(&self, call: &Call<'_>) -> bool {
        self.0.contains(call.text)
    }
}

fn collect(value: &Value, calls: &mut BTreeSet<String>) {
    if let Some(template) = expression(value) {
        calls.extend(of_template(template).map(|call| call.text.to_owned()));
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, calls)),
        Value::Object(members) => members.values().for_each(|member| collect(member, calls)),
        _ => {}
    }
}
