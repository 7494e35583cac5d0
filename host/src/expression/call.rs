//! Which functions a template calls.

use super::Template;
use super::parse::Form;
use hcl_edit::Span;
use hcl_edit::expr::FuncCall;
use hcl_edit::template::ForTemplateExpr;
use hcl_edit::visit::{self, Visit};

/// A call of a function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call<'a> {
    /// The function's name with its name space. Examples: `file`, `core::file`, `provider::local::direxists`.
    pub name: String,
    /// The call as it is written, arguments included.
    pub text: &'a str,
}

impl<'a> Template<'a> {
    /// Every call in it, outer ones before those in their arguments.
    pub fn calls(&self) -> Vec<Call<'a>> {
        let mut collector = Collector { text: self.text, calls: Vec::new() };
        if let Form::Tree(tree) = &self.form {
            collector.visit_template(tree);
        }
        collector.calls
    }
}

struct Collector<'a> {
    text: &'a str,
    calls: Vec<Call<'a>>,
}

impl Visit for Collector<'_> {
    fn visit_func_call(&mut self, node: &FuncCall) {
        let mut name = String::new();
        for part in &node.name.namespace {
            name.push_str(part.as_str());
            name.push_str("::");
        }
        name.push_str(node.name.name.as_str());
        let text = node.span().and_then(|span| self.text.get(span)).unwrap_or(self.text);
        self.calls.push(Call { name, text });
        visit::visit_func_call(self, node);
    }

    fn visit_for_template_expr(&mut self, node: &ForTemplateExpr) {
        // The visitor leaves this out.
        self.visit_expr(&node.collection_expr);
        visit::visit_for_template_expr(self, node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_found_wherever_it_stands() {
        let text = concat!(
            "a ${upper(file(\"x\"))} ${[for f in fileset(\".\", \"*\") : core::file(f)]} ",
            "%{ for f in fileset(\"q\", \"*\") }${filemd5(f)}%{ endfor }%{ if fileexists(\"y\") }b%{ endif } ",
            "${provider::local::direxists(\"z\") ? 1 : 2} ${{ (file(\"k\")) = x[length(file(\"i\"))] }}",
        );
        let template = Template::parse(text).unwrap();
        let calls: Vec<_> =
            template.calls().iter().map(|call| format!("{}  {}", call.name, call.text)).collect();
        insta::assert_snapshot!(calls.join("\n"));
    }

    #[test]
    fn a_text_about_calls_has_none() {
        assert_eq!(Template::parse("file(\"x\") $${file(\"x\")}").unwrap().calls(), []);
    }
}
