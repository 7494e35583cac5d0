//! Fills in the defaults of a schema.

use super::schema::is_expression;
use serde_json::{Map, Value};
use std::cell::Cell;

/// The maximum depth of nested schemas, because defaults that contain themselves would never end. A stack file is at
/// most 100 levels deep, and an input that accepts several types needs three schemas for each level.
const MAX_DEPTH: usize = 512;
/// The maximum number of references from a schema to its default, or to its type.
const MAX_HOPS: usize = 64;
/// The maximum number of steps. Defaults that each contain two others would double with every level.
const MAX_STEPS: usize = 1_000_000;

/// An error for defaults that contain themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndlessDefaults;

/// Fills in the `default` of every missing property.
///
/// This includes nested maps and lists, and the subschemas from `$ref`, `allOf`, and matching branches of `anyOf` or
/// `oneOf`.
pub fn fill(root: &Value, value: &mut Value) -> Result<(), EndlessDefaults> {
    Filler { root, steps: Cell::new(0) }.fill(root, value, 0)
}

struct Filler<'a> {
    root: &'a Value,
    steps: Cell<usize>,
}

impl<'a> Filler<'a> {
    fn fill(&self, schema: &'a Value, value: &mut Value, depth: usize) -> Result<(), EndlessDefaults> {
        self.steps.set(self.steps.get() + 1);
        if depth > MAX_DEPTH || self.steps.get() > MAX_STEPS {
            return Err(EndlessDefaults);
        }
        let Some(keywords) = schema.as_object().filter(|keywords| !is_expression(keywords)) else {
            return Ok(());
        };
        if let Some(target) = self.target(keywords) {
            self.fill(target, value, depth + 1)?;
        }
        for part in items(keywords, "allOf") {
            self.fill(part, value, depth + 1)?;
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(branch) = self.branch(keywords, keyword, value) {
                self.fill(branch, value, depth + 1)?;
            }
        }
        match value {
            Value::Object(members) => self.members(keywords, members, depth),
            Value::Array(values) => {
                let prefix: Vec<_> = items(keywords, "prefixItems").collect();
                for (index, value) in values.iter_mut().enumerate() {
                    if let Some(schema) = prefix.get(index).copied().or_else(|| keywords.get("items")) {
                        self.fill(schema, value, depth + 1)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn members(
        &self,
        keywords: &'a Map<String, Value>,
        members: &mut Map<String, Value>,
        depth: usize,
    ) -> Result<(), EndlessDefaults> {
        let properties = keywords.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            if !members.contains_key(name)
                && let Some(default) = self.default(schema, 0)
            {
                members.insert(name.clone(), default.clone());
            }
            if let Some(value) = members.get_mut(name) {
                self.fill(schema, value, depth + 1)?;
            }
        }
        if let Some(schema) = keywords.get("additionalProperties").filter(|schema| schema.is_object()) {
            let others =
                members.iter_mut().filter(|(name, _)| properties.is_none_or(|p| !p.contains_key(*name)));
            for (_, value) in others {
                self.fill(schema, value, depth + 1)?;
            }
        }
        Ok(())
    }

    /// Returns the default of a schema or of the schema that it refers to.
    fn default(&self, schema: &'a Value, depth: usize) -> Option<&'a Value> {
        let keywords = schema.as_object()?;
        if depth > MAX_HOPS || is_expression(keywords) {
            return None;
        }
        keywords
            .get("default")
            .or_else(|| self.default(self.target(keywords)?, depth + 1))
            .or_else(|| items(keywords, "allOf").find_map(|part| self.default(part, depth + 1)))
    }

    /// Resolves a `$ref` into the same document.
    fn target(&self, keywords: &Map<String, Value>) -> Option<&'a Value> {
        let pointer = keywords.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.root.pointer(pointer)
    }

    /// Returns the only branch that the value can be meant for. For maps, this is the one whose constant properties
    /// match the value.
    fn branch(&self, keywords: &'a Map<String, Value>, keyword: &str, value: &Value) -> Option<&'a Value> {
        let mut fitting = items(keywords, keyword).filter(|branch| self.may_fit(branch, value, 0));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    fn may_fit(&self, schema: &'a Value, value: &Value, depth: usize) -> bool {
        let Some(keywords) = schema.as_object() else { return schema != &Value::Bool(false) };
        if depth > MAX_HOPS || is_expression(keywords) {
            return false;
        }
        if let Some(target) = self.target(keywords)
            && !self.may_fit(target, value, depth + 1)
        {
            return false;
        }
        if keywords.get("type").is_some_and(|names| !is_of_type(value, names))
            || keywords.get("const").is_some_and(|constant| constant != value)
            || keywords.get("enum").and_then(Value::as_array).is_some_and(|options| !options.contains(value))
        {
            return false;
        }
        let Some(members) = value.as_object() else { return true };
        let mut required = items(keywords, "required").filter_map(Value::as_str);
        let properties = keywords.get("properties").and_then(Value::as_object);
        let property = |name: &str| properties.and_then(|properties| properties.get(name));
        let is_constant = |schema: &Value| schema.get("const").is_some() || schema.get("enum").is_some();
        required.all(|name| {
            members.contains_key(name) || property(name).is_some_and(|p| p.get("default").is_some())
        }) && properties.into_iter().flatten().all(|(name, schema)| match members.get(name) {
            Some(value) if is_constant(schema) => self.may_fit(schema, value, depth + 1),
            _ => true,
        })
    }
}

fn items<'a>(keywords: &'a Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'a Value> {
    keywords.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

fn is_of_type(value: &Value, names: &Value) -> bool {
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" | "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match names {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}
