//! Checks nested blocks and nested attributes.

use super::finding::Rule;
use super::nearest::suggest;
use super::run::{Place, Run};
use super::schema::{Block, NestedBlock, NestedType, NestingMode};
use crate::syntax::{has_template, members};
use crate::types::Type;
use serde_json::Value;
use terrace_core::words::describe;

impl Run<'_> {
    /// Checks nested blocks of one type against the schema: an object, or an array of objects.
    pub fn nested_blocks(&mut self, value: &Value, nested: &NestedBlock, place: &Place) {
        if nested.nesting_mode == NestingMode::Map {
            if !value.is_object() && !value.is_array() && !value.is_null() {
                return self.not_a_block(value, "an object of labelled blocks", place);
            }
            for (label, value) in members(value) {
                self.blocks(value, &nested.block, &place.key(label));
            }
        } else {
            self.blocks(value, &nested.block, place);
        }
    }

    fn blocks(&mut self, value: &Value, block: &Block, place: &Place) {
        match value {
            Value::Null => {}
            Value::Object(body) => self.body(body, block, &[], place),
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    match element {
                        Value::Object(body) => self.body(body, block, &[], &place.index(index)),
                        other => {
                            self.not_a_block(other, "an object, which is a nested block", &place.index(index))
                        }
                    }
                }
            }
            other => {
                self.not_a_block(other, "an object or an array of objects, which are nested blocks", place)
            }
        }
    }

    /// Reports a value that should have been a block, and checks the references in it.
    pub fn not_a_block(&mut self, value: &Value, expected: &str, place: &Place) {
        self.report(place, Rule::NotABlock, expected, describe(value));
        self.references(value, place);
    }

    /// Checks the number of nested blocks of one type against its limits. A dynamic block counts as any number.
    pub fn block_count(&mut self, value: Option<&Value>, nested: &NestedBlock, dynamic: bool, place: &Place) {
        let count: u64 = match (nested.nesting_mode, value) {
            // Labelled blocks are distinguished by their labels, and Terraform has no limits for them.
            (NestingMode::Map, _) => return,
            (_, None | Some(Value::Null)) => 0,
            (_, Some(Value::Array(elements))) => {
                elements.iter().filter(|element| !element.is_null()).count() as u64
            }
            (_, Some(_)) => 1,
        };
        let most = match nested.nesting_mode {
            NestingMode::Single | NestingMode::Group => 1,
            _ => nested.max_items,
        };
        if most > 0 && count > most {
            self.report(place, Rule::TooManyBlocks, format!("at most {most}"), count.to_string());
        }
        if count < nested.min_items && !dynamic {
            self.report(
                place,
                Rule::TooFewBlocks,
                format!("at least {}", nested.min_items),
                count.to_string(),
            );
        }
    }

    /// Checks a value against an attribute that consists of attributes.
    pub fn nested_attributes(&mut self, value: &Value, nested: &NestedType, place: &Place) {
        match (nested.nesting_mode, value) {
            (_, Value::Null) => {}
            (NestingMode::Single | NestingMode::Group, Value::Object(_)) => {
                self.nested_object(value, nested, place)
            }
            (NestingMode::List | NestingMode::Set, Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.nested_object(element, nested, &place.index(index));
                }
            }
            (NestingMode::Map, Value::Object(members)) => {
                for (key, element) in members {
                    self.value(&Value::String(key.clone()), &Type::String, &place.key(key));
                    self.nested_object(element, nested, &place.key(key));
                }
            }
            (_, other) => self.value(other, &nested.value_type(), place),
        }
    }

    fn nested_object(&mut self, value: &Value, nested: &NestedType, place: &Place) {
        let members = match value {
            Value::Object(members) if !members.keys().any(|key| has_template(key)) => members,
            Value::Null => return,
            other => return self.value(other, &nested.object_type(), place),
        };
        for (name, value) in members {
            match nested.attributes.get(name) {
                Some(attribute) => self.attribute(value, attribute, &place.key(name)),
                None => {
                    let expected = suggest("an attribute of this object", name, nested.attributes.keys());
                    self.report(&place.key(name), Rule::UnknownArgument, expected, format!("`{name}`"));
                    self.references(value, &place.key(name));
                }
            }
        }
        let given = |name: &str| members.get(name).is_some_and(|value| !value.is_null());
        self.required(&nested.attributes, given, place);
    }
}
