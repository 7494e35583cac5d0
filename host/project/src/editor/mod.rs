//! Support for editors: the JSON Schema of a stack's files, in draft 07, which language servers for YAML support.
//!
//! A schema is for one stack: it has the stack's regions and the inputs of its tiers. It never rejects anything that a
//! synth accepts, but cannot detect everything that a synth rejects.

mod components;
mod file;
mod inputs;
mod patch;
mod sections;
mod text;

#[cfg(test)]
mod tests;

pub use components::{Components, describe};
pub use file::{SchemaFileError, form, has_modeline, is_stale, modeline, schema_path, write};

use sections::Sections;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use terrace_stack::stack::{ComponentName, Outline};

/// The kind of file that a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The stack file.
    File,
    /// An overlay, in which nothing is required and anything can be removed with `null`.
    Overlay,
}

/// The names that the stack defines.
struct Names {
    regions: Vec<String>,
    /// The components that can be used: built-in ones, and those that the stack names.
    components: Vec<String>,
    tiers: BTreeMap<String, ComponentName>,
}

/// Returns the schema of a stack's file.
///
/// `components` are the result of [`describe`]; a tier with any other component accepts all inputs.
pub fn schema(outline: &Outline, components: &Components, form: Form) -> Value {
    let names = Names {
        regions: outline.regions.clone(),
        components: components
            .keys()
            .map(|name| name.text.clone())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        tiers: outline
            .tiers
            .iter()
            .filter(|(_, component)| components.contains_key(&component.name))
            .map(|(tier, component)| (tier.clone(), component.name.clone()))
            .collect(),
    };
    let sections = Sections { names: &names, form };
    let mut definitions = Map::new();
    definitions.insert("tier".to_owned(), tier(&sections, components));
    for (component, manifest) in components {
        let key = key(component);
        let whole = inputs::inputs(&manifest.inputs, &key);
        // If an overlay is merged over the inputs, required ones may come from there.
        let is_whole = form == Form::File && outline.environments.is_empty();
        let of = inputs_of(&sections, &key, is_whole, whole.get("required").is_some());
        definitions.insert(format!("{key}.tier"), of);
        definitions.insert(format!("{key}{}", patch::SUFFIX), patch::patch(&whole, &key));
        definitions.insert(key, whole);
    }
    let mut schema = sections.file();
    if let Value::Object(keywords) = &mut schema {
        keywords.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        keywords.insert("definitions".to_owned(), definitions.into());
    }
    schema
}

/// Returns the schema of any tier. The component determines the inputs.
fn tier(sections: &Sections<'_>, components: &Components) -> Value {
    let mut tier = sections.tier();
    let by_component = |component: &ComponentName| {
        let mut condition =
            json!({ "properties": { "component": { "const": component.text } }, "required": ["component"] });
        if let Some(version) = &component.version {
            condition["properties"]["version"] = json!({ "const": version });
            condition["required"] = json!(["component", "version"]);
        }
        json!({
            "if": condition,
            "then": { "$ref": tier_reference(component) },
        })
    };
    tier["allOf"] = components.keys().map(by_component).collect();
    tier
}

/// Returns the additions to the schema of a tier for one component.
fn inputs_of(sections: &Sections<'_>, key: &str, is_whole: bool, has_required: bool) -> Value {
    let whole = json!({ "$ref": format!("#/definitions/{key}") });
    let part = json!({ "$ref": format!("#/definitions/{key}{}", patch::SUFFIX) });
    let or_nothing = |schema: &Value| json!({ "anyOf": [schema, { "type": "null" }] });
    let region_inputs = sections.region_inputs(&part);
    if !is_whole {
        return json!({ "properties": { "inputs": or_nothing(&part), "region_inputs": region_inputs } });
    }
    let alone = if has_required {
        json!({ "properties": { "inputs": whole }, "required": ["inputs"] })
    } else {
        json!({ "properties": { "inputs": or_nothing(&whole) } })
    };
    json!({
        "properties": { "region_inputs": region_inputs },
        "if": { "required": ["region_inputs"] },
        "then": { "properties": { "inputs": or_nothing(&part) } },
        "else": alone,
    })
}

fn tier_reference(component: &ComponentName) -> String {
    format!("#/definitions/{}.tier", key(component))
}

/// Returns a component's key among the definitions: its name, with characters that a reference cannot contain replaced by
/// their codes.
fn key(component: &ComponentName) -> String {
    let mut key = String::new();
    for letter in component.to_string().chars() {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            key.push(letter);
        } else {
            key.push_str(&format!("_{:x}_", u32::from(letter)));
        }
    }
    key
}
