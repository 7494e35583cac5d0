//! Determines which part of which block an expression reads.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, FuncCall, Traversal, TraversalOperator};
use terrace_schema::provider_schema::{BlockReference, Kind};
use terrace_schema::syntax::key_name;

use crate::shape::Step;

/// A part of the blocks of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) kind: Kind,
    pub(super) type_name: String,
    /// The steps to the part. Empty for the block itself, one of its instances or all of them.
    pub(super) steps: Vec<Step>,
}

/// The names that are visible to an expression.
#[derive(Clone, Debug)]
pub(super) struct Scope<'a> {
    /// Every block of the module: kind, type and name.
    pub(super) blocks: &'a BTreeSet<(Kind, String, String)>,
    pub(super) locals: &'a BTreeMap<String, Expression>,
    /// Names bound by `for`, by `dynamic` and by `for_each`, with the part that they refer to, if known.
    pub(super) bound: BTreeMap<String, Option<Access>>,
    /// The number of locals that were followed.
    pub(super) depth: usize,
}

/// Locals may be defined in a circle, which is for Terraform to report.
const MAX_LOCAL_DEPTH: usize = 16;

impl Access {
    fn step(mut self, step: Step) -> Self {
        // An instance of a block has the same attributes as the block.
        if !self.steps.is_empty() || matches!(step, Step::Name(_)) {
            self.steps.push(step);
        }
        self
    }

    /// Returns any element of the part.
    pub(super) fn element(self) -> Self {
        self.step(Step::Element)
    }
}

impl Scope<'_> {
    /// Returns the part that the expression reads, if it reads one and does nothing else with it.
    pub(super) fn access(&self, expression: &Expression) -> Option<Access> {
        match expression {
            Expression::Parenthesis(inner) => self.access(inner.inner()),
            Expression::Variable(name) => self.bound.get(name.as_str())?.clone(),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::FuncCall(call) => self.call(call),
            Expression::StringTemplate(template) => {
                let mut elements = template.iter();
                let only = elements.next().filter(|_| elements.next().is_none())?;
                self.access(&only.as_interpolation()?.expr)
            }
            _ => None,
        }
    }

    fn traversal(&self, traversal: &Traversal) -> Option<Access> {
        let mut operators = traversal.operators.iter().map(|operator| &**operator);
        let start = match &traversal.expr {
            Expression::Variable(name) if !self.bound.contains_key(name.as_str()) => match name.as_str() {
                "local" => return self.local(traversal),
                "each" => {
                    let value = attribute(operators.next()?)?;
                    self.bound.get(&format!("each.{value}"))?.clone()?
                }
                root => {
                    let block = BlockReference::read(root, &traversal.operators)?;
                    operators.by_ref().take(block.operators).for_each(drop);
                    self.block(&block)?
                }
            },
            // An iterator has a key and a value.
            Expression::Variable(name) if self.bound.contains_key(&format!("{}.value", name.as_str())) => {
                let value = attribute(operators.next()?)?;
                self.bound.get(&format!("{}.{value}", name.as_str()))?.clone()?
            }
            expression => self.access(expression)?,
        };
        Some(self.follow(start, operators))
    }

    /// Returns a whole block, if the module has it.
    fn block(&self, block: &BlockReference<'_>) -> Option<Access> {
        let BlockReference { kind, type_name, name, .. } = *block;
        let is_declared = self.blocks.contains(&(kind, type_name.to_owned(), name.to_owned()));
        is_declared.then(|| Access { kind, type_name: type_name.to_owned(), steps: Vec::new() })
    }

    fn follow<'o>(&self, start: Access, operators: impl Iterator<Item = &'o TraversalOperator>) -> Access {
        operators.fold(start, |access, operator| {
            access.step(match operator {
                TraversalOperator::GetAttr(name) => Step::Name(name.as_str().to_owned()),
                TraversalOperator::LegacyIndex(number) => {
                    Step::Number(usize::try_from(**number).unwrap_or(0))
                }
                TraversalOperator::Index(index) => index_step(index),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => Step::Element,
            })
        })
    }

    /// Follows a local to its definition, and into the definition if that is a literal.
    fn local(&self, traversal: &Traversal) -> Option<Access> {
        if self.depth >= MAX_LOCAL_DEPTH {
            return None;
        }
        let mut operators = traversal.operators.iter().map(|operator| &**operator).peekable();
        let mut definition = self.locals.get(attribute(operators.next()?)?)?;
        while let Some(next) = operators.peek() {
            let inner = match (definition, next) {
                (Expression::Object(object), operator) => {
                    let wanted = match operator {
                        TraversalOperator::GetAttr(name) => name.as_str(),
                        TraversalOperator::Index(index) => index.as_str()?,
                        _ => return None,
                    };
                    object.iter().find(|(key, _)| key_name(key) == Some(wanted))?.1.expr()
                }
                (Expression::Array(array), TraversalOperator::Index(index)) => {
                    array.get(usize::try_from(index.as_number()?.as_u64()?).ok()?)?
                }
                _ => break,
            };
            operators.next();
            definition = inner;
        }
        let elsewhere = Self { bound: BTreeMap::new(), depth: self.depth + 1, ..self.clone() };
        Some(elsewhere.follow(elsewhere.access(definition)?, operators))
    }

    /// Handles functions that return their argument or a part of it.
    fn call(&self, call: &FuncCall) -> Option<Access> {
        if call.name.is_namespaced() {
            return None;
        }
        let first = call.args.get(0)?;
        match call.name.name.as_str() {
            "jsondecode" => Some(self.access(first)?.step(Step::Json)),
            "tolist" | "toset" | "tomap" | "tostring" | "sort" | "distinct" | "compact" | "reverse"
            | "nonsensitive" | "sensitive" | "try" | "coalesce" | "slice" | "values" | "coalescelist" => {
                self.access(first)
            }
            "one" => Some(self.access(first)?.element()),
            "element" => Some(self.access(first)?.step(index_step(call.args.get(1)?))),
            "lookup" => {
                let key = call.args.get(1)?.as_str()?.to_owned();
                Some(self.access(first)?.step(Step::Name(key)))
            }
            _ => None,
        }
    }
}

fn attribute(operator: &TraversalOperator) -> Option<&str> {
    match operator {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    }
}

fn index_step(index: &Expression) -> Step {
    if let Some(name) = index.as_str() {
        return Step::Name(name.to_owned());
    }
    match index.as_number().and_then(|number| number.as_u64()) {
        Some(number) => Step::Number(usize::try_from(number).unwrap_or(0)),
        None => Step::Element,
    }
}
