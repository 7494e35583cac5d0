//! Finds the references in an expression.

use super::source::Source;
use hcl_edit::expr::{Expression, ForExpr, ForIntro, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{ForTemplateExpr, Template};
use hcl_edit::visit::{self, Visit};
use std::borrow::Cow;
use std::ops::Range;

/// One step of a reference after its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// The kind of step, with its name, key or index.
    pub kind: StepKind<'a>,
    /// The step's bytes, with the `.` or the brackets.
    pub span: Range<usize>,
}

/// A kind of step in a reference.
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

/// A reference: a root that is not bound inside the expression, and the steps after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The first name. Example: `aws_vpc` of `aws_vpc.main.id`.
    pub root: &'a str,
    /// The root's bytes in the text.
    pub root_span: Range<usize>,
    /// The steps after the root.
    pub steps: Vec<Step<'a>>,
    /// The reference as written, to its last step.
    pub text: &'a str,
    /// Names that are bound at the reference, which an expression inserted in its place must not use with
    /// another meaning.
    pub bound: Vec<String>,
    /// Whether it is in a call of `nonsensitive`, which declares that its value is not a secret.
    pub is_nonsensitive: bool,
}

impl<'a> Reference<'a> {
    /// Returns the name of a step of the form `.name`.
    pub fn attribute(&self, step: usize) -> Option<&'a str> {
        match self.steps.get(step)?.kind {
            StepKind::Attribute(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the span of the name in a step of the form `.name`, without the `.`.
    pub fn attribute_span(&self, step: usize) -> Option<Range<usize>> {
        let name = self.attribute(step)?;
        let end = self.steps[step].span.end;
        Some(end - name.len()..end)
    }

    /// Returns the bytes of the root and of this many steps.
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
    /// The bytes of that name in the text.
    pub span: Range<usize>,
}

/// The references and provider functions in an expression.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symbols<'a> {
    /// References, in the order of the text.
    pub references: Vec<Reference<'a>>,
    /// Functions of providers, in the order of the text.
    pub functions: Vec<ProviderFunction<'a>>,
}

pub(super) fn in_template<'a>(source: Source<'a, '_>, tree: &Template) -> Symbols<'a> {
    let mut collector = Collector::new(source);
    collector.visit_template(tree);
    collector.symbols
}

pub(super) fn in_expression<'a>(source: Source<'a, '_>, tree: &Expression) -> Symbols<'a> {
    let mut collector = Collector::new(source);
    collector.visit_expr(tree);
    collector.symbols
}

/// Returns the reference that makes up the whole expression, with or without brackets.
pub(super) fn whole<'a>(source: Source<'a, '_>, expression: &Expression) -> Option<Reference<'a>> {
    match expression {
        Expression::Parenthesis(inner) => whole(source, inner.inner()),
        other => at(source, other, &Bindings::default()),
    }
}

/// Returns the reference that makes up an expression. Returns none if its root is bound, or for other expressions.
pub(super) fn at<'a>(
    source: Source<'a, '_>,
    expression: &Expression,
    bindings: &Bindings,
) -> Option<Reference<'a>> {
    let (root, steps) = match expression {
        Expression::Variable(variable) => (source.span(variable), Vec::new()),
        Expression::Traversal(traversal) => match &traversal.expr {
            Expression::Variable(variable) => (source.span(variable), steps(source, traversal)),
            _ => return None,
        },
        _ => return None,
    };
    let root_span = root?;
    let root = &source.text[root_span.clone()];
    if bindings.binds(root) {
        return None;
    }
    let end = steps.last().map_or(root_span.end, |step| step.span.end);
    let text = &source.text[root_span.start..end];
    Some(Reference { root, root_span, steps, text, bound: bindings.0.clone(), is_nonsensitive: false })
}

