//! Parsing, with errors that a person can act on.

use super::effort::{self, Syntax};
use super::source::{Moves, Source};
use super::{Symbols, reference};
use hcl_edit::parser;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The number of characters shown on each side of an error.
const MAX_EXCERPT_CHARS: usize = 30;

/// An error parsing a template or an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The position of the error: a byte offset into the text, on a character boundary.
    pub offset: usize,
    /// The problem, in one line without a full stop. Example: "expected `}`".
    pub message: String,
    excerpt: String,
    caret: usize,
}

impl ParseError {
    fn new(text: &str, error: &parser::Error) -> Self {
        let offset = text.floor_char_boundary(error.location().offset().min(text.len()));
        // The parser reports the last character when it means the end.
        let at_end =
            error.location().offset() + 1 == text.len() && error.location().column() > text.chars().count();
        let offset = if at_end { text.len() } else { offset };
        Self::at(text, offset, message(error.message(), &text[offset..]))
    }

    fn at(text: &str, offset: usize, message: String) -> Self {
        let before: Vec<char> = text[..offset].chars().rev().take(MAX_EXCERPT_CHARS + 1).collect();
        let after: Vec<char> = text[offset..].chars().take(MAX_EXCERPT_CHARS + 1).collect();
        let mut excerpt = String::new();
        if before.len() > MAX_EXCERPT_CHARS {
            excerpt.push('…');
        }
        excerpt.extend(before.iter().take(MAX_EXCERPT_CHARS).rev().map(|&c| visible(c)));
        let caret = excerpt.chars().count();
        excerpt.extend(after.iter().take(MAX_EXCERPT_CHARS).map(|&c| visible(c)));
        if after.len() > MAX_EXCERPT_CHARS {
            excerpt.push('…');
        }
        Self { offset, message, excerpt, caret }
    }

    /// Returns two lines: the text around the error, and a caret below it.
    pub fn snippet(&self) -> String {
        format!("{}\n{}^", self.excerpt, " ".repeat(self.caret))
    }
}

/// Displays one line: the message, and the text around the error.
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest: String = self.excerpt.chars().skip(self.caret).collect();
        if rest.is_empty() {
            write!(f, "{} at the end of `{}`", self.message, self.excerpt)
        } else {
            write!(f, "{} at `{rest}` in `{}`", self.message, self.excerpt)
        }
    }
}

impl std::error::Error for ParseError {}

fn visible(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// Rephrases the parser's message.
fn message(parser: &str, rest: &str) -> String {
    if parser.contains("nested levels") {
        "this is nested more than 64 levels deep".to_owned()
    } else if parser.contains("chained binary operators") {
        "there are more than 128 operators in a row".to_owned()
    } else if parser.starts_with("invalid expression") && rest.starts_with('\'') {
        "expected a value (strings in expressions have double quotes)".to_owned()
    } else if parser.starts_with("invalid expression") {
        "expected a value".to_owned()
    } else if parser.starts_with("invalid traversal operator") {
        "expected a name, a number or `*` after `.`".to_owned()
    } else if let Some(rest) = parser.strip_prefix("invalid escape sequence; expected ") {
        format!("unknown escape: after `\\` expected {rest}")
    } else if parser.contains("redefined object key") {
        "this key appears twice in the object".to_owned()
    } else if parser == "unexpected token" && rest.starts_with("%{") {
        "expected a complete directive, `%{ if }` or `%{ for }` with its end; write `%%{` for a literal `%{`"
            .to_owned()
    } else if parser == "unexpected token" && rest.starts_with("${") {
        "expected a complete expression between `${` and `}`; write `$${` for a literal `${`".to_owned()
    } else if parser == "unexpected token" {
        "unexpected text".to_owned()
    } else {
        parser.split_once("; ").map_or(parser, |(_, expected)| expected).to_owned()
    }
}

/// Rejects text that would make the parser backtrack too often.
fn bounded(text: &str, syntax: Syntax) -> Result<(), ParseError> {
    match effort::excess(text, syntax) {
        None => Ok(()),
        Some(offset) => {
            Err(ParseError::at(text, offset, "brackets after operators are nested too deeply".to_owned()))
        }
    }
}

/// A parsed template, such as `web-${var.zone}`.
#[derive(Debug)]
pub struct Template<'a> {
    pub(super) text: &'a str,
    /// The syntax tree, possibly of a text that had other names.
    pub(super) tree: Arc<hcl_edit::template::Template>,
    pub(super) moves: Moves,
}

impl<'a> Template<'a> {
    /// Parses a template. Nesting is bounded, so that no text exhausts the stack, or takes longer than its length suggests.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        let tree = parse_template_tree(text)?;
        Ok(Self { text, tree: Arc::new(tree), moves: Moves::default() })
    }

    pub(super) fn source(&self) -> Source<'a, '_> {
        Source { text: self.text, moves: &self.moves }
    }

    /// Returns the syntax tree of this very text.
    pub(super) fn own_tree(&self) -> Arc<hcl_edit::template::Template> {
        if self.moves.is_empty() {
            return Arc::clone(&self.tree);
        }
        Arc::new(parse_template_tree(self.text).expect("replacing names by names leaves a template valid"))
    }

    /// Returns every reference and provider function in it.
    pub fn symbols(&self) -> Symbols<'a> {
        reference::in_template(self.source(), &self.tree)
    }

    /// Returns the span of the expression if the whole template is one `${…}`. Spaces and strip markers
    /// around the expression do not count.
    pub fn single(&self) -> Option<Range<usize>> {
        self.source().span(&self.tree.as_single_element()?.as_interpolation()?.expr)
    }
}

/// A parsed expression without `${}` around it, such as `aws_vpc.main`.
#[derive(Debug)]
pub struct Expression<'a> {
    text: &'a str,
    tree: hcl_edit::expr::Expression,
}

/// Parses a template to its syntax tree. Nesting is bounded, so that no text exhausts the stack, or takes longer than its length
/// suggests.
pub fn parse_template_tree(text: &str) -> Result<hcl_edit::template::Template, ParseError> {
    bounded(text, Syntax::Template)?;
    parser::parse_template(text).map_err(|e| ParseError::new(text, &e))
}

/// Parses an expression to its syntax tree. Nesting is bounded, so that no text exhausts the stack, or takes longer than its
/// length suggests.
pub fn parse_tree(text: &str) -> Result<hcl_edit::expr::Expression, ParseError> {
    bounded(text, Syntax::Expression)?;
    parser::parse_expr(text).map_err(|e| ParseError::new(text, &e))
}

impl<'a> Expression<'a> {
    /// Parses an expression. Nesting is bounded, so that no text exhausts the stack, or takes longer than its length suggests.
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        Ok(Self { text, tree: parse_tree(text)? })
    }

    /// Returns every reference and provider function in it.
    pub fn symbols(&self) -> Symbols<'a> {
        reference::in_expression(Source { text: self.text, moves: &Moves::default() }, &self.tree)
    }

    /// Returns whether the whole expression is one reference, without an index that must be computed.
    pub fn is_reference(&self) -> bool {
        use hcl_edit::expr::Expression as Tree;
        match &self.tree {
            Tree::Variable(_) => true,
            Tree::Traversal(traversal) => traversal.expr.is_variable(),
            _ => false,
        }
    }
}
