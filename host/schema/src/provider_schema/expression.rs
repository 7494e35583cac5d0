//! Types of expressions and templates.

use super::finding::Rule;
use super::reference;
use super::scope::Scope;
use super::world::World;
use crate::syntax::{Text, key_name};
use crate::types::{ObjectAttribute, Type};
use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, Object, UnaryOperator};
use hcl_edit::template::{Directive, Element, Template};
use std::collections::BTreeMap;

/// A finding without a position, which the caller adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The rule that is broken.
    pub rule: Rule,
    /// The expectation, such as `an attribute of this block`.
    pub expected: String,
    /// The offending text or value.
    pub found: String,
}

/// Parses a string in JSON configuration syntax.
pub fn read(text: &str) -> Result<Text, Problem> {
    Text::parse(text).map_err(|error| Problem {
        rule: Rule::InvalidExpression,
        expected: "a Terraform template".to_owned(),
        found: format!("`{text}` ({})", error.message),
    })
}

/// Returns the type of a string in JSON configuration syntax.
pub fn template_type(world: &World, text: &str, scope: &Scope, problems: &mut Vec<Problem>) -> Type {
    match read(text) {
        Ok(Text::Literal(_)) => Type::String,
        Ok(Text::Whole(expression)) => infer(world, &expression, scope, problems),
        Ok(Text::Parts(template)) => template_parts(world, &template, scope, problems),
        Err(problem) => {
            problems.push(problem);
            Type::Any
        }
    }
}

/// Checks every part of a template whose value is a string.
pub fn template_parts(
    world: &World,
    template: &Template,
    scope: &Scope,
    problems: &mut Vec<Problem>,
) -> Type {
    for element in template {
        match element {
            Element::Literal(_) => {}
            Element::Interpolation(part) => {
                infer(world, &part.expr, scope, problems);
            }
            Element::Directive(directive) => match &**directive {
                Directive::If(branch) => {
                    infer(world, &branch.if_expr.cond_expr, scope, problems);
                    template_parts(world, &branch.if_expr.template, scope, problems);
                    if let Some(otherwise) = &branch.else_expr {
                        template_parts(world, &otherwise.template, scope, problems);
                    }
                }
                Directive::For(each) => {
                    let each = &each.for_expr;
                    let collection = infer(world, &each.collection_expr, scope, problems);
                    let key = each.key_var.as_ref().map(|key| key.as_str());
                    let inner = bind(scope, key, each.value_var.as_str(), &collection);
                    template_parts(world, &each.template, &inner, problems);
                }
            },
        }
    }
    Type::String
}

/// Infers the type of an expression. Every problem in it, however deep, is added once.
pub fn infer(world: &World, expression: &Expression, scope: &Scope, problems: &mut Vec<Problem>) -> Type {
    match expression {
        Expression::Null(_) => Type::Any,
        Expression::Bool(_) => Type::Bool,
        Expression::Number(_) => Type::Number,
        Expression::String(_) => Type::String,
        Expression::Array(elements) => {
            Type::Tuple(elements.iter().map(|element| infer(world, element, scope, problems)).collect())
        }
        Expression::Object(object) => object_type(world, object, scope, problems),
        Expression::StringTemplate(template) => match template.iter().next() {
            Some(Element::Interpolation(only)) if template.len() == 1 => {
                infer(world, &only.expr, scope, problems)
            }
            _ => template_parts(world, template, scope, problems),
        },
        Expression::HeredocTemplate(heredoc) => template_parts(world, &heredoc.template, scope, problems),
        Expression::Parenthesis(inner) => infer(world, inner.inner(), scope, problems),
        Expression::Variable(_) => reference::infer(world, expression, &[], scope, problems),
        Expression::Traversal(traversal) => {
            reference::infer(world, &traversal.expr, &traversal.operators, scope, problems)
        }
        Expression::Conditional(choice) => {
            infer(world, &choice.cond_expr, scope, problems);
            let first = infer(world, &choice.true_expr, scope, problems);
            let second = infer(world, &choice.false_expr, scope, problems);
            match (&choice.true_expr, &choice.false_expr) {
                (Expression::Null(_), _) => second,
                (_, Expression::Null(_)) => first,
                _ if first == second => first,
                _ => Type::Any,
            }
        }
        Expression::FuncCall(call) => {
            for argument in call.args.iter() {
                infer(world, argument, scope, problems);
            }
            Type::Any
        }
        Expression::UnaryOp(operation) => {
            infer(world, &operation.expr, scope, problems);
            match operation.operator.value() {
                UnaryOperator::Neg => Type::Number,
                UnaryOperator::Not => Type::Bool,
            }
        }
        Expression::BinaryOp(operation) => {
            infer(world, &operation.lhs_expr, scope, problems);
            infer(world, &operation.rhs_expr, scope, problems);
            match operation.operator.value() {
                BinaryOperator::Plus
                | BinaryOperator::Minus
                | BinaryOperator::Mul
                | BinaryOperator::Div
                | BinaryOperator::Mod => Type::Number,
                _ => Type::Bool,
            }
        }
        Expression::ForExpr(each) => for_type(world, each, scope, problems),
    }
}

fn object_type(world: &World, object: &Object, scope: &Scope, problems: &mut Vec<Problem>) -> Type {
    let mut attributes = BTreeMap::new();
    let mut known = true;
    for (key, value) in object.iter() {
        let ty = infer(world, value.expr(), scope, problems);
        match key_name(key) {
            Some(name) => drop(attributes.insert(name.to_owned(), ObjectAttribute::required(ty))),
            None => {
                known = false;
                if let Some(computed) = key.as_expr() {
                    infer(world, computed, scope, problems);
                }
            }
        }
    }
    if known { Type::Object(attributes) } else { Type::Any }
}

fn for_type(world: &World, each: &ForExpr, scope: &Scope, problems: &mut Vec<Problem>) -> Type {
    let collection = infer(world, &each.intro.collection_expr, scope, problems);
    let key = each.intro.key_var.as_ref().map(|key| key.as_str());
    let inner = bind(scope, key, each.intro.value_var.as_str(), &collection);
    if let Some(condition) = &each.cond {
        infer(world, &condition.expr, &inner, problems);
    }
    let value = Box::new(infer(world, &each.value_expr, &inner, problems));
    match &each.key_expr {
        None => Type::List(value),
        Some(key) => {
            infer(world, key, &inner, problems);
            Type::Map(if each.grouping { Box::new(Type::List(value)) } else { value })
        }
    }
}

fn bind(scope: &Scope, key: Option<&str>, value: &str, collection: &Type) -> Scope {
    let scope = scope.with(value, collection.element());
    match key {
        Some(key) => scope.with(key, collection.key()),
        None => scope,
    }
}
