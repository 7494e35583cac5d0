//! The sections of a stack file.

use super::limits;
use super::path::At;
use super::reader::Reader;
use crate::stack::error::{LiteralPlace, StackError, StateError};
use crate::stack::expressions::{Expressions, Position};
use crate::stack::grammar::{self, names};
use crate::stack::tree::node::{Mapping, Node, NodeValue};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use terrace_core::model::{Identifier, Limits, Location, NameError, RegionName, StackOutput, TierName};
use terrace_core::suggest::nearest;
use terrace_schema::types::Type;

const KEYS: &[&str] = &names(&grammar::STACK);
const VARIABLE_KEYS: &[&str] = &names(&grammar::VARIABLE);
const VALIDATION_KEYS: &[&str] = &names(&grammar::VALIDATION);
const OUTPUT_KEYS: &[&str] = &names(&grammar::OUTPUT);

/// Names that Terraform does not allow for variables, because module calls have arguments with these names.
const RESERVED_VARIABLES: &[&str] =
    &["count", "depends_on", "for_each", "lifecycle", "locals", "provider", "providers", "source", "version"];

/// Reads the sections of a merged stack file.
pub struct Document<'a> {
    root: &'a Node,
    pub reader: Reader,
}

impl<'a> Document<'a> {
    /// Starts reading a stack file, and checks the keys at its top level.
    pub fn new(root: &'a Node) -> Self {
        let mut reader = Reader::default();
        match root.as_mapping() {
            Some(entries) => reader.known_keys(At::ROOT, entries, KEYS),
            None => reader.errors.push(StackError::WrongType {
                path: String::new(),
                expected: "a map",
                got: root.to_string(),
                location: root.location.clone(),
                hint: Some("start it with `stack: NAME`".to_owned()),
            }),
        }
        Self { root, reader }
    }

