//! Formats syntax trees so that equal trees have equal text: blanks, comments and redundant brackets are left out.

use super::parse::parse_tree;
use hcl_edit::expr::{Expression, ForExpr, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{Directive, Element, ForTemplateExpr, Template};
use std::collections::BTreeSet;
use std::fmt::{self, Write};

/// A tree as text, and the names in it that it does not bind itself.
#[derive(Debug, Default)]
pub(super) struct Canonical {
    pub(super) text: String,
    /// Roots of references that are not bound in the tree.
    pub(super) free: BTreeSet<String>,
    bound: Vec<String>,
    /// Whether the tree is between quotes, where the text of directives is as written, with its escapes.
    is_quoted: bool,
}

impl Canonical {
    pub(super) fn of_expression(expression: &Expression) -> Self {
        let mut canonical = Self::default();
        canonical.expression(expression);
        canonical
    }

    /// Formats a directive. `is_quoted` says if the template that contains it is between quotes.
    pub(super) fn of_directive(directive: &Directive, is_quoted: bool) -> Self {
        let mut canonical = Self { is_quoted, ..Self::default() };
        canonical.directive(directive);
        canonical
    }

    fn put(&mut self, text: impl fmt::Display) {
        // Writing to a String does not fail.
        let _ = write!(self.text, "{text}");
    }

    fn quoted(&mut self, text: &str) {
        self.put(format_args!("{text:?}"));
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Null(_) => self.put("null"),
            Expression::Bool(value) => self.put(value.value()),
            Expression::Number(number) => self.put(number.value()),
            Expression::String(text) => self.quoted(text.value()),
            Expression::StringTemplate(template) => self.between_quotes(true, template),
            Expression::HeredocTemplate(heredoc) => {
                // The heredoc's opening decides which blanks of its lines count.
                self.put(format_args!("<<{:?}", heredoc.indent()));
                self.between_quotes(false, &heredoc.template);
            }
            Expression::Parenthesis(inner) => self.expression(inner.inner()),
            Expression::Variable(name) => self.name(name.as_str()),
            Expression::Array(items) => self.list('[', items.iter(), ']'),
            Expression::Object(object) => {
                self.put('{');
                for (key, value) in object {
                    self.key(key);
                    self.put('=');
                    self.expression(value.expr());
                    self.put(',');
                }
                self.put('}');
            }
            Expression::Conditional(choice) => {
                let parts = [&choice.cond_expr, &choice.true_expr, &choice.false_expr];
                self.list('?', parts, ';');
            }
            Expression::FuncCall(call) => self.call(call),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::UnaryOp(operation) => {
                self.put(format_args!("({}", operation.operator.value()));
                self.expression(&operation.expr);
                self.put(')');
            }
            Expression::BinaryOp(operation) => {
                self.put('(');
                self.expression(&operation.lhs_expr);
                self.put(operation.operator.value());
                self.expression(&operation.rhs_expr);
                self.put(')');
            }
            Expression::ForExpr(each) => self.for_expression(each),
        }
    }

    fn list<'e>(&mut self, open: char, items: impl IntoIterator<Item = &'e Expression>, close: char) {
        self.put(open);
        for item in items {
            self.expression(item);
            self.put(',');
        }
        self.put(close);
    }

    fn name(&mut self, name: &str) {
        if !self.bound.iter().any(|bound| bound == name) {
            self.free.insert(name.to_owned());
        }
        self.put(name);
    }

    /// Writes a key. A plain name is the key itself.
    fn key(&mut self, key: &ObjectKey) {
        match key {
            ObjectKey::Ident(name) => self.quoted(name.as_str()),
            ObjectKey::Expression(key) => self.expression(key),
        }
    }

    fn call(&mut self, call: &FuncCall) {
        for part in &call.name.namespace {
            self.put(format_args!("{}::", part.as_str()));
        }
        self.put(call.name.name.as_str());
        self.list('(', call.args.iter(), ')');
        if call.args.expand_final() {
            self.put("...");
        }
    }

    /// Writes a traversal, in brackets: `(a[*]).b` is not `a[*].b`.
    fn traversal(&mut self, traversal: &Traversal) {
        self.put('<');
        self.expression(&traversal.expr);
        for operator in &traversal.operators {
            match operator.value() {
                TraversalOperator::AttrSplat(_) => self.put(".*"),
                TraversalOperator::FullSplat(_) => self.put("[*]"),
                TraversalOperator::GetAttr(name) => self.put(format_args!(".{}", name.as_str())),
                TraversalOperator::Index(index) => self.list('[', [index], ']'),
                TraversalOperator::LegacyIndex(index) => self.put(format_args!(".{}", index.value())),
            }
        }
        self.put('>');
    }

    fn for_expression(&mut self, each: &ForExpr) {
        let names =
            [each.intro.key_var.as_ref().map(|name| name.as_str()), Some(each.intro.value_var.as_str())];
        self.put("for(");
        self.expression(&each.intro.collection_expr);
        self.within(names, |this| {
            if let Some(key) = &each.key_expr {
                this.expression(key);
                this.put("=>");
            }
            this.expression(&each.value_expr);
            this.put(if each.grouping { "..." } else { "" });
            if let Some(condition) = &each.cond {
                this.put("if");
                this.expression(&condition.expr);
            }
        });
        self.put(')');
    }

    fn template(&mut self, template: &Template) {
        self.put('"');
        template.iter().for_each(|element| self.element(element));
        self.put('"');
    }

    fn element(&mut self, element: &Element) {
        match element {
            Element::Literal(literal) => self.quoted(literal.value()),
            Element::Interpolation(interpolation) => {
                self.put(format_args!("${:?}", interpolation.strip));
                self.list('{', [&interpolation.expr], '}');
            }
            Element::Directive(directive) => self.directive(directive),
        }
    }

    fn between_quotes(&mut self, is_quoted: bool, template: &Template) {
        let outer = std::mem::replace(&mut self.is_quoted, is_quoted);
        self.template(template);
        self.is_quoted = outer;
    }

    /// Writes the template within a directive.
    fn inner(&mut self, template: &Template) {
        self.put('"');
        for element in template {
            match element {
                Element::Literal(literal) if self.is_quoted => {
                    let read = parse_tree(&format!("\"{}\"", literal.value())).ok();
                    let unescaped = read.as_ref().and_then(Expression::as_str).unwrap_or(literal.value());
                    self.quoted(unescaped);
                }
                other => self.element(other),
            }
        }
        self.put('"');
    }

    fn directive(&mut self, directive: &Directive) {
        match directive {
            Directive::If(directive) => {
                self.put(format_args!("%if{:?}", directive.if_expr.strip));
                self.expression(&directive.if_expr.cond_expr);
                self.inner(&directive.if_expr.template);
                if let Some(otherwise) = &directive.else_expr {
                    self.put(format_args!("%else{:?}", otherwise.strip));
                    self.inner(&otherwise.template);
                }
                self.put(format_args!("%endif{:?}", directive.endif_expr.strip));
            }
            Directive::For(directive) => {
                let ForTemplateExpr { key_var, value_var, collection_expr, template, strip, .. } =
                    &directive.for_expr;
                self.put(format_args!("%for{strip:?}"));
                self.expression(collection_expr);
                let names = [key_var.as_ref().map(|name| name.as_str()), Some(value_var.as_str())];
                self.within(names, |this| this.inner(template));
                self.put(format_args!("%endfor{:?}", directive.endfor_expr.strip));
            }
        }
    }

    /// Writes the names that are bound, and the part in which they are bound.
    fn within(&mut self, names: [Option<&str>; 2], write: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        for name in names.into_iter().flatten() {
            self.put(format_args!(",{name}"));
            self.bound.push(name.to_owned());
        }
        self.put(':');
        write(self);
        self.bound.truncate(outer);
    }
}
