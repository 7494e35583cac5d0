//! String literals in the expressions of a template, with escapes resolved.

use super::Template;
use hcl_edit::Decorated;
use hcl_edit::expr::{Traversal, TraversalOperator};
use hcl_edit::template::{Element, ForTemplateExpr};
use hcl_edit::visit::{self, Visit};

impl Template<'_> {
    /// Returns whether `holds` is true of any string in its expressions, such as `"\u001b"`.
    pub(crate) fn says(&self, holds: &dyn Fn(&str) -> bool) -> bool {
        let mut search = Search { holds, found: false };
        search.visit_template(&self.own_tree());
        search.found
    }
}

struct Search<'a> {
    holds: &'a dyn Fn(&str) -> bool,
    found: bool,
}

impl Visit for Search<'_> {
    fn visit_string(&mut self, node: &Decorated<String>) {
        self.found |= (self.holds)(node);
    }

    fn visit_element(&mut self, node: &Element) {
        if let Element::Literal(text) = node {
            self.found |= (self.holds)(text);
        }
        visit::visit_element(self, node);
    }

    fn visit_traversal(&mut self, node: &Traversal) {
        self.visit_expr(&node.expr);
        for operator in &node.operators {
            if let TraversalOperator::Index(index) = operator.value() {
                self.visit_expr(index);
            }
        }
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        // The visitor leaves the collection out.
        self.visit_expr(&node.collection_expr);
        self.visit_template(&node.template);
    }
}
