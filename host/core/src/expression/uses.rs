//! Finds uses that only a stack can grant: variables, outputs of other tiers, and functions that reach outside.
//!
//! A tier may reuse the expressions in its inputs, but only with the same meaning. So syntax trees are compared, not strings,
//! and trees differ if a name in them is bound to something else.

use super::canonical::Canonical;
use super::reference::{self, Bindings};
use super::source::{Moves, Source};
use super::{Reference, Template, outside};
use hcl_edit::expr::{Expression, ForExpr, FuncCall, ObjectKey, TraversalOperator};
use hcl_edit::template::{
    Directive, Element, ForTemplateExpr, HeredocTemplate, StringTemplate, Template as Tree,
};
use hcl_edit::visit::{self, Visit};
use std::collections::HashSet;

/// Placeholder for an interpolation within a literal argument.
const COMPUTED: char = '…';

/// A use that only a stack can grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use<'a> {
    /// A reference with the root `var` or `tier`.
    Reference(Reference<'a>),
    /// A call of a function that is searched for.
    Call(Call),
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The function's name with its namespace. Examples: `file`, `core::file`, `provider::local::direxists`.
    pub name: String,
    /// The literal strings in each argument, with `…` for computed parts.
    pub literals: Vec<Vec<String>>,
}

/// Expressions that may be reused as they are.
#[derive(Debug, Default)]
pub struct Units(HashSet<String>);

impl Units {
    /// Returns whether there are no expressions.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the parts of a template: each of its interpolations and directives, and each call of a function that `is_asked`
    /// selects, if the call happens whatever the rest of the template evaluates to.
    pub fn add(&mut self, template: &Template<'_>, is_asked: &dyn Fn(&str) -> bool) {
        let tree = template.own_tree();
        let mut collector = UnitCollector { units: self, is_asked };
        collector.visit_template(&tree);
        for element in &*tree {
            match element {
                Element::Literal(_) => {}
                Element::Interpolation(part) => {
                    self.0.insert(Canonical::of_expression(&part.expr).text);
                }
                Element::Directive(directive) => {
                    self.0.insert(Canonical::of_directive(directive, false).text);
                }
            }
        }
    }
}

impl<'a> Template<'a> {
    /// Finds every use that only a stack can grant, except those in `units`. `is_asked` selects the functions that count.
    pub fn uses(&self, units: &Units, is_asked: &dyn Fn(&str) -> bool) -> Vec<Use<'a>> {
        let source = Source { text: self.text, moves: &Moves::default() };
        let bindings = Bindings::default();
        let mut finder = Finder { source, units, is_asked, bindings, is_quoted: false, found: Vec::new() };
        finder.visit_template(&self.own_tree());
        finder.found
    }

    /// Returns whether the template is one expression that is among `units`.
    pub fn is_unit(&self, units: &Units) -> bool {
        let tree = self.own_tree();
        let single = tree.as_single_element().and_then(Element::as_interpolation);
        single.is_some_and(|single| units.0.contains(&Canonical::of_expression(&single.expr).text))
    }

    /// Returns the references that make up a whole interpolation.
    pub fn plain_references(&self) -> Vec<Reference<'a>> {
        let parts = self.tree.iter().filter_map(Element::as_interpolation);
        parts.filter_map(|part| reference::whole(self.source(), &part.expr)).collect()
    }
}

/// Returns the name of a function with its namespace.
fn name_of(call: &FuncCall) -> String {
    let spaces = call.name.namespace.iter().map(|part| format!("{}::", part.as_str()));
    spaces.chain([call.name.name.as_str().to_owned()]).collect()
}

/// Finds unconditional calls: not those in a branch, or in the body of a loop.
struct UnitCollector<'u> {
    units: &'u mut Units,
    is_asked: &'u dyn Fn(&str) -> bool,
}

impl Visit for UnitCollector<'_> {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::Conditional(choice) => self.visit_expr(&choice.cond_expr),
            Expression::ForExpr(each) => self.visit_expr(&each.intro.collection_expr),
            Expression::FuncCall(call) => {
                if (self.is_asked)(&name_of(call)) {
                    self.units.0.insert(Canonical::of_expression(node).text);
                }
                visit::visit_func_call(self, call);
            }
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_directive(&mut self, node: &Directive) {
        match node {
            Directive::If(directive) => self.visit_expr(&directive.if_expr.cond_expr),
            Directive::For(directive) => self.visit_expr(&directive.for_expr.collection_expr),
        }
    }
}

