//! Rewrites the configuration for the sandbox.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};
use terrace_schema::provider_schema::Kind;

use super::PrepareError;
use crate::infer::Module;
use crate::life::ADDRESS;

/// The local name of the provider that replaces Terraform's own for data sources that would read a real state.
const STAND_IN: &str = "terrace-sandbox";
const STAND_IN_SOURCE: &str = "terrace/sandbox";

/// Removes everything that would affect something real: the backend, provisioners, and reads of other stacks' states.
pub(super) fn isolate(
    root: &mut Json,
    modules: &[Module],
    notices: &mut Vec<String>,
) -> Result<(), PrepareError> {
    for block in root.get_mut("terraform").into_iter().flat_map(each_mut) {
        // Without a backend, Terraform stores the state next to the configuration.
        block.remove("backend");
        block.remove("cloud");
    }
    let mut stripped = 0;
    for body in bodies_mut(root, "resource") {
        stripped += usize::from(body.2.remove("provisioner").is_some());
        body.2.remove("connection");
    }
    if stripped > 0 {
        notices.push(format!(
            "The sandbox skips the provisioners of {stripped} {}, because they would really run.",
            if stripped == 1 { "resource" } else { "resources" }
        ));
    }
    let mut called = modules.iter().skip(1).flat_map(|module| &module.blocks);
    if let Some(block) = called.find(|block| block.provisioned) {
        return Err(PrepareError::Provisioner { address: block.address() });
    }
    let remote = |module: &Module| {
        let reads =
            module.blocks.iter().find(|it| it.kind == Kind::Data && it.type_name == "terraform_remote_state");
        reads.map(|block| block.address())
    };
    if let Some(address) = modules.iter().skip(1).find_map(remote) {
        return Err(PrepareError::RemoteState { address });
    }
    if modules.first().and_then(remote).is_some() {
        stand_in(root);
    }
    Ok(())
}

/// Makes reads of other stacks' states go to a provider that invents them.
fn stand_in(root: &mut Json) {
    for (type_name, _, body) in bodies_mut(root, "data") {
        if type_name == "terraform_remote_state" {
            body.insert("provider".to_owned(), STAND_IN.into());
        }
    }
    let Some(root) = root.as_object_mut() else { return };
    let requirement = json!({ "source": STAND_IN_SOURCE });
    let terraform = root.entry("terraform").or_insert_with(|| json!({}));
    // Terraform accepts provider requirements in one block only.
    let mut blocks: Vec<_> = each_mut(terraform).collect();
    let place = blocks.iter().position(|block| block.contains_key("required_providers")).unwrap_or(0);
    let Some(block) = blocks.get_mut(place) else { return };
    let required = block.entry("required_providers").or_insert_with(|| json!({}));
    for required in each_mut(required).take(1) {
        required.insert(STAND_IN.to_owned(), requirement.clone());
    }
}

/// Gives every managed resource its address as an argument, and also data sources that the user named.
pub(super) fn tell_addresses(root: &mut Json, named: &BTreeSet<String>) {
    for (key, prefix) in [("resource", ""), ("data", "data."), ("ephemeral", "ephemeral.")] {
        for (type_name, name, body) in bodies_mut(root, key) {
            let address = format!("{prefix}{type_name}.{name}");
            // Terraform's own provider is not simulated.
            if type_name.starts_with("terraform_") && type_name != "terraform_remote_state" {
                continue;
            }
            if prefix.is_empty() || named.contains(&address) {
                let instance = if body.contains_key("count") {
                    "[${count.index}]"
                } else if body.contains_key("for_each") {
                    "[\"${each.key}\"]"
                } else {
                    ""
                };
                body.insert(ADDRESS.to_owned(), format!("{address}{instance}").into());
            }
        }
    }
}

/// Returns every body below a key with two labels: type, name, body.
fn bodies_mut<'a>(root: &'a mut Json, key: &str) -> Vec<(String, String, &'a mut Map<String, Json>)> {
    let types = root.get_mut(key).into_iter().flat_map(each_mut).flatten();
    let mut bodies = Vec::new();
    for (type_name, named) in types {
        for (name, body) in each_mut(named).flatten() {
            bodies.extend(each_mut(body).map(|body| (type_name.clone(), name.clone(), body)));
        }
    }
    bodies
}

fn each_mut(json: &mut Json) -> Box<dyn Iterator<Item = &mut Map<String, Json>> + '_> {
    match json {
        Json::Object(members) => Box::new(std::iter::once(members)),
        Json::Array(elements) => Box::new(elements.iter_mut().filter_map(Json::as_object_mut)),
        _ => Box::new(std::iter::empty()),
    }
}
