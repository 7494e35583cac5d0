//! Converts values of Terraform's JSON syntax to parts of an expression.

use super::source::Source;
use super::{ParseError, Template, literal};
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::template::{Directive, Element, Strip};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// A string of Terraform's JSON syntax, as a part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fragment<'a> {
    /// Text without interpolation, unescaped.
    Literal(Cow<'a, str>),
    /// One `${…}` and nothing else, so that its value need not be a string.
    Single {
        /// The text between the braces.
        content: &'a str,
        /// Whether it is a plain reference or call, to which further steps can be appended directly.
        plain: bool,
        /// Whether it binds as tightly as a single value in any context.
        term: bool,
    },
    /// Text with interpolations, as a quoted template.
    Quoted(String),
}

impl<'a> Fragment<'a> {
    /// Parses a string of Terraform's JSON syntax.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        if let Some(literal) = literal(text) {
            return Ok(Self::Literal(literal));
        }
        Ok(Self::of(&Template::parse(text)?))
    }

    /// Classifies a template.
    pub fn of(template: &Template<'a>) -> Self {
        let text = template.text;
        if let Some(Element::Interpolation(single)) = template.tree.as_single_element()
            && let Some(span) = template.source().span(&single.expr)
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

    /// Returns an expression that can be used wherever a value is allowed.
    pub fn expression(&self) -> Cow<'_, str> {
        match self {
            Self::Literal(text) => quote(text).into(),
            Self::Single { content, term: true, .. } => (*content).into(),
            Self::Single { content, .. } => format!("({content})").into(),
            Self::Quoted(text) => text.into(),
        }
    }

    /// Returns an expression with further steps appended, such as `.id` or `[0]`.
    pub fn with_steps(&self, steps: &str) -> String {
        match self {
            Self::Single { content, plain: true, .. } => format!("{content}{steps}"),
            Self::Single { content, .. } => format!("({content}){steps}"),
            Self::Literal(_) | Self::Quoted(_) => format!("{}{steps}", self.expression()),
        }
    }
}

/// Returns whether an expression is a call, or a reference without splat, whose meaning does not change with further steps.
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

/// Converts a value of Terraform's JSON syntax, whose strings and keys are templates, to an expression that can be used
/// wherever a value is allowed.
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
                    // Without parentheses, the name of a reference would be the key itself.
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

/// Returns a quoted string whose value is exactly this text.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    push_quoted(&super::escape(text), &mut out);
    out.push('"');
    out
}

/// Appends literal text of a template, escaped as a quoted template requires.
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

/// Puts quotes around a template: literal parts are escaped, the rest stays as written.
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

/// The outermost parts of a template: its literal text and its interpolations, including those inside directives
/// but not those inside expressions.
#[derive(Debug, Default)]
pub struct Layout {
    literals: Vec<Range<usize>>,
    /// Spans of interpolations with `${` and `}`, and of the expression in each.
    pub(crate) interpolations: Vec<(Range<usize>, Range<usize>)>,
    /// Whether any part strips the white space next to it.
    pub(crate) strips: bool,
}

impl Layout {
    pub fn of(template: &Template<'_>) -> Self {
        let mut layout = Self::default();
        layout.template(template.source(), &template.tree);
        layout
    }

    /// Returns whether a span is the whole expression of an interpolation.
    pub fn is_interpolation(&self, span: &Range<usize>) -> bool {
        self.interpolations.iter().any(|(_, expression)| expression == span)
    }

    fn template(&mut self, source: Source<'_, '_>, template: &hcl_edit::template::Template) {
        for element in template {
            match element {
                Element::Literal(literal) => self.literals.extend(source.span(literal)),
                Element::Interpolation(interpolation) => {
                    self.strip(interpolation.strip);
                    self.interpolations.extend(source.span(element).zip(source.span(&interpolation.expr)));
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => {
                        self.strip(directive.if_expr.strip);
                        self.template(source, &directive.if_expr.template);
                        if let Some(otherwise) = &directive.else_expr {
                            self.strip(otherwise.strip);
                            self.template(source, &otherwise.template);
                        }
                        self.strip(directive.endif_expr.strip);
                    }
                    Directive::For(directive) => {
                        self.strip(directive.for_expr.strip);
                        self.template(source, &directive.for_expr.template);
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
