//! What an expression refers to.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{ForTemplateExpr, Template};
use hcl_edit::visit::{self, Visit};
use std::borrow::Cow;
use std::ops::Range;

/// One step of a reference behind its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// What it does.
    pub kind: StepKind<'a>,
    /// Its bytes, with the `.` or the brackets.
    pub span: Range<usize>,
}

/// What one step of a reference does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind<'a> {
    /// `.name`
    Attribute(&'a str),
    /// `["key"]`
    Key(Cow<'a, str>),
    /// `[0]` or `.0`
    Index(u64),
    /// `[*]` or `.*`
    Splat,
    /// An index that must be computed, such as `[count.index]`.
    Computed,
}

/// A reference: a root that is not bound inside the expression, and the steps behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The first name. Example: `aws_vpc` of `aws_vpc.main.id`.
    pub root: &'a str,
    /// Where the root stands.
    pub root_span: Range<usize>,
    /// What follows.
    pub steps: Vec<Step<'a>>,
    /// The reference as it is written, to its last step.
    pub text: &'a str,
    /// Names that are bound where it stands, so that an expression put in its place cannot mean anything
    /// else by them.
    pub bound: Vec<String>,
}

impl<'a> Reference<'a> {
    /// The name of a step, where it is one of the form `.name`.
    pub fn attribute(&self, step: usize) -> Option<&'a str> {
        match self.steps.get(step)?.kind {
            StepKind::Attribute(name) => Some(name),
            _ => None,
        }
    }

    /// Where the name of a step of the form `.name` stands, without the `.`.
    pub fn attribute_span(&self, step: usize) -> Option<Range<usize>> {
        let name = self.attribute(step)?;
        let end = self.steps[step].span.end;
        Some(end - name.len()..end)
    }

    /// Its bytes up to and including that many steps.
    pub fn span_of(&self, steps: usize) -> Range<usize> {
        let end = match steps.checked_sub(1) {
            Some(last) => self.steps[last].span.end,
            None => self.root_span.end,
        };
        self.root_span.start..end
    }
}

/// A call of a provider's function, such as `provider::aws::arn_parse(…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderFunction<'a> {
    /// The provider's local name.
    pub provider: &'a str,
    /// Where that name stands.
    pub span: Range<usize>,
}

/// What an expression mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symbols<'a> {
    /// References, in the order in which they stand.
    pub references: Vec<Reference<'a>>,
    /// Functions of providers, in the order in which they stand.
    pub functions: Vec<ProviderFunction<'a>>,
}

pub(super) fn in_template<'a>(text: &'a str, tree: &Template, bound: &[&str]) -> Symbols<'a> {
    let mut collector = Collector::new(text, bound);
    collector.visit_template(tree);
    collector.symbols
}

pub(super) fn in_expression<'a>(text: &'a str, tree: &Expression, bound: &[&str]) -> Symbols<'a> {
    let mut collector = Collector::new(text, bound);
    collector.visit_expr(tree);
    collector.symbols
}

struct Collector<'a> {
    text: &'a str,
    bound: Vec<String>,
    symbols: Symbols<'a>,
}

impl<'a> Collector<'a> {
    fn new(text: &'a str, bound: &[&str]) -> Self {
        let bound = bound.iter().map(|&name| name.to_owned()).collect();
        Self { text, bound, symbols: Symbols::default() }
    }

    fn reference(&mut self, root: Option<Range<usize>>, steps: Vec<Step<'a>>) {
        let Some(root_span) = root else { return };
        let root = &self.text[root_span.clone()];
        if self.bound.iter().any(|name| name == root) {
            return;
        }
        let end = steps.last().map_or(root_span.end, |step| step.span.end);
        let text = &self.text[root_span.start..end];
        let bound = self.bound.clone();
        self.symbols.references.push(Reference { root, root_span, steps, text, bound });
    }

    fn steps(&self, traversal: &Traversal) -> Vec<Step<'a>> {
        let step = |operator: &hcl_edit::Decorated<TraversalOperator>| {
            let span = operator.span()?;
            let kind = match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    let name = name.span()?;
                    StepKind::Attribute(&self.text[name])
                }
                TraversalOperator::LegacyIndex(index) => StepKind::Index(*index.value()),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => StepKind::Splat,
                TraversalOperator::Index(Expression::String(key)) => {
                    StepKind::Key(key.value().clone().into())
                }
                TraversalOperator::Index(index) => match index.as_number().and_then(|n| n.as_u64()) {
                    Some(index) => StepKind::Index(index),
                    None => StepKind::Computed,
                },
            };
            Some(Step { kind, span })
        };
        traversal.operators.iter().map_while(step).collect()
    }

    /// Visits something in which names are bound.
    fn within(&mut self, names: [Option<&str>; 2], visit: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        self.bound.extend(names.into_iter().flatten().map(str::to_owned));
        visit(self);
        self.bound.truncate(outer);
    }
}

impl Visit for Collector<'_> {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::Variable(variable) => self.reference(variable.span(), Vec::new()),
            Expression::Traversal(traversal) => {
                match &traversal.expr {
                    Expression::Variable(variable) => {
                        let steps = self.steps(traversal);
                        self.reference(variable.span(), steps);
                    }
                    base => self.visit_expr(base),
                }
                for operator in &traversal.operators {
                    if let TraversalOperator::Index(index) = operator.value() {
                        self.visit_expr(index);
                    }
                }
            }
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_object_key(&mut self, node: &ObjectKey) {
        // A plain name as a key is the key itself, no reference.
        if let ObjectKey::Expression(key) = node {
            self.visit_expr(key);
        }
    }

    fn visit_func_call(&mut self, node: &FuncCall) {
        if let [namespace, provider, ..] = &node.name.namespace[..]
            && namespace.as_str() == "provider"
            && let Some(span) = provider.span()
        {
            let provider = &self.text[span.clone()];
            self.symbols.functions.push(ProviderFunction { provider, span });
        }
        self.visit_func_args(&node.args);
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.visit_expr(&node.intro.collection_expr);
        let names = [node.intro.key_var.as_ref().map(|n| n.as_str()), Some(node.intro.value_var.as_str())];
        self.within(names, |this| {
            if let Some(key) = &node.key_expr {
                this.visit_expr(key);
            }
            this.visit_expr(&node.value_expr);
            if let Some(condition) = &node.cond {
                this.visit_for_cond(condition);
            }
        });
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        self.visit_expr(&node.collection_expr);
        let names = [node.key_var.as_ref().map(|n| n.as_str()), Some(node.value_var.as_str())];
        self.within(names, |this| this.visit_template(&node.template));
    }
}