struct Finder<'a, 'u> {
    source: Source<'a, 'u>,
    units: &'u Units,
    is_asked: &'u dyn Fn(&str) -> bool,
    bindings: Bindings,
    /// Whether the walk is in a template between quotes.
    is_quoted: bool,
    found: Vec<Use<'a>>,
}

impl Finder<'_, '_> {
    /// Drops the uses found in a tree since `known` if the tree is a unit, and all its names mean the same there.
    fn forget(&mut self, known: usize, tree: impl FnOnce() -> Canonical) {
        if self.found.len() == known || self.units.is_empty() {
            return;
        }
        let Canonical { text, free, .. } = tree();
        if self.units.0.contains(&text) && !free.iter().any(|name| self.bindings.binds(name)) {
            self.found.truncate(known);
        }
    }
}

impl Visit for Finder<'_, '_> {
    fn visit_expr(&mut self, node: &Expression) {
        let known = self.found.len();
        match reference::at(self.source, node, &self.bindings) {
            Some(reference) if outside::ROOTS.contains(&reference.root) => {
                self.found.push(Use::Reference(reference));
            }
            _ => {}
        }
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
        self.forget(known, || Canonical::of_expression(node));
    }

    fn visit_object_key(&mut self, node: &ObjectKey) {
        // A plain name is the key itself, not a reference.
        if let ObjectKey::Expression(key) = node {
            self.visit_expr(key);
        }
    }

    fn visit_func_call(&mut self, node: &FuncCall) {
        let name = name_of(node);
        if (self.is_asked)(&name) {
            let literals = node.args.iter().map(literals).collect();
            self.found.push(Use::Call(Call { name, literals }));
        }
        visit::visit_func_call(self, node);
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.visit_expr(&node.intro.collection_expr);
        let outer = self.bindings.bind_for(&node.intro);
        node.key_expr.iter().for_each(|key| self.visit_expr(key));
        self.visit_expr(&node.value_expr);
        node.cond.iter().for_each(|condition| self.visit_for_cond(condition));
        self.bindings.unbind(outer);
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        self.visit_expr(&node.collection_expr);
        let outer = self.bindings.bind_for_template(node);
        self.visit_template(&node.template);
        self.bindings.unbind(outer);
    }

    fn visit_string_template(&mut self, node: &StringTemplate) {
        let outer = std::mem::replace(&mut self.is_quoted, true);
        visit::visit_string_template(self, node);
        self.is_quoted = outer;
    }

    fn visit_heredoc_template(&mut self, node: &HeredocTemplate) {
        let outer = std::mem::replace(&mut self.is_quoted, false);
        visit::visit_heredoc_template(self, node);
        self.is_quoted = outer;
    }

    fn visit_directive(&mut self, node: &Directive) {
        let known = self.found.len();
        visit::visit_directive(self, node);
        let is_quoted = self.is_quoted;
        self.forget(known, || Canonical::of_directive(node, is_quoted));
    }
}

fn literals(expression: &Expression) -> Vec<String> {
    let mut collector = Literals::default();
    collector.visit_expr(expression);
    collector.0
}

#[derive(Default)]
struct Literals(Vec<String>);

impl Visit for Literals {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::String(text) => self.0.push(text.value().clone()),
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_string_template(&mut self, node: &StringTemplate) {
        self.visit_template(node);
    }

    fn visit_template(&mut self, node: &Tree) {
        self.0.push(literal_parts(node));
        visit::visit_template(self, node);
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        // The visitor leaves this out.
        self.visit_expr(&node.collection_expr);
        visit::visit_for_template_expr(self, node);
    }
}

/// Returns the literal text of a template, with `…` for computed parts.
pub fn literal_text(template: &Template<'_>) -> String {
    literal_parts(&template.own_tree())
}

fn literal_parts(tree: &Tree) -> String {
    let part = |element: &Element| match element {
        Element::Literal(literal) => literal.value().clone(),
        Element::Interpolation(_) | Element::Directive(_) => COMPUTED.to_string(),
    };
    tree.iter().map(part).collect()
}

#[cfg(test)]
mod tests;
