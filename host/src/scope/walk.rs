//! A walk over a block's body that knows how Terraform reads each place of it.
//!
//! In JSON the same string may be a template, a literal, a raw reference or keyword, or a raw expression;
//! only the place decides.

use super::error::ScopeProblem;
use crate::expression::is_template;
use serde_json::{Map, Value};
use std::fmt;

/// A place in a body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    Body,
    Key(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => Ok(()),
            Self::Key(Self::Body, key) => f.write_str(key),
            Self::Key(parent, key) => write!(f, "{parent}.{key}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// Names that mean something only in some places.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// `each`
    pub(super) each: bool,
    /// `count`
    pub(super) count: bool,
    /// `self`
    pub(super) itself: bool,
    /// Iterators of the `dynamic` blocks around.
    pub(super) iterators: Vec<String>,
}

/// What to do with the strings of a body.
pub(super) trait Visitor {
    /// A template.
    fn template(&mut self, text: &mut String, at: &At<'_>, names: &Names);
    /// A raw reference to a whole block.
    fn block_reference(&mut self, text: &mut String, at: &At<'_>);
    /// A raw expression.
    fn expression(&mut self, text: &mut String, at: &At<'_>, names: &Names);
    /// A raw reference to a provider configuration.
    fn provider(&mut self, text: &str, at: &At<'_>);
    /// Something is wrong here.
    fn problem(&mut self, at: &At<'_>, problem: ScopeProblem);
}

/// Which blocks there are, as far as their arguments differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Resource,
    /// A data source or an ephemeral resource.
    Reading,
    Module,
}

/// Names that references begin with. Were one bound, a reference put into its scope later would be read wrongly.
const ROOTS: [&str; 11] =
    ["count", "data", "each", "ephemeral", "local", "module", "path", "resource", "self", "terraform", "var"];

const RAW: &str = "Terraform takes it as it is written";

/// Walks a local value's or an output's value.
pub(super) fn value(value: &mut Value, visitor: &mut impl Visitor) {
    Walk { visitor }.value(value, &At::Body, &Names::default());
}

/// Walks the body of a resource, data source, ephemeral resource or module.
pub(super) fn block(shape: Shape, body: &mut Map<String, Value>, at: &At<'_>, visitor: &mut impl Visitor) {
    let (each, count) = (body.contains_key("for_each"), body.contains_key("count"));
    let names = Names { each, count, ..Names::default() };
    let mut walk = Walk { visitor };
    if each && count {
        walk.misplaced(at, "`count` and `for_each` exclude each other");
    }
    for (key, value) in body {
        let at = At::Key(at, key);
        walk.argument(shape, key, value, &at, &names);
    }
}

/// Walks the body of a check, except for its data source.
pub(super) fn check(body: &mut Map<String, Value>, visitor: &mut impl Visitor) {
    let mut walk = Walk { visitor };
    for (key, value) in body.iter_mut().filter(|(key, _)| *key != "data") {
        let at = At::Key(&At::Body, key);
        match key.as_str() {
            "//" => walk.misplaced(&at, "`//` is for Terrace's own remarks"),
            "assert" => walk.conditions(value, &at, &Names::default()),
            _ => walk.value(value, &at, &Names::default()),
        }
    }
}

struct Walk<'v, V> {
    visitor: &'v mut V,
}

impl<V: Visitor> Walk<'_, V> {
    fn misplaced(&mut self, at: &At<'_>, why: &'static str) {
        self.visitor.problem(at, ScopeProblem::Misplaced(why));
    }

    fn form(&mut self, at: &At<'_>, expected: &'static str, got: &Value) {
        self.visitor.problem(at, ScopeProblem::Form { expected, got: describe(got) });
    }

    fn argument(&mut self, shape: Shape, key: &str, value: &mut Value, at: &At<'_>, names: &Names) {
        let meta =
            matches!(key, "provider" | "providers" | "depends_on" | "count" | "for_each" | "lifecycle");
        if value.is_null() && meta && (key != "providers" || shape == Shape::Module) {
            return self.misplaced(at, "null is not accepted here; leave the argument out");
        }
        match (key, shape) {
            ("//", _) => self.misplaced(at, "`//` is for Terrace's own remarks"),
            ("source" | "version", Shape::Module) => self.literal(value, at, RAW),
            ("providers", Shape::Module) => match value {
                Value::Object(providers) => {
                    for (name, provider) in providers {
                        let at = At::Key(at, name);
                        self.provider(provider, &at);
                    }
                }
                other => self.form(at, "an object", other),
            },
            ("provider", Shape::Resource | Shape::Reading) => self.provider(value, at),
            ("depends_on", _) => {
                self.strings(value, at, |walk, text, at| walk.visitor.block_reference(text, at))
            }
            ("count", _) => self.value(value, at, &Names::default()),
            ("for_each", _) if value.is_array() => {
                self.misplaced(at, "Terraform takes no list here; write an object, or `${toset([…])}`");
            }
            ("for_each", _) => self.value(value, at, &Names::default()),
            ("lifecycle", Shape::Resource | Shape::Reading) => self.lifecycle(value, at, names),
            ("provisioner", Shape::Resource) => self.provisioners(value, at, names),
            ("connection", Shape::Resource) => self.connection(value, at, names),
            ("_", Shape::Resource | Shape::Reading) => self.value(value, at, names),
            ("dynamic", Shape::Resource | Shape::Reading) => self.dynamic(value, at, names),
            _ if is_template(key) => self.misplaced(at, "the name of an argument cannot be a template"),
            _ => self.value(value, at, names),
        }
    }

    /// A template, or a value that holds templates.
    fn value(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        match value {
            Value::String(text) => self.visitor.template(text, at, names),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(item, &At::Index(at, index), names);
                }
            }
            Value::Object(members) => self.members(members, at, names),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&mut self, members: &mut Map<String, Value>, at: &At<'_>, names: &Names) {
        for (key, member) in members.iter_mut() {
            let at = At::Key(at, key);
            if key == "dynamic" && is_dynamic(member) {
                self.dynamic(member, &at, names);
            } else {
                self.value(member, &at, names);
            }
        }
        // No block has such a name, so this is an object in an expression, whose keys are templates.
        let templates: Vec<String> = members.keys().filter(|key| is_template(key)).cloned().collect();
        for key in templates {
            let mut renamed = key.clone();
            self.visitor.template(&mut renamed, &At::Key(at, &key), names);
            if renamed != key
                && let Some(member) = members.remove(&key)
            {
                members.insert(renamed, member);
            }
        }
    }

    fn literal(&mut self, value: &Value, at: &At<'_>, reason: &'static str) {
        match value {
            Value::String(text) if is_template(text) => {
                self.visitor.problem(at, ScopeProblem::Template { text: text.clone(), reason });
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.literal(item, &At::Index(at, index), reason);
                }
            }
            Value::Object(members) => {
                for (key, member) in members {
                    self.literal(member, &At::Key(at, key), reason);
                }
            }
            _ => {}
        }
    }

    /// A list of raw strings.
    fn strings(
        &mut self,
        value: &mut Value,
        at: &At<'_>,
        mut each: impl FnMut(&mut Self, &mut String, &At<'_>),
    ) {
        let Value::Array(items) = value else { return self.form(at, "a list of strings", value) };
        for (index, item) in items.iter_mut().enumerate() {
            let at = At::Index(at, index);
            match item {
                Value::String(text) if is_template(text) => {
                    let text = text.clone();
                    let reason = "Terraform takes a plain reference here, without `${}`";
                    self.visitor.problem(&at, ScopeProblem::Template { text, reason });
                }
                Value::String(text) => each(self, text, &at),
                other => self.form(&at, "a string", other),
            }
        }
    }

    fn provider(&mut self, value: &Value, at: &At<'_>) {
        match value {
            Value::String(text) if is_template(text) => self.literal(value, at, RAW),
            Value::String(text) => self.visitor.provider(text, at),
            other => self.form(at, "a provider configuration such as \"aws\" or \"aws.primary\"", other),
        }
    }

    /// A block that may stand once as an object or several times in an array.
    fn blocks(
        &mut self,
        value: &mut Value,
        at: &At<'_>,
        mut each: impl FnMut(&mut Self, &mut Map<String, Value>, &At<'_>),
    ) {
        match value {
            Value::Object(block) => each(self, block, at),
            Value::Array(blocks) => {
                for (index, block) in blocks.iter_mut().enumerate() {
                    let at = At::Index(at, index);
                    match block {
                        Value::Object(block) => each(self, block, &at),
                        other => self.form(&at, "an object", other),
                    }
                }
            }
            other => self.form(at, "an object or a list of objects", other),
        }
    }

    fn lifecycle(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        if value.as_array().is_some_and(|blocks| blocks.len() > 1) {
            return self.misplaced(at, "a block has one `lifecycle` at most");
        }
        self.blocks(value, at, |walk, block, at| {
            for (key, value) in block {
                let at = At::Key(at, key);
                match key.as_str() {
                    "precondition" => walk.conditions(value, &at, names),
                    "postcondition" => walk.conditions(value, &at, &Names { itself: true, ..names.clone() }),
                    "replace_triggered_by" => walk.strings(value, &at, |walk, text, at| {
                        walk.visitor.expression(text, at, names);
                    }),
                    "ignore_changes" if value == "all" => {}
                    "ignore_changes" => walk.strings(value, &at, |walk, text, at| {
                        if text == "all" {
                            walk.misplaced(at, "write \"all\" instead of a list that holds it");
                        }
                    }),
                    _ => walk.literal(value, &at, "Terraform needs a literal here"),
                }
            }
        });
    }

    fn conditions(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.blocks(value, at, |walk, block, at| walk.members(block, at, names));
    }

    fn provisioners(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.blocks(value, at, |walk, labels, at| {
            for (label, value) in labels {
                let at = At::Key(at, label);
                walk.blocks(value, &at, |walk, block, at| walk.provisioner(block, at, names));
            }
        });
    }

    fn provisioner(&mut self, block: &mut Map<String, Value>, at: &At<'_>, names: &Names) {
        let names = Names { itself: true, ..names.clone() };
        for (key, value) in block {
            let at = At::Key(at, key);
            match key.as_str() {
                "when" | "on_failure" => self.literal(value, &at, "Terraform takes a keyword here"),
                "connection" => self.connection(value, &at, &names),
                _ => self.value(value, &at, &names),
            }
        }
    }

    fn connection(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        let names = Names { itself: true, ..names.clone() };
        self.blocks(value, at, |walk, block, at| {
            for (key, value) in block {
                let at = At::Key(at, key);
                match key.as_str() {
                    "type" => walk.literal(value, &at, "Terraform needs a literal here"),
                    _ => walk.value(value, &at, &names),
                }
            }
        });
    }

    fn dynamic(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.blocks(value, at, |walk, labels, at| {
            for (label, value) in labels {
                let at = At::Key(at, label);
                walk.blocks(value, &at, |walk, block, at| walk.dynamic_block(label, block, at, names));
            }
        });
    }

    fn dynamic_block(&mut self, label: &str, block: &mut Map<String, Value>, at: &At<'_>, names: &Names) {
        let iterator = block.get("iterator").and_then(Value::as_str).unwrap_or(label).to_owned();
        if ROOTS.contains(&iterator.as_str()) {
            self.misplaced(
                at,
                "the iterator hides a name that references begin with; choose another `iterator`",
            );
        }
        let mut inner = names.clone();
        inner.iterators.push(iterator);
        for (key, value) in block {
            let at = At::Key(at, key);
            match key.as_str() {
                "iterator" => self.literal(value, &at, "Terraform takes a name here"),
                "for_each" => self.value(value, &at, names),
                _ => self.value(value, &at, &inner),
            }
        }
    }
}

/// Whether what stands under a key `dynamic` inside of a block is a dynamic block, and not just a value.
fn is_dynamic(value: &Value) -> bool {
    let blocks = |value: &Value, test: &dyn Fn(&Map<String, Value>) -> bool| match value {
        Value::Object(block) => test(block),
        Value::Array(blocks) => blocks.iter().all(|block| block.as_object().is_some_and(test)),
        _ => false,
    };
    blocks(value, &|labels| {
        labels.values().all(|value| {
            blocks(value, &|block| block.contains_key("for_each") && block.contains_key("content"))
        })
    })
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a bool".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(text) => format!("the string \"{text}\""),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
