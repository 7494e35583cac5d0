//! The stack's own outputs.

use super::MergeError;
use crate::boundary;
use crate::link::Linker;
use crate::model::{Settings, StackOutput};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the bodies of the stack's outputs. The providers that their functions need are added to `needed`.
///
/// An output that shows a secret is marked as sensitive unless the stack file says otherwise, because Terraform rejects it
/// without.
pub fn outputs(
    linker: &Linker<'_>,
    settings: &Settings,
    needed: &mut BTreeSet<String>,
    errors: &mut Vec<MergeError>,
) -> BTreeMap<String, Map<String, Value>> {
    let mut outputs = BTreeMap::new();
    for (name, StackOutput { value, description, sensitive }) in &settings.outputs {
        let mut value = value.clone();
        let linked = match linker.link_stack_output(name, &mut value) {
            Ok(linked) => linked,
            Err(faults) => {
                errors.extend(faults.into_iter().map(MergeError::Link));
                continue;
            }
        };
        if !linked.broken {
            let outside = boundary::stack_output(linker.templates(), name, &value, &linked.brought);
            errors.extend(outside.into_iter().map(MergeError::Boundary));
        }
        needed.extend(linked.providers);
        let mut body = Map::new();
        if let Some(description) = description {
            body.insert("description".to_owned(), description.as_str().into());
        }
        // The stack file takes precedence: Terraform rejects an output that would show a secret.
        if sensitive.unwrap_or(linked.sensitive) {
            body.insert("sensitive".to_owned(), true.into());
        }
        body.insert("value".to_owned(), value);
        outputs.insert(name.clone(), body);
    }
    outputs
}