    /// Returns the value of a key, unless it is missing or `null`.
    pub fn section(&self, key: &str) -> Option<&'a Node> {
        self.root.get(key).map(|entry| &entry.value).filter(|node| !node.is_null())
    }

    /// Returns the entries of a section, if it is there and is a map.
    pub(super) fn entries(&mut self, key: &str, expected: &'static str) -> Option<&'a Mapping> {
        let node = self.section(key)?;
        self.reader.entries(At::ROOT.key(key), node, expected)
    }

    pub(super) fn name_error(&mut self, what: &'static str, error: NameError, location: &Location) {
        self.reader.errors.push(StackError::Name { what, error, location: location.clone() });
    }

    /// Reads the stack's name; empty if it is missing or not valid.
    pub fn stack(&mut self) -> String {
        const HINT: &str = "write `stack: NAME`, the name of the stack";
        let Some(node) = self.section("stack") else {
            if self.root.as_mapping().is_some() {
                self.reader.missing(At::ROOT, "stack", &self.root.location, HINT);
            }
            return String::new();
        };
        self.scope_name("stack", node).unwrap_or_default()
    }

    /// Reads the environment that the file itself names.
    pub fn environment(&mut self) -> Option<String> {
        let node = self.section("environment")?;
        self.scope_name("environment", node)
    }

    fn scope_name(&mut self, key: &'static str, node: &Node) -> Option<String> {
        let text = self.reader.text(At::ROOT.key(key), node)?;
        // Stacks and environments follow the rules for tier names, because they become parts of paths.
        match TierName::new(text) {
            Ok(name) => Some(name.as_str().to_owned()),
            Err(error) => {
                self.name_error(key, error, &node.location);
                None
            }
        }
    }

    /// Reads the resource limits of components.
    pub fn limits(&mut self) -> Limits {
        let node = self.section("limits");
        limits::limits(&mut self.reader, At::ROOT.key("limits"), node, Limits::default())
    }

    /// Reads the version constraint for Terraform.
    pub fn required_version(&mut self) -> Option<String> {
        let node = self.section("required_version")?;
        self.reader.literal(At::ROOT.key("required_version"), node, LiteralPlace::Argument)
    }

    /// Returns the names of all variables, including invalid names, so that references to these are not reported as
    /// well.
    pub fn variable_names(&self) -> impl Iterator<Item = &'a str> {
        let entries = self.section("variables").and_then(Node::as_mapping);
        entries.into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// Reads the Terraform variables.
    pub fn variables(&mut self, expressions: &Expressions<'_>) -> BTreeMap<String, Map<String, Value>> {
        let Some(entries) = self.entries("variables", "a map from names to variables") else {
            return BTreeMap::new();
        };
        let at = At::ROOT.key("variables");
        let mut variables = BTreeMap::new();
        for (name, entry) in entries {
            if let Err(error) = Identifier::new(name) {
                self.name_error("variable", error, &entry.key);
            }
            if RESERVED_VARIABLES.contains(&name.as_str()) {
                let (name, location) = (name.clone(), entry.key.clone());
                self.reader.errors.push(StackError::ReservedVariable { name, location });
            }
            let here = at.key(name);
            let body = match self.reader.entries(here, &entry.value, "a map such as `{ type: string }`") {
                Some(body) => self.variable(here, body, expressions),
                None => Map::new(),
            };
            variables.insert(name.clone(), body);
        }
        variables
    }

    fn variable(&mut self, at: At<'_>, body: &Mapping, expressions: &Expressions<'_>) -> Map<String, Value> {
        let reader = &mut self.reader;
        reader.known_keys(at, body, VARIABLE_KEYS);
        let mut result = Map::new();
        for (key, entry) in body {
            let (here, node) = (at.key(key), &entry.value);
            let value = match key.as_str() {
                "default" => Some(reader.literal_value(here, node, LiteralPlace::VariableDefault)),
                _ if node.is_null() => None,
                "type" => {
                    let text = reader.literal(here, node, LiteralPlace::Argument);
                    if let Some(Err(error)) = text.as_deref().map(str::parse::<Type>) {
                        let (path, location) = (here.to_string(), node.location.clone());
                        reader.errors.push(StackError::VariableType { path, error, location });
                    }
                    text.map(Value::String)
                }
                "description" => reader.literal(here, node, LiteralPlace::Argument).map(Value::String),
                "sensitive" | "nullable" | "ephemeral" => reader.boolean(here, node).map(Value::Bool),
                "validation" => Some(validation(reader, here, node, expressions)),
                _ => None,
            };
            if let Some(value) = value {
                result.insert(key.clone(), value);
            }
        }
        result
    }

    /// Reads the names of all regions.
    pub fn region_names(&mut self) -> Vec<RegionName> {
        let Some(entries) = self.entries("regions", "a map from region names to provider configurations")
        else {
            return Vec::new();
        };
        let mut names = Vec::with_capacity(entries.len());
        for (name, entry) in entries {
            match RegionName::new(name) {
                Ok(name) => names.push(name),
                Err(error) => self.name_error("region", error, &entry.key),
            }
        }
        names
    }

    /// Reads the region of everything that is not in a region.
    pub fn default_region(&mut self, known: &[RegionName]) -> Option<RegionName> {
        let node = self.section("default_region")?;
        let at = At::ROOT.key("default_region");
        let text = self.reader.text(at, node)?;
        super::tiers::region(&mut self.reader, at, text, &node.location, known)
    }

    /// Reads the tags that all resources get.
    pub fn tags(&mut self, expressions: &Expressions<'_>) -> Mapping {
        let Some(entries) = self.entries("tags", "a map from names to strings") else {
            return Mapping::new();
        };
        let at = At::ROOT.key("tags");
        for (name, entry) in entries {
            self.reader.text(at.key(name), &entry.value);
        }
        self.reader.plain_keys(at, entries);
        expressions.resolve_all(at, entries, Position::Global, &mut self.reader.errors)
    }

    /// Reads the backend's label and body.
    pub fn backend(&mut self, expressions: &Expressions<'_>) -> Option<(String, Map<String, Value>)> {
        const SETTINGS: &str = "a map of the backend's settings";
        let (at, node) = (At::ROOT.key("backend"), self.section("backend")?);
        let written = |label: &str| format!("write `backend: {{ {label}: {{ … }} }}`");
        let expected = "a map from the backend's type to its settings";
        if let Some(label) = node.as_str().filter(|text| Identifier::new(*text).is_ok()) {
            self.reader.wrong_type(at, node, expected, Some(written(label)));
            return None;
        }
        let entries = self.reader.entries(at, node, expected)?;
        if let Some(entry) = entries.get("type")
            && let Some(label) = entry.value.as_str()
        {
            self.reader.wrong_type(at.key("type"), &entry.value, SETTINGS, Some(written(label)));
            return None;
        }
        let mut ordered: Vec<_> = entries.iter().collect();
        ordered.sort_by_key(|(_, entry)| (entry.key.source, entry.key.range.start));
        if let [(first, a), (second, b), ..] = &ordered[..] {
            self.reader.errors.push(
                StateError::SeveralBackends {
                    first: (*first).clone(),
                    second: (*second).clone(),
                    location: b.key.clone(),
                    first_location: a.key.clone(),
                }
                .into(),
            );
        }
        let mut backend = None;
        for (label, entry) in ordered {
            if let Err(error) = Identifier::new(label) {
                self.name_error("backend", error, &entry.key);
            }
            if let Some(near) = near_backend(label) {
                let (label, location) = (label.clone(), entry.key.clone());
                self.reader.errors.push(StateError::UnknownBackend { label, near, location }.into());
            }
            let here = at.key(label);
            let body = self.reader.entries(here, &entry.value, SETTINGS);
            if let (Some(body), "s3") = (body, label.as_str()) {
                self.misspelt_region(here, body);
            }
            let body = body.map(|body| expressions.put_names(here, body, &mut self.reader.errors));
            let body = body.map(|body| self.reader.literal_object(here, &body, LiteralPlace::Backend));
            backend = Some((label.clone(), body.unwrap_or_default()));
        }
        backend
    }

    pub fn tier_entries(&mut self) -> Option<&'a Mapping> {
        self.entries("tiers", "a map from names to tiers")
    }

    /// Reads the outputs of the stack.
    pub fn outputs(&mut self, expressions: &Expressions<'_>) -> BTreeMap<String, StackOutput> {
        let Some(entries) = self.entries("outputs", "a map from names to outputs") else {
            return BTreeMap::new();
        };
        let at = At::ROOT.key("outputs");
        let mut outputs = BTreeMap::new();
        for (name, entry) in entries {
            if let Err(error) = Identifier::new(name) {
                self.name_error("output", error, &entry.key);
            }
            if let Some(output) = self.output(at.key(name), &entry.value, &entry.key, expressions) {
                outputs.insert(name.clone(), output);
            }
        }
        outputs
    }

    fn output(
        &mut self,
        at: At<'_>,
        node: &Node,
        key: &Location,
        expressions: &Expressions<'_>,
    ) -> Option<StackOutput> {
        const HINT: &str = "write its value, such as `value: \"${tier.network.vpc_id}\"`";
        let errors = &mut self.reader.errors;
        let body = match &node.value {
            NodeValue::String(_) => {
                let value = expressions.resolve(at, node, Position::Global, errors).to_json();
                return Some(StackOutput { value, description: None, sensitive: None });
            }
            NodeValue::Mapping(body) => body,
            NodeValue::Null => {
                self.reader.missing(at, "value", key, HINT);
                return None;
            }
            _ => {
                let hint = Some("write the value under the key `value`".to_owned());
                self.reader.wrong_type(at, node, "a string, or a map with the key `value`", hint);
                return None;
            }
        };
        let reader = &mut self.reader;
        reader.known_keys(at, body, OUTPUT_KEYS);
        let get = |key: &str| body.get(key).map(|entry| &entry.value).filter(|node| !node.is_null());
        let description =
            get("description").and_then(|n| reader.literal(at.key("description"), n, LiteralPlace::Argument));
        let sensitive = get("sensitive").and_then(|n| reader.boolean(at.key("sensitive"), n));
        let Some(value) = body.get("value") else {
            reader.missing(at, "value", key, HINT);
            return None;
        };
        let value = expressions.resolve(at.key("value"), &value.value, Position::Global, &mut reader.errors);
        Some(StackOutput { value: value.to_json(), description, sensitive })
    }
}

