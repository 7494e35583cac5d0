//! Checks Terraform's own arguments of resources, data sources and module calls.

use super::block_reference::attribute_name;
use super::configuration::Body;
use super::document::Kind;
use super::expression::{self, Problem};
use super::finding::Rule;
use super::run::{Place, Run};
use super::scope::Scope;
use super::traversal::{Walk, text};
use crate::syntax::bodies;
use crate::types::Type;
use hcl_edit::expr::{Expression, Traversal};
use serde_json::Value;
use std::slice;
use terrace_core::expression::parse_tree;
use terrace_core::words::describe;

/// Returns the scope with the names that `count` and `for_each` of a block define.
pub fn scope(run: &Run, body: &Body) -> Scope {
    let mut scope = Scope::default();
    if body.get("count").is_some_and(|count| !count.is_null()) {
        scope = scope.with("count", Type::object([("index", Type::Number)]));
    }
    if let Some(collection) = body.get("for_each").filter(|collection| !collection.is_null()) {
        scope = scope.with_iterator("each", &run.world.value_type(collection, &Scope::default()));
    }
    scope
}

impl Run<'_> {
    /// Checks the arguments of any repeatable block. Its scope is that of the enclosing configuration.
    pub fn repetition(&mut self, body: &Body, place: &Place) {
        if let Some(count) = body.get("count") {
            self.value(count, &Type::Number, &place.key("count"));
        }
        if let Some(collection) = body.get("for_each") {
            let place = place.key("for_each");
            self.references(collection, &place);
            match self.world.value_type(collection, &place.scope) {
                Type::Any | Type::Map(_) | Type::Object(_) | Type::Set(_) => {}
                other => self.report(
                    &place,
                    Rule::WrongType,
                    "a map, an object or a set of strings",
                    other.summary().to_string(),
                ),
            }
        }
        if let Some(dependencies) = body.get("depends_on") {
            self.dependencies(dependencies, &place.key("depends_on"));
        }
    }

    /// Checks everything that a resource, data source or ephemeral resource of type `ty` has in addition to the provider's
    /// arguments.
    pub fn meta_arguments(&mut self, body: &Body, kind: Kind, ty: &Type, place: &Place) {
        self.repetition(body, &Place { scope: Scope::default(), ..place.clone() });
        let with_self = place.scoped(place.scope.with("self", ty.clone()));
        for lifecycle in body.get("lifecycle").into_iter().flat_map(bodies).filter_map(Value::as_object) {
            let at = with_self.key("lifecycle");
            for (name, value) in lifecycle {
                match name.as_str() {
                    "ignore_changes" => self.ignored_changes(value, ty, &at.key(name)),
                    "replace_triggered_by" => self.raw_expressions(value, &place.key("lifecycle").key(name)),
                    "precondition" => self.references(value, &place.key("lifecycle").key(name)),
                    "postcondition" => self.references(value, &at.key(name)),
                    _ => {}
                }
            }
        }
        if kind == Kind::Resource {
            for name in ["provisioner", "connection"] {
                if let Some(value) = body.get(name) {
                    self.references(value, &with_self.key(name));
                }
            }
        }
    }

    /// Checks the references in a value, whatever its type. `"//"` is a comment as in any block.
    pub fn references(&mut self, value: &Value, place: &Place) {
        match value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.references(element, &place.index(index));
                }
            }
            Value::Object(members) => {
                for (name, value) in members.iter().filter(|(name, _)| *name != "//") {
                    self.references(&Value::String(name.clone()), &place.key(name));
                    self.references(value, &place.key(name));
                }
            }
            leaf => self.value(leaf, &Type::Any, place),
        }
    }

    fn dependencies(&mut self, value: &Value, place: &Place) {
        match value {
            Value::Array(_) => self.raw_expressions(value, place),
            other => self.report(place, Rule::WrongType, "an array of addresses", describe(other)),
        }
    }

    /// Checks expressions without `${}`.
    pub fn raw_expressions(&mut self, value: &Value, place: &Place) {
        let elements = value.as_array().map_or(slice::from_ref(value), Vec::as_slice);
        for (index, element) in elements.iter().enumerate() {
            let place = if value.is_array() { place.index(index) } else { place.clone() };
            let mut problems = Vec::new();
            if let Some(expression) = self.raw(element, &place) {
                expression::infer(&self.world, &expression, &place.scope, &mut problems);
            }
            self.report_all(&place, problems);
        }
    }

    /// Checks a list of the block's own attributes, or the keyword `all`.
    fn ignored_changes(&mut self, value: &Value, ty: &Type, place: &Place) {
        let Value::Array(elements) = value else {
            if value != "all" {
                self.report(place, Rule::WrongType, "`all` or an array of attributes", describe(value));
            }
            return;
        };
        for (index, element) in elements.iter().enumerate() {
            let place = place.index(index);
            let mut problems = Vec::new();
            if let Some(expression) = self.raw(element, &place) {
                self.own_attribute(&expression, ty, &mut problems, &place);
            }
            self.report_all(&place, problems);
        }
    }

    fn own_attribute(&self, expression: &Expression, ty: &Type, problems: &mut Vec<Problem>, place: &Place) {
        let (root, operators) = match expression {
            Expression::Traversal(traversal) => (&traversal.expr, traversal.operators.as_slice()),
            root => (root, [].as_slice()),
        };
        // The attributes are relative to the block: `tags["a"]` is `self.tags["a"]`.
        let whole = format!("self.{}", text(root, operators));
        let Ok(Expression::Traversal(whole)) = parse_tree(&whole) else { return };
        let Traversal { operators, .. } = &*whole;
        if operators.first().and_then(attribute_name).is_some() {
            let mut walk = Walk { world: &self.world, scope: &place.scope, problems };
            walk.walk(ty.clone(), operators, "self".to_owned());
        }
    }

    fn raw(&mut self, value: &Value, place: &Place) -> Option<Expression> {
        let parsed = value.as_str().and_then(|text| parse_tree(text).ok());
        let reference = matches!(parsed, Some(Expression::Variable(_) | Expression::Traversal(_)));
        if !reference {
            self.report(place, Rule::InvalidExpression, "a reference without `${}`", describe(value));
        }
        parsed.filter(|_| reference)
    }
}
