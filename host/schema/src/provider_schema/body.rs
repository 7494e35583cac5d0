//! Checks the bodies of blocks against their schemas.

use super::configuration::Body;
use super::finding::Rule;
use super::nearest::suggest;
use super::run::{Place, Run};
use super::schema::{Attribute, Block};
use crate::syntax::{bodies, members};
use serde_json::Value;
use std::collections::BTreeMap;
use terrace_core::words::describe;

impl Run<'_> {
    /// Checks the body of a block against its schema. `skip` are arguments of Terraform itself.
    pub fn body(&mut self, body: &Body, block: &Block, skip: &[&str], place: &Place) {
        if block.deprecated {
            self.report(place, Rule::Deprecated, "a block that is not deprecated", "this one");
        }
        for (name, value) in body {
            if !skip.contains(&name.as_str()) && !matches!(name.as_str(), "//" | "_" | "dynamic") {
                self.argument(name, value, block, &place.key(name));
            }
        }
        // Terraform's escape for arguments of the provider that have the same names as its own.
        for escaped in body.get("_").into_iter().flat_map(bodies).filter_map(Value::as_object) {
            for (name, value) in escaped {
                self.argument(name, value, block, &place.key("_").key(name));
            }
        }
        let dynamic: Vec<(&str, &Value)> = body.get("dynamic").into_iter().flat_map(members).collect();
        for (name, value) in &dynamic {
            self.dynamic(name, value, block, &place.key("dynamic").key(name));
        }
        let given = |name: &str| {
            let escaped = body
                .get("_")
                .into_iter()
                .flat_map(members)
                .any(|(other, value)| other == name && !value.is_null());
            let plain = !skip.contains(&name) && body.get(name).is_some_and(|value| !value.is_null());
            plain || escaped || dynamic.iter().any(|(other, _)| *other == name)
        };
        self.required(&block.attributes, given, place);
        for (name, nested) in &block.block_types {
            let dynamic = dynamic.iter().any(|(other, _)| other == name);
            self.block_count(body.get(name), nested, dynamic, &place.key(name));
        }
    }

    fn argument(&mut self, name: &str, value: &Value, block: &Block, place: &Place) {
        if let Some(attribute) = block.attributes.get(name) {
            self.attribute(value, attribute, place);
        } else if let Some(nested) = block.block_types.get(name) {
            self.nested_blocks(value, nested, place);
        } else {
            let names = block.attributes.keys().chain(block.block_types.keys());
            let expected = suggest("an argument of this block", name, names);
            self.report(place, Rule::UnknownArgument, expected, format!("`{name}`"));
            self.references(value, place);
        }
    }

    /// Checks a value against an attribute of a block or of another attribute.
    pub fn attribute(&mut self, value: &Value, attribute: &Attribute, place: &Place) {
        if value.is_null() {
            return;
        }
        if attribute.computed && !attribute.settable() {
            self.report(place, Rule::ComputedArgument, "nothing: only the provider sets it", describe(value));
        } else if attribute.deprecated {
            self.report(place, Rule::Deprecated, "an argument that is not deprecated", "this one");
        }
        match &attribute.nested_type {
            Some(nested) => self.nested_attributes(value, nested, place),
            None => self.value(value, &attribute.value_type(), place),
        }
    }

    /// Reports required attributes that are missing.
    pub fn required(
        &mut self,
        attributes: &BTreeMap<String, Attribute>,
        given: impl Fn(&str) -> bool,
        place: &Place,
    ) {
        for (name, attribute) in attributes {
            if attribute.required && !given(name) {
                let expected = format!("{}, which is required", attribute.value_type().summary());
                self.report(&place.key(name), Rule::MissingArgument, expected, "nothing");
            }
        }
    }
}
