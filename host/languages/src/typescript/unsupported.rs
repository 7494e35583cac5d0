//! Finds language features that a tier cannot use.

use oxc::ast::ast::{
    ArrowFunctionExpression, AwaitExpression, Decorator, ForOfStatement, Function, ImportExpression,
    ImportMeta, Program,
};
use oxc::ast_visit::{Visit, walk};
use oxc::span::Span;
use oxc::syntax::scope::ScopeFlags;

/// A use of an unsupported feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnsupportedFeature {
    /// The position in the file.
    pub(super) span: Span,
    /// The error message, in one line.
    pub(super) message: &'static str,
    /// How to rewrite the code.
    pub(super) hint: &'static str,
}

/// Returns the first use of an unsupported feature in a program.
pub(super) fn find(program: &Program<'_>) -> Option<UnsupportedFeature> {
    let mut finder = Finder::default();
    finder.visit_program(program);
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Option<UnsupportedFeature>,
    /// The number of functions around the node.
    functions: usize,
}

impl Finder {
    fn report(&mut self, span: Span, message: &'static str, hint: &'static str) {
        self.found.get_or_insert(UnsupportedFeature { span, message, hint });
    }

    fn report_await(&mut self, span: Span) {
        if self.functions == 0 {
            self.report(
                span,
                "a tier cannot use `await` outside of a function",
                "remove it: a tier has nothing to wait for",
            );
        }
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        self.functions += 1;
        walk::walk_function(self, function, flags);
        self.functions -= 1;
    }

    fn visit_arrow_function_expression(&mut self, function: &ArrowFunctionExpression<'a>) {
        self.functions += 1;
        walk::walk_arrow_function_expression(self, function);
        self.functions -= 1;
    }

    fn visit_await_expression(&mut self, expression: &AwaitExpression<'a>) {
        self.report_await(expression.span);
        walk::walk_await_expression(self, expression);
    }

    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        if statement.r#await {
            self.report_await(statement.span);
        }
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_import_expression(&mut self, expression: &ImportExpression<'a>) {
        self.report(
            expression.span,
            "a tier cannot use `import()`",
            "write `import … from …` at the top of the file",
        );
    }

    fn visit_import_meta(&mut self, meta: &ImportMeta) {
        self.report(
            meta.span,
            "a tier cannot use `import.meta`",
            "a tier has no files at run time: import what it needs",
        );
    }

    fn visit_decorator(&mut self, decorator: &Decorator<'a>) {
        self.report(decorator.span, "a tier cannot use decorators", "call the function on the class instead");
    }
}