fn steps<'a>(source: Source<'a, '_>, traversal: &Traversal) -> Vec<Step<'a>> {
    let step = |operator: &hcl_edit::Decorated<TraversalOperator>| {
        let span = source.span(operator)?;
        let kind = match operator.value() {
            TraversalOperator::GetAttr(name) => StepKind::Attribute(source.text(name)?),
            TraversalOperator::LegacyIndex(index) => StepKind::Index(*index.value()),
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => StepKind::Splat,
            TraversalOperator::Index(Expression::String(key)) => StepKind::Key(key.value().clone().into()),
            TraversalOperator::Index(index) => match index.as_number().and_then(|n| n.as_u64()) {
                Some(index) => StepKind::Index(index),
                None => StepKind::Computed,
            },
        };
        Some(Step { kind, span })
    };
    traversal.operators.iter().map_while(step).collect()
}

/// The names that are bound at a node during a walk.
#[derive(Debug, Default)]
pub(super) struct Bindings(Vec<String>);

impl Bindings {
    pub(super) fn binds(&self, name: &str) -> bool {
        self.0.iter().any(|bound| bound == name)
    }

    /// Binds the names of a `for` expression, and returns the argument for [`Self::unbind`].
    pub(super) fn bind_for(&mut self, intro: &ForIntro) -> usize {
        self.bind([intro.key_var.as_ref().map(|name| name.as_str()), Some(intro.value_var.as_str())])
    }

    /// Binds the names of a `%{ for }` directive, and returns the argument for [`Self::unbind`].
    pub(super) fn bind_for_template(&mut self, node: &ForTemplateExpr) -> usize {
        self.bind([node.key_var.as_ref().map(|name| name.as_str()), Some(node.value_var.as_str())])
    }

    fn bind(&mut self, names: [Option<&str>; 2]) -> usize {
        let outer = self.0.len();
        self.0.extend(names.into_iter().flatten().map(str::to_owned));
        outer
    }

    pub(super) fn unbind(&mut self, outer: usize) {
        self.0.truncate(outer);
    }
}

struct Collector<'a, 'm> {
    source: Source<'a, 'm>,
    bound: Bindings,
    /// Whether the walk is within a call of `nonsensitive`.
    is_nonsensitive: bool,
    symbols: Symbols<'a>,
}

impl<'a, 'm> Collector<'a, 'm> {
    fn new(source: Source<'a, 'm>) -> Self {
        Self { source, bound: Bindings::default(), is_nonsensitive: false, symbols: Symbols::default() }
    }
}

impl Visit for Collector<'_, '_> {
    fn visit_expr(&mut self, node: &Expression) {
        let is_nonsensitive = self.is_nonsensitive;
        let reference = at(self.source, node, &self.bound);
        self.symbols.references.extend(reference.map(|reference| Reference { is_nonsensitive, ..reference }));
        match node {
            Expression::Traversal(traversal) => {
                if !traversal.expr.is_variable() {
                    self.visit_expr(&traversal.expr);
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
        // A plain name is the key itself, not a reference.
        if let ObjectKey::Expression(key) = node {
            self.visit_expr(key);
        }
    }

    fn visit_func_call(&mut self, node: &FuncCall) {
        if let [namespace, provider, ..] = &node.name.namespace[..]
            && namespace.as_str() == "provider"
            && let Some(span) = self.source.span(provider)
        {
            let provider = &self.source.text[span.clone()];
            self.symbols.functions.push(ProviderFunction { provider, span });
        }
        let outer = self.is_nonsensitive;
        let is_core = node.name.namespace.is_empty()
            || matches!(&node.name.namespace[..], [namespace] if namespace.as_str() == "core");
        self.is_nonsensitive |= is_core && node.name.name.as_str() == "nonsensitive";
        self.visit_func_args(&node.args);
        self.is_nonsensitive = outer;
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.visit_expr(&node.intro.collection_expr);
        let outer = self.bound.bind_for(&node.intro);
        node.key_expr.iter().for_each(|key| self.visit_expr(key));
        self.visit_expr(&node.value_expr);
        node.cond.iter().for_each(|condition| self.visit_for_cond(condition));
        self.bound.unbind(outer);
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        self.visit_expr(&node.collection_expr);
        let outer = self.bound.bind_for_template(node);
        self.visit_template(&node.template);
        self.bound.unbind(outer);
    }
}
