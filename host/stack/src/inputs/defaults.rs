//! Fills in the defaults of a schema.

use super::schema::{Schema, Subschema};
use serde_json::{Map, Value};

/// The maximum depth of nested schemas, because recursive defaults would never end. A stack file is at
/// most 100 levels deep, and an input that accepts several types needs three schemas for each level.
const MAX_DEPTH: usize = 512;
/// The maximum number of steps. Defaults that each contain two others would double with every level.
const MAX_STEPS: usize = 1_000_000;

/// An error for recursive defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndlessDefaults;

/// Fills in the `default` of every missing property.
///
/// This includes nested maps and lists, and the subschemas from `$ref`, `allOf`, and matching branches of `anyOf` or
/// `oneOf`.
pub fn fill(schema: &Schema, value: &mut Value) -> Result<(), EndlessDefaults> {
    Filler { steps: 0 }.fill(schema.root(), value, 0)
}

struct Filler {
    steps: usize,
}

impl Filler {
    fn fill(
        &mut self,
        schema: Subschema<'_>,
        value: &mut Value,
        depth: usize,
    ) -> Result<(), EndlessDefaults> {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_STEPS {
            return Err(EndlessDefaults);
        }
        if schema.is_expression() {
            return Ok(());
        }
        if let Some(target) = schema.reference() {
            self.fill(target, value, depth + 1)?;
        }
        for part in schema.list("allOf") {
            self.fill(part, value, depth + 1)?;
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(branch) = branch(schema.list(keyword), value) {
                self.fill(branch, value, depth + 1)?;
            }
        }
        match value {
            Value::Object(members) => self.members(schema, members, depth),
            Value::Array(values) => {
                for (index, value) in values.iter_mut().enumerate() {
                    if let Some(schema) = schema.item(index) {
                        self.fill(schema, value, depth + 1)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn members(
        &mut self,
        schema: Subschema<'_>,
        members: &mut Map<String, Value>,
        depth: usize,
    ) -> Result<(), EndlessDefaults> {
        for (name, property) in schema.properties() {
            if !members.contains_key(name)
                && let Some(default) = default(property)
            {
                members.insert(name.to_owned(), default.clone());
            }
            if let Some(value) = members.get_mut(name) {
                self.fill(property, value, depth + 1)?;
            }
        }
        if let Some(others) = schema.one("additionalProperties").filter(|it| it.literal().is_none()) {
            for (_, value) in members.iter_mut().filter(|(name, _)| schema.property(name).is_none()) {
                self.fill(others, value, depth + 1)?;
            }
        }
        Ok(())
    }
}

/// Returns the default of a schema or of the schema that it refers to.
fn default(schema: Subschema<'_>) -> Option<&Value> {
    if schema.is_expression() {
        return None;
    }
    schema
        .default()
        .or_else(|| default(schema.reference()?))
        .or_else(|| schema.list("allOf").find_map(default))
}

/// Returns the only branch that the value can be meant for. For maps, this is the one whose constant properties match the
/// value.
fn branch<'s>(branches: impl Iterator<Item = Subschema<'s>>, value: &Value) -> Option<Subschema<'s>> {
    let mut fitting = branches.filter(|branch| may_fit(*branch, value));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

fn may_fit(schema: Subschema<'_>, value: &Value) -> bool {
    if schema.is_false() || schema.is_expression() {
        return false;
    }
    if schema.reference().is_some_and(|target| !may_fit(target, value)) {
        return false;
    }
    let mut types = schema.types();
    if (schema.keyword("type").is_some() && !types.any(|name| is_of_type(value, name)))
        || schema.constant().is_some_and(|constant| constant != value)
        || schema.enumeration().is_some_and(|options| !options.contains(value))
    {
        return false;
    }
    let Some(members) = value.as_object() else { return true };
    let is_constant = |schema: Subschema<'_>| schema.constant().or(schema.keyword("enum")).is_some();
    schema.required().all(|name| {
        members.contains_key(name) || schema.property(name).is_some_and(|it| it.default().is_some())
    }) && schema.properties().all(|(name, schema)| match members.get(name) {
        Some(value) if is_constant(schema) => may_fit(schema, value),
        _ => true,
    })
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" | "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
