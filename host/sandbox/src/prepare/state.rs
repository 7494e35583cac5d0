//! The content of the sandbox's state.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value as Json;

/// The managed resources of a state.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The sources of their providers, with the attributes that have a value, by type.
    pub(super) types: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// The addresses in the root module.
    pub(super) addresses: BTreeSet<String>,
}

/// Reads a state file. An unreadable one counts as empty, because Terraform will report it.
pub(super) fn read(path: &Path) -> State {
    let mut state = State::default();
    let json: Json =
        fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    for resource in json.get("resources").and_then(Json::as_array).into_iter().flatten() {
        let text = |key| resource.get(key).and_then(Json::as_str).unwrap_or_default();
        if text("mode") != "managed" {
            continue;
        }
        let type_name = text("type");
        // For example `provider["registry.terraform.io/hashicorp/aws"].primary`.
        let source = text("provider").split('"').nth(1).unwrap_or_default();
        let types = state.types.entry(super::provider::canonical(source)).or_default();
        let attributes = types.entry(type_name.to_owned()).or_default();
        for instance in resource.get("instances").and_then(Json::as_array).into_iter().flatten() {
            let values = instance.get("attributes").and_then(Json::as_object).into_iter().flatten();
            attributes.extend(values.filter(|(_, value)| !is_empty(value)).map(|(name, _)| name.clone()));
        }
        if resource.get("module").is_none() {
            state.addresses.insert(format!("{type_name}.{}", text("name")));
        }
    }
    state
}

/// Returns true for null, bare or next to its type.
fn is_empty(value: &Json) -> bool {
    value.is_null() || (value.get("type").is_some() && value.get("value").is_some_and(Json::is_null))
}
