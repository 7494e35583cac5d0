//! Blocks within a body that Terraform itself defines: `lifecycle` with its conditions, provisioners, connections and dynamic
//! blocks.

use super::super::dynamic;
use super::{At, Kind, Names, Visitor, Walk};
use crate::expression::is_template;
use crate::model::Identifier;
use crate::scope::ScopeProblem;
use serde_json::{Map, Value};

impl<V: Visitor> Walk<'_, V> {
    pub(super) fn lifecycle(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        if value.as_array().is_some_and(|blocks| blocks.len() > 1) {
            return self.misplaced(at, "a block has at most one `lifecycle`");
        }
        self.blocks(value, at, |walk, block, at| {
            for (key, value) in block {
                let at = At::Key(at, key);
                match key.as_str() {
                    "precondition" => walk.conditions(value, &at, names),
                    "postcondition" => walk.conditions(value, &at, &Names { itself: true, ..names.clone() }),
                    "replace_triggered_by" => {
                        walk.strings(value, &at, |walk, text, at| walk.visitor.trigger(text, at, names));
                    }
                    "ignore_changes" if value == "all" => {}
                    "ignore_changes" => walk.strings(value, &at, |walk, text, at| match text.as_str() {
                        "all" => walk.misplaced(at, "write \"all\" instead of a list that contains it"),
                        path => walk.visitor.attribute(path, at),
                    }),
                    "create_before_destroy" | "prevent_destroy" => walk.switch(value, &at),
                    _ => walk.misplaced(&at, "Terrace does not know this argument of `lifecycle`"),
                }
            }
        });
    }

    pub(super) fn conditions(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.blocks(value, at, |walk, block, at| {
            for (key, value) in block {
                let at = At::Key(at, key);
                match (key.as_str(), &*value) {
                    ("condition", Value::String(_) | Value::Bool(_)) => walk.value(value, &at, names),
                    ("error_message", Value::String(_)) => walk.value(value, &at, names),
                    ("condition" | "error_message", other) => walk.form(&at, "a template", other),
                    _ => walk.misplaced(&at, "a condition has only `condition` and `error_message`"),
                }
            }
        });
    }

    pub(super) fn provisioners(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.blocks(value, at, |walk, labels, at| {
            for (label, value) in labels {
                let at = At::Key(at, label);
                if walk.is_name(label, &at) {
                    walk.blocks(value, &at, |walk, block, at| walk.provisioner(block, at, names));
                }
            }
        });
    }

    fn provisioner(&mut self, block: &mut Map<String, Value>, at: &At<'_>, names: &Names) {
        let names = Names { itself: true, ..names.clone() };
        for (key, value) in block {
            let at = At::Key(at, key);
            match key.as_str() {
                "when" | "on_failure" => self.literal(value, &at, "Terraform expects a keyword here"),
                "connection" => self.connection(value, &at, &names),
                key if !self.is_name(key, &at) => {}
                _ => self.value(value, &at, &names),
            }
        }
    }

    pub(super) fn connection(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        let names = Names { itself: true, ..names.clone() };
        self.blocks(value, at, |walk, block, at| {
            for (key, value) in block {
                let at = At::Key(at, key);
                match key.as_str() {
                    "type" => walk.literal(value, &at, "Terraform needs a literal here"),
                    key if !walk.is_name(key, &at) => {}
                    _ => walk.value(value, &at, &names),
                }
            }
        });
    }

    pub(super) fn dynamic(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.blocks(value, at, |walk, labels, at| {
            for (label, value) in labels {
                let at = At::Key(at, label);
                // The check is here, and not for each block, because there may be no blocks.
                if let Err(problem) = Identifier::new(label) {
                    walk.visitor.problem(&at, ScopeProblem::Name(problem.to_string()));
                }
                walk.blocks(value, &at, |walk, block, at| walk.dynamic_block(label, block, at, names));
            }
        });
    }

    fn dynamic_block(&mut self, label: &str, block: &mut Map<String, Value>, at: &At<'_>, names: &Names) {
        if !dynamic::is_complete(block) {
            self.misplaced(at, "a dynamic block needs `for_each` and `content`");
        }
        let iterator = block.get("iterator").and_then(Value::as_str).unwrap_or(label).to_owned();
        if self.visitor.begins_references(&iterator) {
            self.misplaced(
                at,
                "the iterator shadows a name that references begin with; choose another `iterator`",
            );
        }
        let mut inner = names.clone();
        inner.iterators.push(iterator);
        for (key, value) in block {
            let at = At::Key(at, key);
            match key.as_str() {
                "iterator" => self.iterator(value, &at),
                "for_each" => self.value(value, &at, names),
                "labels" if value.is_array() => self.value(value, &at, &inner),
                "labels" => self.form(&at, "a list", value),
                "content" => self.blocks(value, &at, |walk, content, at| {
                    walk.members(content, at, &inner, Kind::Nested);
                }),
                _ => self.misplaced(&at, dynamic::ARGUMENTS),
            }
        }
    }

    fn iterator(&mut self, value: &Value, at: &At<'_>) {
        match value {
            Value::String(name) if is_template(name) => {
                self.literal(value, at, "Terraform expects a name here");
            }
            Value::String(name) => {
                if let Err(problem) = Identifier::new(name) {
                    self.visitor.problem(at, ScopeProblem::Name(problem.to_string()));
                }
            }
            other => self.form(at, "a name", other),
        }
    }
}
