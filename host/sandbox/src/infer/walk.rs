//! Collects every use of every value, by type.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{BinaryOperator, Expression, FuncCall, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Directive, Element};
use terrace_schema::provider_schema::Kind;

use super::access::{Access, Scope};
use super::module::{Body, Module};
use crate::shape::{Shape, Use};

/// The values that a configuration reads.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// Shapes by kind and type.
    pub(crate) shapes: BTreeMap<(Kind, String), Shape>,
    /// Provider functions, as local name and function.
    pub(crate) functions: BTreeSet<(String, String)>,
}

/// Collects the values that all modules read.
pub(crate) fn uses(modules: &[Module]) -> Uses {
    let mut uses = Uses::default();
    for module in modules {
        let blocks =
            module.blocks.iter().map(|it| (it.kind, it.type_name.clone(), it.name.clone())).collect();
        let scope = Scope { blocks: &blocks, locals: &module.locals, bound: BTreeMap::new(), depth: 0 };
        for expression in module.locals.values().chain(&module.expressions) {
            uses.expression(expression, &scope, Use::Plain);
        }
        for (_, body) in &module.providers {
            uses.body(body, &scope);
        }
        for block in &module.blocks {
            let mut scope = scope.clone();
            let this = Access { kind: block.kind, type_name: block.type_name.clone(), steps: Vec::new() };
            scope.bound.insert("self".to_owned(), Some(this));
            if let Some(each) = &block.each {
                uses.expression(each, &scope, Use::Plain);
                let value = scope.access(each).map(Access::element);
                scope.bound.insert("each.value".to_owned(), value);
            }
            uses.body(&block.body, &scope);
        }
    }
    uses
}

impl Uses {
    fn body(&mut self, body: &Body, scope: &Scope<'_>) {
        for expression in body.attributes.values().chain(&body.conditions) {
            self.expression(expression, scope, Use::Plain);
        }
        for nested in &body.nested {
            let mut scope = scope.clone();
            if let Some((each, iterator)) = &nested.each {
                self.expression(each, &scope, Use::List);
                let value = scope.access(each).map(Access::element);
                scope.bound.insert(format!("{iterator}.value"), value);
                scope.bound.insert(format!("{iterator}.key"), None);
                scope.bound.insert(iterator.clone(), None);
            }
            self.body(&nested.body, &scope);
        }
    }

