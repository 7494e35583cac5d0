//! The context of a check: the configuration's declarations and the schemas.

use super::configuration::{Declaration, Declarations};
use super::document::{ProviderSchemas, find_provider};
use super::expression::{self, Problem};
use super::finding::Rule;
use super::nearest::suggest;
use super::schema::Schema;
use super::scope::Scope;
use crate::syntax::has_template;
use crate::types::{ObjectAttribute, Type};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A configuration and the schemas that it is checked against.
pub struct World<'a> {
    pub schemas: &'a [&'a ProviderSchemas],
    /// The declarations in the configuration.
    pub declared: Declarations<'a>,
    /// Roots of references that have a meaning outside of Terraform, such as `tier`.
    pub open_roots: &'a [&'a str],
    /// The types of local values inferred so far. `None` marks one that is being inferred, so that a cycle ends.
    local_types: RefCell<BTreeMap<String, Option<Type>>>,
    /// The number of local values that are being inferred, each because the one before refers to it.
    local_depth: Cell<usize>,
}

/// The maximum length of a chain of local values, beyond which their types count as unknown.
const LOCALS_IN_A_ROW: usize = 32;
/// The maximum depth and size of a local value's type, beyond which it counts as unknown.
const LOCAL_DEPTH: usize = 64;
const LOCAL_PARTS: usize = 2_000;

impl<'a> World<'a> {
    /// Returns the context for one configuration.
    pub fn new(
        configuration: &'a Value,
        schemas: &'a [&'a ProviderSchemas],
        open_roots: &'a [&'a str],
    ) -> Self {
        let declared = Declarations::read(configuration);
        World { schemas, declared, open_roots, local_types: RefCell::default(), local_depth: Cell::new(0) }
    }

    /// Returns the schema of a block, or the reason why it has none.
    pub fn schema(&self, block: &Declaration) -> Result<&'a Schema, Problem> {
        let source = self.declared.provider_source(block);
        let Some(provider) = find_provider(self.schemas, &source) else {
            return Err(Problem {
                rule: Rule::NoSchema,
                expected: format!("schemas of provider {source}"),
                found: "none".to_owned(),
            });
        };
        match provider.schema(block.kind, block.type_name) {
            Some(Ok(schema)) => Ok(schema),
            Some(Err(error)) => Err(Problem {
                rule: Rule::MalformedSchema,
                expected: format!("a schema of {} that can be read", block.type_name),
                found: error.to_owned(),
            }),
            None => {
                let what = format!("a {} type of {source}", block.kind.member());
                Err(Problem {
                    rule: Rule::UnknownType,
                    expected: suggest(&what, block.type_name, provider.types(block.kind)),
                    found: format!("`{}`", block.type_name),
                })
            }
        }
    }

    /// Returns the type of one instance of a block, or `Any` without a schema.
    pub fn instance_type(&self, block: &Declaration) -> Type {
        self.schema(block).map_or(Type::Any, |schema| schema.reference_type().clone())
    }

    /// Returns the type of a local value, or `None` if it does not exist.
    pub fn local_type(&self, name: &str) -> Option<Type> {
        let value = self.declared.locals.get(name)?;
        if let Some(known) = self.local_types.borrow().get(name) {
            return Some(known.clone().unwrap_or(Type::Any));
        }
        let depth = self.local_depth.get();
        if depth == LOCALS_IN_A_ROW {
            return Some(Type::Any);
        }
        self.local_depth.set(depth + 1);
        self.local_types.borrow_mut().insert(name.to_owned(), None);
        let found = self.value_type(value, &Scope::default());
        self.local_depth.set(depth);
        let ty = if found.exceeds(LOCAL_DEPTH, LOCAL_PARTS) { Type::Any } else { found };
        self.local_types.borrow_mut().insert(name.to_owned(), Some(ty.clone()));
        Some(ty)
    }

    /// Returns the type of a variable, or `None` if it does not exist.
    pub fn variable_type(&self, name: &str) -> Option<Type> {
        let constraint = self.declared.variables.get(name)?.get("type").and_then(Value::as_str);
        // Terraform itself reports what is not a type.
        Some(constraint.and_then(|constraint| constraint.parse().ok()).unwrap_or(Type::Any))
    }

    /// Returns the type of a value in JSON configuration syntax. Problems in it are not reported.
    pub fn value_type(&self, value: &Value, scope: &Scope) -> Type {
        match value {
            Value::Null => Type::Any,
            Value::Bool(_) => Type::Bool,
            Value::Number(_) => Type::Number,
            Value::String(text) => expression::template_type(self, text, scope, &mut Vec::new()),
            Value::Array(elements) => {
                Type::Tuple(elements.iter().map(|element| self.value_type(element, scope)).collect())
            }
            // A key that is a template could have any value.
            Value::Object(members) if members.keys().any(|key| has_template(key)) => Type::Any,
            Value::Object(members) => {
                let field = |(name, value): (&String, &Value)| {
                    (name.clone(), ObjectAttribute::required(self.value_type(value, scope)))
                };
                Type::Object(members.iter().map(field).collect())
            }
        }
    }
}
