//! Values of Terraform's JSON syntax as pieces of an expression.

use super::parse::Form;
use super::{ParseError, Template, literal};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::template::{Directive, Element, Strip};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// What a string of Terraform's JSON syntax is, to somebody who wants to put it into an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fragment<'a> {
    /// Text without interpolation, unescaped.
    Literal(Cow<'a, str>),
    /// One `${…}` and nothing else, so that it need not be a string.
    Single {
        /// What stands between the braces.
        content: &'a str,
        /// Whether it is a plain reference or call, behind which further steps may be written as it is.
        plain: bool,
        /// Whether it binds as closely as a single value wherever it stands.
        term: bool,
    },
    /// Text with interpolations, as a quoted template.
    Quoted(String),
}

impl<'a> Fragment<'a> {
    /// Reads a string of Terraform's JSON syntax.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        if let Some(literal) = literal(text) {
            return Ok(Self::Literal(literal));
        }
        Ok(Self::of(&Template::parse(text)?))
    }

    /// What a template is.
    pub(super) fn of(template: &Template<'a>) -> Self {
        let text = template.text;
        let tree = match &template.form {
            Form::Plain(span) => {
                return Self::Single { content: &text[span.clone()], plain: true, term: true };
            }
            Form::Tree(tree) => tree,
        };
        if let Some(Element::Interpolation(single)) = tree.as_single_element()
            && let Some(span) = single.expr.span()
        {
            let content = &text[span.clone()];
            // A line break may end an expression outside of parentheses, and a heredoc ends with one.
            let one_line = !content.contains('\n');
            let to_brace = text[span.start..].strip_suffix('}').unwrap_or(content);
            let to_brace = to_brace.strip_suffix('~').unwrap_or(to_brace);
            let content = if one_line { content } else { to_brace };
            let plain = one_line && is_plain(&single.expr);
            return Self::Single { content, plain, term: one_line && is_term(&single.expr) };
        }
        Self::Quoted(quote_template(text, template))
    }

    /// An expression for it that may stand wherever a value may.
    pub fn expression(&self) -> Cow<'_, str> {
        match self {
            Self::Literal(text) => quote(text).into(),
            Self::Single { content, term: true, .. } => (*content).into(),
            Self::Single { content, .. } => format!("({content})").into(),
            Self::Quoted(text) => text.into(),
        }
    }

    /// An expression for it with further steps behind, such as `.id` or `[0]`.
    pub fn with_steps(&self, steps: &str) -> String {
        match self {
            Self::Single { content, plain: true, .. } => format!("{content}{steps}"),
            Self::Single { content, .. } => format!("({content}){steps}"),
            Self::Literal(_) | Self::Quoted(_) => format!("{}{steps}", self.expression()),
        }
    }
}

/// A reference without splat, whose meaning is the same with steps behind it; or a call.
fn is_plain(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) | Expression::FuncCall(_) | Expression::Parenthesis(_) => true,
        Expression::Traversal(traversal) => {
            let splat = |operator: &TraversalOperator| {
                matches!(operator, TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_))
            };
            is_plain(&traversal.expr) && !traversal.operators.iter().any(|operator| splat(operator.value()))
        }
        _ => false,
    }
}

fn is_term(expression: &Expression) -> bool {
    is_plain(expression)
        || matches!(
            expression,
            Expression::Null(_)
                | Expression::Bool(_)
                | Expression::String(_)
                | Expression::StringTemplate(_)
                | Expression::Array(_)
                | Expression::Object(_)
                | Expression::Traversal(_)
        )
}

/// An expression for a value of Terraform's JSON syntax, whose strings and keys are templates. It may stand
/// wherever a value may.
pub fn value_expression(value: &Value) -> Result<String, ParseError> {
    let mut text = String::new();
    write_value(value, &mut text)?;
    Ok(match value {
        Value::Number(number) if number.to_string().starts_with('-') => format!("({text})"),
        _ => text,
    })
}

fn write_value(value: &Value, out: &mut String) -> Result<(), ParseError> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::String(text) => out.push_str(&Fragment::parse(text)?.expression()),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write_value(item, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                match Fragment::parse(key)? {
                    Fragment::Literal(key) => out.push_str(&quote(&key)),
                    Fragment::Quoted(key) => out.push_str(&key),
                    // Parentheses make an expression of what would be a key's own name.
                    Fragment::Single { content, .. } => _ = write!(out, "({content})"),
                }
                out.push_str(" = ");
                write_value(member, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// A quoted string that stands for exactly this text.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    push_quoted(&super::escape(text), &mut out);
    out.push('"');
    out
}

/// Literal text of a template with what a quoted template needs escaped.
fn push_quoted(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => _ = write!(out, "\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
}

/// The same template with quotes around it: literal parts are escaped, the rest stays as it is written.
fn quote_template(text: &str, template: &Template<'_>) -> String {
    let layout = Layout::of(template);
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut done = 0;
    for span in layout.literals {
        out.push_str(&text[done..span.start]);
        push_quoted(&text[span.clone()], &mut out);
        done = span.end;
    }
    out.push_str(&text[done..]);
    out.push('"');
    out
}

/// The outermost parts of a template: its literal text and its interpolations, those inside of directives
/// included, those inside of expressions not.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    literals: Vec<Range<usize>>,
    /// Spans of interpolations with `${` and `}`, and of the expression in each.
    pub(crate) interpolations: Vec<(Range<usize>, Range<usize>)>,
    /// Whether any part strips the white space beside it.
    pub(crate) strips: bool,
}

impl Layout {
    pub(crate) fn of(template: &Template<'_>) -> Self {
        let mut layout = Self::default();
        match &template.form {
            Form::Plain(span) => layout.interpolations.push((0..template.text.len(), span.clone())),
            Form::Tree(tree) => layout.template(tree),
        }
        layout
    }

    /// Whether a span is all that is within an interpolation.
    pub(crate) fn is_interpolation(&self, span: &Range<usize>) -> bool {
        self.interpolations.iter().any(|(_, expression)| expression == span)
    }

    fn template(&mut self, template: &hcl_edit::template::Template) {
        for element in template {
            match element {
                Element::Literal(literal) => self.literals.extend(literal.span()),
                Element::Interpolation(interpolation) => {
                    self.strip(interpolation.strip);
                    self.interpolations.extend(element.span().zip(interpolation.expr.span()));
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => {
                        self.strip(directive.if_expr.strip);
                        self.template(&directive.if_expr.template);
                        if let Some(otherwise) = &directive.else_expr {
                            self.strip(otherwise.strip);
                            self.template(&otherwise.template);
                        }
                        self.strip(directive.endif_expr.strip);
                    }
                    Directive::For(directive) => {
                        self.strip(directive.for_expr.strip);
                        self.template(&directive.for_expr.template);
                        self.strip(directive.endfor_expr.strip);
                    }
                },
            }
        }
    }

    fn strip(&mut self, strip: Strip) {
        self.strips |= strip != Strip::None;
    }
}
