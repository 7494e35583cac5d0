//! The JSON format of expected results.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use terrace_core::model::{
    Contribution, Diagnostic, Manifest, Moved, NamedBlock, NamedValue, Removed, Resource, Severity,
};

/// Formats a contribution in the tier's own names: `{"contribution": {…}}`, in Terraform's JSON syntax except that an output is
/// just its value.
///
/// The contribution must have been checked: if two blocks had one address, only the last one would appear.
pub(super) fn contribution(contribution: Contribution, warnings: &[Diagnostic]) -> Value {
    let mut members = blocks_of(&contribution);
    let Contribution { mut moved, mut removed, outputs, .. } = contribution;
    moved.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    removed.sort_by(|a, b| a.from.cmp(&b.from));
    let move_of = |Moved { from, to }| json!({ "from": from, "to": to });
    let removal = |Removed { from, destroy }| json!({ "from": from, "lifecycle": { "destroy": destroy } });
    let warnings = warnings.iter().map(|warning| diagnostic(warning, Instance::Hidden));
    put(&mut members, "moved", moved.into_iter().map(move_of).collect());
    put(&mut members, "removed", removed.into_iter().map(removal).collect());
    put(&mut members, "output", values(&outputs));
    put(&mut members, "warnings", warnings.collect());
    json!({ "contribution": members })
}

/// Formats a contribution as a whole configuration in the tier's own names.
pub(super) fn configuration(contribution: Contribution, manifest: &Manifest) -> Value {
    let mut members = blocks_of(&contribution);
    let output = |NamedValue { name, value }| (name, json!({ "value": value }));
    let outputs = Value::Object(contribution.outputs.into_iter().map(output).collect());
    let required = manifest.providers.iter();
    let required: Map<String, Value> =
        required.map(|provider| (provider.name.clone(), json!({ "source": provider.source }))).collect();
    put(&mut members, "output", outputs);
    members.insert("terraform".to_owned(), json!({ "required_providers": required }));
    Value::Object(members)
}

/// Returns the sections for blocks and local values.
fn blocks_of(contribution: &Contribution) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "resource", typed(&contribution.resources));
    put(&mut members, "data", typed(&contribution.data_sources));
    put(&mut members, "ephemeral", typed(&contribution.ephemeral_resources));
    put(&mut members, "locals", values(&contribution.locals));
    put(&mut members, "module", blocks(&contribution.modules));
    put(&mut members, "check", blocks(&contribution.checks));
    members
}

/// Adds a section unless it is empty.
fn put(members: &mut Map<String, Value>, key: &str, value: Value) {
    let is_empty = match &value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if !is_empty {
        members.insert(key.to_owned(), value);
    }
}

/// Formats problems as `{"diagnostics": […]}`.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], instance: Instance) -> Value {
    let all: Value = diagnostics.iter().map(|problem| diagnostic(problem, instance)).collect();
    json!({ "diagnostics": all })
}

/// Selects whether diagnostics name their instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instance {
    /// Hidden, because there is only one.
    Hidden,
    /// Shown, because there are several.
    Shown,
}

/// Formats a problem without its location in the case's file, which changes when that is edited.
pub(super) fn diagnostic(diagnostic: &Diagnostic, instance: Instance) -> Value {
    let mut members = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(text) = value {
            members.insert(key.to_owned(), text.into());
        }
    };
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    put("severity", Some(severity.to_owned()));
    put("code", Some(diagnostic.code.clone()));
    put("summary", Some(diagnostic.summary.clone()));
    if let (Some(id), Instance::Shown) = (&diagnostic.instance, instance) {
        put("instance", Some(id.to_string()));
    }
    put("address", diagnostic.address.as_ref().map(ToString::to_string));
    put("path", diagnostic.path.clone());
    for (key, texts) in [("notes", &diagnostic.notes), ("hints", &diagnostic.hints)] {
        if !texts.is_empty() {
            members.insert(key.to_owned(), texts.clone().into());
        }
    }
    Value::Object(members)
}

fn typed(resources: &[Resource]) -> Value {
    let mut types: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for Resource { type_name, name, body } in resources {
        let of_type = types.entry(type_name.clone()).or_default();
        of_type.insert(name.clone(), Value::Object(body.clone()));
    }
    Value::Object(types.into_iter().map(|(type_name, named)| (type_name, Value::Object(named))).collect())
}

fn values(values: &[NamedValue]) -> Value {
    Value::Object(values.iter().map(|named| (named.name.clone(), named.value.clone())).collect())
}

fn blocks(blocks: &[NamedBlock]) -> Value {
    let block = |named: &NamedBlock| (named.name.clone(), Value::Object(named.body.clone()));
    Value::Object(blocks.iter().map(block).collect())
}