/// The backends of Terraform and OpenTofu.
const BACKENDS: &[&str] =
    &["azurerm", "consul", "cos", "gcs", "http", "kubernetes", "local", "oci", "oss", "pg", "remote", "s3"];

/// Returns the backend that an unknown one is probably a typo of.
fn near_backend(label: &str) -> Option<&'static str> {
    let near = nearest(label, BACKENDS.iter().copied()).filter(|_| !BACKENDS.contains(&label))?;
    BACKENDS.iter().copied().find(|backend| *backend == near)
}

/// Reads the `validation` blocks of a variable: one, or a list.
fn validation(reader: &mut Reader, at: At<'_>, node: &Node, expressions: &Expressions<'_>) -> Value {
    let block = |reader: &mut Reader, at: At<'_>, node: &Node| {
        let expected = "a map with the keys `condition` and `error_message`";
        if node.is_null() {
            reader.wrong_type(at, node, expected, None);
        }
        if let Some(body) = reader.entries(at, node, expected) {
            reader.known_keys(at, body, VALIDATION_KEYS);
            for key in ["condition", "error_message"] {
                match body.get(key) {
                    Some(entry) => _ = reader.text(at.key(key), &entry.value),
                    None => reader.missing(at, key, &node.location, "a validation needs both"),
                }
            }
        }
        expressions.resolve(at, node, Position::Provider, &mut reader.errors).to_json()
    };
    match &node.value {
        NodeValue::Sequence(items) => {
            items.iter().enumerate().map(|(index, item)| block(reader, at.index(index), item)).collect()
        }
        _ => block(reader, at, node),
    }
}
