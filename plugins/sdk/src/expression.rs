//! Terraform expressions.

use crate::{Value, template};
use std::fmt;

/// A Terraform expression. Nothing else becomes `${…}` in the output.
///
/// It comes from a [`Reference`](crate::Reference), from an [`Input`](crate::Input), or from a function of
/// this type. `Display` writes its text as it appears inside `${…}`, so that it can be part of a larger one:
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// let vpc = Reference::resource("aws_vpc", "main");
/// let second = Expression::call("cidrsubnet", values![vpc.attr("cidr_block"), 8, 1]);
/// assert_eq!(second.to_string(), "cidrsubnet(aws_vpc.main.cidr_block, 8, 1)");
/// assert_eq!(template!["vpc/", vpc.attr("id")].to_string(), r#""vpc/${aws_vpc.main.id}""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// Text that an attribute or index can follow.
    Term(String),
    /// Text that needs parentheses before an attribute or index can follow.
    Compound(String),
    /// The text of a template that is more than a single interpolation.
    Template(String),
}

impl Expression {
    /// Creates an expression from its text, unchanged: `Expression::raw("path.module")`.
    ///
    /// The text is neither escaped nor checked here; Terrace parses it later. Never insert an input or
    /// another string that you do not control: use [`call`](Self::call) or [`template!`](crate::template)
    /// instead. Formatting an `Expression` into the text is safe.
    pub fn raw(text: impl Into<String>) -> Self {
        let text = text.into();
        Self(if is_traversal(&text) { Form::Term(text) } else { Form::Compound(text) })
    }

    /// Creates an expression that is known to be a traversal, whatever characters its names contain.
    pub(crate) fn traversal(text: String) -> Self {
        Self(Form::Term(text))
    }

    /// Creates an expression from the text of a template, the form in which inputs contain expressions:
    /// `${var.zone}` or `x-${var.zone}`. Like [`raw`](Self::raw), it takes the text unchanged.
    pub fn from_template(text: impl Into<String>) -> Self {
        let text = text.into();
        match template::unwrap(&text) {
            Some(inner) => Self::raw(inner),
            None => Self(Form::Template(text)),
        }
    }

    /// Returns a function call.
    pub fn call(function: &str, arguments: impl IntoIterator<Item = Value>) -> Self {
        let arguments: Vec<String> = arguments.into_iter().map(|a| a.source()).collect();
        Self(Form::Term(format!("{function}({})", arguments.join(", "))))
    }

    /// Returns `condition ? yes : no`.
    pub fn conditional(condition: &Self, yes: impl Into<Value>, no: impl Into<Value>) -> Self {
        let (yes, no) = (yes.into().source(), no.into().source());
        Self(Form::Compound(format!("{} ? {yes} : {no}", condition.term())))
    }

    /// Returns a string that joins literals and expressions. It is usually written as
    /// [`template!`](crate::template). Null parts are left out.
    pub fn concat(parts: impl IntoIterator<Item = Value>) -> Self {
        let mut joined = Joined::default();
        parts.into_iter().for_each(|part| joined.push(part));
        joined.finish()
    }

    /// Returns an attribute of this value: `.attr("id")`.
    pub fn attr(&self, name: &str) -> Self {
        if is_identifier(name) { Self(Form::Term(format!("{}.{name}", self.term()))) } else { self.key(name) }
    }

    /// Returns an element of this list: `[0]`.
    pub fn index(&self, index: usize) -> Self {
        Self(Form::Term(format!("{}[{index}]", self.term())))
    }

    /// Returns an element of this map: `["key"]`. The key is a literal.
    pub fn key(&self, key: &str) -> Self {
        Self(Form::Term(format!("{}[{}]", self.term(), template::quote(key))))
    }

    /// Returns the template that represents this expression in Terraform's JSON.
    pub fn to_template(&self) -> String {
        match &self.0 {
            Form::Term(text) | Form::Compound(text) => format!("${{{text}}}"),
            Form::Template(text) => text.clone(),
        }
    }

    /// Returns the text, in parentheses if an attribute or operator could not follow it otherwise.
    fn term(&self) -> String {
        match &self.0 {
            Form::Compound(text) => format!("({text})"),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Term(text) | Form::Compound(text) => f.write_str(text),
            Form::Template(text) => f.write_str(&template::quote_template(text)),
        }
    }
}

/// A template under construction.
#[derive(Default)]
struct Joined {
    text: String,
    /// Literal text that is not written yet. A `$` at the end of one part and a `{` at the start of the next
    /// must be escaped together.
    literal: String,
    /// The first part, while it is the only one: it is returned unchanged if no other follows.
    only: Option<Expression>,
    parts: usize,
}

impl Joined {
    fn push(&mut self, part: Value) {
        let expression = match part {
            Value::Null => return,
            Value::Bool(value) => return self.push_literal(&value.to_string()),
            Value::Number(value) => return self.push_literal(&value.to_string()),
            Value::String(value) => return self.push_literal(&value),
            Value::Expression(expression) => expression,
            other => Expression::raw(other.source()),
        };
        self.flush(true);
        match &expression.0 {
            Form::Template(text) if can_be_spliced(text) => self.text.push_str(text),
            _ => self.text.push_str(&format!("${{{expression}}}")),
        }
        self.parts += 1;
        self.only = (self.parts == 1).then_some(expression);
    }

    fn push_literal(&mut self, text: &str) {
        if !text.is_empty() {
            self.literal.push_str(text);
            self.parts += 1;
            self.only = None;
        }
    }

    /// Writes the literal. A `$` or `%` at its end would turn a sequence that follows into an escape, so it
    /// becomes an interpolation of its own.
    fn flush(&mut self, before_sequence: bool) {
        let literal = std::mem::take(&mut self.literal);
        let plain = if before_sequence { literal.trim_end_matches(['$', '%']) } else { &literal };
        self.text.push_str(&template::escape(plain));
        let signs = &literal[plain.len()..];
        if !signs.is_empty() {
            self.text.push_str(&format!("${{\"{signs}\"}}"));
        }
    }

    fn finish(mut self) -> Expression {
        self.flush(false);
        self.only.unwrap_or(Expression(Form::Template(self.text)))
    }
}

/// Returns whether a template can be next to other text unchanged. A trim marker would strip its neighbour's
/// spaces, and a `$` at the end would combine with the text that follows.
fn can_be_spliced(template: &str) -> bool {
    !template.contains('~') && !template.ends_with(['$', '%'])
}

pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Returns whether the text is certainly a traversal such as `tier.network["a-b"].ids[0]`. Everything else is
/// put in parentheses before more is appended.
fn is_traversal(text: &str) -> bool {
    let mut quoted = false;
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| {
            quoted ^= c == '"';
            c.is_ascii_alphanumeric() || "_.[]\"".contains(c) || (quoted && c == '-')
        })
        && !quoted
}

#[cfg(test)]
mod tests;