    fn expression(&mut self, expression: &Expression, scope: &Scope<'_>, at_end: Use) {
        if let Some(access) = scope.access(expression) {
            let shape = self.shapes.entry((access.kind, access.type_name)).or_default();
            shape.note(&access.steps, if access.steps.is_empty() { Use::Plain } else { at_end });
            // The definition of a local is walked separately; only the indices on the way to a value are walked here.
            return self.indices(expression, scope);
        }
        match expression {
            Expression::Array(elements) => {
                elements.iter().for_each(|it| self.expression(it, scope, Use::Plain))
            }
            Expression::Object(object) => {
                for (key, value) in object.iter() {
                    if let Some(key) = key.as_expr() {
                        self.expression(key, scope, Use::Plain);
                    }
                    self.expression(value.expr(), scope, Use::Plain);
                }
            }
            Expression::StringTemplate(template) => self.elements(template.iter(), scope),
            Expression::HeredocTemplate(heredoc) => self.elements(heredoc.template.iter(), scope),
            Expression::Parenthesis(inner) => self.expression(inner.inner(), scope, at_end),
            Expression::Conditional(it) => {
                self.expression(&it.cond_expr, scope, Use::Boolean);
                self.expression(&it.true_expr, scope, at_end);
                self.expression(&it.false_expr, scope, at_end);
            }
            Expression::FuncCall(call) => self.call(call, scope),
            Expression::Traversal(traversal) => {
                self.expression(&traversal.expr, scope, Use::Plain);
                self.indices(expression, scope);
            }
            Expression::UnaryOp(it) => {
                let operand =
                    if *it.operator.value() == UnaryOperator::Not { Use::Boolean } else { Use::Number };
                self.expression(&it.expr, scope, operand);
            }
            Expression::BinaryOp(it) => {
                let operand = match it.operator.value() {
                    BinaryOperator::And | BinaryOperator::Or => Use::Boolean,
                    BinaryOperator::Eq | BinaryOperator::NotEq => Use::Plain,
                    _ => Use::Number,
                };
                self.expression(&it.lhs_expr, scope, operand);
                self.expression(&it.rhs_expr, scope, operand);
            }
            Expression::ForExpr(it) => {
                let intro = &it.intro;
                let inner = self.bind(
                    intro.key_var.as_ref().map(|key| key.as_str()),
                    &intro.value_var,
                    &intro.collection_expr,
                    scope,
                );
                let parts = it.key_expr.iter().chain([&it.value_expr]);
                parts.for_each(|part| self.expression(part, &inner, Use::Plain));
                if let Some(condition) = &it.cond {
                    self.expression(&condition.expr, &inner, Use::Boolean);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, call: &FuncCall, scope: &Scope<'_>) {
        if let [root, provider] = call.name.namespace.as_slice()
            && root.as_str() == "provider"
        {
            self.functions.insert((provider.as_str().to_owned(), call.name.name.as_str().to_owned()));
        }
        let at_end = match call.name.name.as_str() {
            "length" | "concat" | "flatten" | "slice" | "element" | "toset" | "tolist" | "sort"
            | "distinct" | "compact" | "reverse" | "setproduct" | "setunion" | "zipmap" | "chunklist"
            | "one" | "sum" => Use::List,
            "keys" | "values" | "merge" | "lookup" => Use::Keyed,
            "abs" | "ceil" | "floor" | "max" | "min" | "range" => Use::Number,
            _ => Use::Plain,
        };
        for (index, argument) in call.args.iter().enumerate() {
            let at_end = match (call.name.name.as_str(), index) {
                ("join", 1) | ("contains" | "index", 0) => Use::List,
                ("slice" | "element" | "lookup", 1..) => Use::Plain,
                _ => at_end,
            };
            self.expression(argument, scope, at_end);
        }
    }

    /// Returns the scope inside a `for`.
    fn bind<'s>(
        &mut self,
        key: Option<&str>,
        value: &str,
        collection: &Expression,
        scope: &Scope<'s>,
    ) -> Scope<'s> {
        self.expression(collection, scope, Use::List);
        let mut inner = scope.clone();
        inner.bound.extend(key.map(|key| (key.to_owned(), None)));
        inner.bound.insert(value.to_owned(), scope.access(collection).map(Access::element));
        inner
    }

    fn elements<'e>(&mut self, elements: impl Iterator<Item = &'e Element>, scope: &Scope<'_>) {
        for element in elements {
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(it) => self.expression(&it.expr, scope, Use::Plain),
                Element::Directive(directive) => match directive.as_ref() {
                    Directive::If(it) => {
                        self.expression(&it.if_expr.cond_expr, scope, Use::Boolean);
                        self.elements(it.if_expr.template.iter(), scope);
                        if let Some(other) = &it.else_expr {
                            self.elements(other.template.iter(), scope);
                        }
                    }
                    Directive::For(it) => {
                        let intro = &it.for_expr;
                        let key = intro.key_var.as_ref().map(|key| key.as_str());
                        let inner = self.bind(key, &intro.value_var, &intro.collection_expr, scope);
                        self.elements(intro.template.iter(), &inner);
                    }
                },
            }
        }
    }

    /// Walks the expressions in brackets, and the other arguments of functions on the way.
    fn indices(&mut self, expression: &Expression, scope: &Scope<'_>) {
        match expression {
            Expression::Parenthesis(inner) => self.indices(inner.inner(), scope),
            Expression::Traversal(traversal) => {
                self.indices(&traversal.expr, scope);
                for operator in &traversal.operators {
                    if let TraversalOperator::Index(index) = &**operator {
                        self.expression(index, scope, Use::Plain);
                    }
                }
            }
            Expression::FuncCall(call) => {
                self.call(call, scope);
            }
            _ => {}
        }
    }
}
