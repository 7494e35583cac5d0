//! Walks a block's body with the knowledge of how Terraform reads each part of it.
//!
//! In JSON the same string may be a template, a literal, a raw reference or keyword, or a raw expression;
//! only its position decides. For each position there is a list of the JSON forms that are accepted, and everything
//! else is rejected: a form that the walk does not know could not be renamed. Values are the exception, because any JSON is a
//! value, and all of its strings and keys are templates.

mod defined;

use super::dynamic;
use super::error::ScopeProblem;
use crate::expression::is_template;
use crate::model::Identifier;
use crate::words::describe;
use serde_json::{Map, Value};
use std::fmt;

/// A position in a body.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
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

/// Names that have a meaning only in some positions.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) each: bool,
    pub(super) count: bool,
    /// `self`
    pub(super) itself: bool,
    /// Iterators of the enclosing `dynamic` blocks.
    pub(super) iterators: Vec<String>,
}

/// Handles the strings of a body.
pub(super) trait Visitor {
    /// Handles a template.
    fn template(&mut self, text: &mut String, at: &At<'_>, names: &Names);
    /// Handles a raw reference to a whole block.
    fn block_reference(&mut self, text: &mut String, at: &At<'_>);
    /// Handles a raw reference to a block or to an attribute of it.
    fn trigger(&mut self, text: &mut String, at: &At<'_>, names: &Names);
    /// Handles the path of one of the block's own attributes.
    fn attribute(&mut self, text: &str, at: &At<'_>);
    /// Returns whether references begin with a name that an iterator would hide.
    fn begins_references(&self, name: &str) -> bool;
    /// Handles a raw reference to a provider configuration.
    fn provider(&mut self, text: &str, at: &At<'_>);
    /// Reports a problem.
    fn problem(&mut self, at: &At<'_>, problem: ScopeProblem);
}

/// Kinds of blocks, as far as their arguments differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Resource,
    /// A data source or an ephemeral resource.
    Reading,
    Module,
}

const RAW: &str = "Terraform uses it literally";

/// Walks the value of a local value or an output.
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
pub fn check(body: &mut Map<String, Value>, visitor: &mut impl Visitor) {
    let mut walk = Walk { visitor };
    for (key, value) in body.iter_mut().filter(|(key, _)| *key != "data") {
        let at = At::Key(&At::Body, key);
        match key.as_str() {
            "//" => walk.misplaced(&at, "`//` is reserved for Terrace's own comments"),
            "assert" => walk.conditions(value, &at, &Names::default()),
            _ => walk.misplaced(&at, "a check has only `data` and `assert`"),
        }
    }
}

/// Whether an object in a body may be a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Only a value.
    Value,
    /// A value or a block, which only the provider's schema decides.
    Nested,
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
            ("//", _) => self.misplaced(at, "`//` is reserved for Terrace's own comments"),
            ("source" | "version", Shape::Module) => self.literal(value, at, RAW),
            ("providers", Shape::Module) => self.providers(value, at),
            ("provider", Shape::Resource | Shape::Reading) => self.provider(value, at),
            ("depends_on", _) => {
                self.strings(value, at, |walk, text, at| walk.visitor.block_reference(text, at))
            }
            ("count", _) => match value {
                Value::Number(_) | Value::String(_) => self.value(value, at, &Names::default()),
                other => self.form(at, "a number or a template", other),
            },
            ("for_each", _) => match value {
                Value::Object(_) | Value::String(_) => self.value(value, at, &Names::default()),
                Value::Array(_) => {
                    self.misplaced(
                        at,
                        "Terraform does not accept a list here; write an object, or `${toset([…])}`",
                    );
                }
                other => self.form(at, "an object or a template", other),
            },
            ("lifecycle", Shape::Resource | Shape::Reading) => self.lifecycle(value, at, names),
            ("provisioner", Shape::Resource) => self.provisioners(value, at, names),
            ("connection", Shape::Resource) => self.connection(value, at, names),
            ("dynamic", Shape::Resource | Shape::Reading) => self.dynamic(value, at, names),
            _ if !self.is_name(key, at) => {}
            (_, Shape::Resource | Shape::Reading) => self.nested(value, at, names),
            (_, Shape::Module) => self.value(value, at, names),
        }
    }

    /// Returns whether a key may be the name of an argument or a type of blocks. Terraform reads such a name literally, so a
    /// reference in it would never be renamed.
    fn is_name(&mut self, key: &str, at: &At<'_>) -> bool {
        let is_name = !is_template(key);
        if !is_name {
            self.misplaced(at, "the name of an argument or a block cannot be a template");
        }
        is_name
    }

    /// Walks a template, or a value that contains templates.
    fn value(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.strings_in(value, at, names, Kind::Value);
    }

    /// Walks an argument of a resource: a value, or blocks that the provider defines.
    fn nested(&mut self, value: &mut Value, at: &At<'_>, names: &Names) {
        self.strings_in(value, at, names, Kind::Nested);
    }

    fn strings_in(&mut self, value: &mut Value, at: &At<'_>, names: &Names, kind: Kind) {
        match value {
            Value::String(text) => self.visitor.template(text, at, names),
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.strings_in(item, &At::Index(at, index), names, kind);
                }
            }
            Value::Object(members) => self.members(members, at, names, kind),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&mut self, members: &mut Map<String, Value>, at: &At<'_>, names: &Names, kind: Kind) {
        for (key, member) in members.iter_mut() {
            let at = At::Key(at, key);
            if kind == Kind::Nested && key == "dynamic" && dynamic::is_dynamic(member) {
                self.dynamic(member, &at, names);
            } else {
                self.strings_in(member, &at, names, kind);
            }
        }
        // No block has such a name, so this is an object in an expression, whose keys are templates.
        let templates: Vec<String> = members.keys().filter(|key| is_template(key)).cloned().collect();
        let taken: Vec<_> = templates.into_iter().filter_map(|key| members.remove_entry(&key)).collect();
        for (mut key, member) in taken {
            let written = key.clone();
            self.visitor.template(&mut key, &At::Key(at, &written), names);
            if members.insert(key, member).is_some() {
                self.misplaced(&At::Key(at, &written), "another key of this object has the same name");
            }
        }
    }

    /// Checks a string that Terraform reads literally.
    fn literal(&mut self, value: &Value, at: &At<'_>, reason: &'static str) {
        match value {
            Value::String(text) if is_template(text) => {
                self.visitor.problem(at, ScopeProblem::Template { text: text.clone(), reason });
            }
            Value::String(_) => {}
            other => self.form(at, "a string", other),
        }
    }

    /// Checks a literal `true` or `false`, which Terraform also accepts as strings.
    fn switch(&mut self, value: &Value, at: &At<'_>) {
        match value {
            Value::Bool(_) => {}
            Value::String(_) => self.literal(value, at, "Terraform needs a literal here"),
            other => self.form(at, "true or false", other),
        }
    }

    /// Walks a list of raw strings.
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
                    let reason = "Terraform expects a plain reference here, without `${}`";
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

    fn providers(&mut self, value: &Value, at: &At<'_>) {
        let Value::Object(providers) = value else { return self.form(at, "an object", value) };
        for (name, provider) in providers {
            let at = At::Key(at, name);
            let (local, alias) = name.split_once('.').unwrap_or((name, "default"));
            for part in [local, alias] {
                if let Err(problem) = Identifier::new(part) {
                    self.visitor.problem(&at, ScopeProblem::Name(problem.to_string()));
                }
            }
            self.provider(provider, &at);
        }
    }

    /// Walks a block that may be written once as an object or several times in an array.
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
}
