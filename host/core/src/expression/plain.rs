//! Recognises plain references without the parser: nine in ten templates are one.

use super::reference::{Reference, Step, StepKind, Symbols};
use std::ops::Range;

/// Words at the beginning of an expression that are not names.
const NO_NAMES: [&str; 8] = ["else", "endfor", "endif", "false", "for", "if", "null", "true"];

/// The lengths of `${` and `}`.
const OPEN: usize = 2;
const CLOSE: usize = 1;
/// The length of the quotes around a key.
const QUOTES: usize = 2;

/// Returns the span of the reference in a template that is `${…}` around a reference such as `aws_vpc.main[0].id` and nothing
/// else. Returns none for other templates, and for references that are written in another way.
pub(super) fn span(template: &str) -> Option<Range<usize>> {
    let end = template.strip_prefix("${")?.strip_suffix('}')?.len() + OPEN;
    walk(template, OPEN..end, |_, _| ())?;
    Some(OPEN..end)
}

/// Returns the symbols of such a template.
pub(super) fn symbols<'a>(template: &'a str, bound: &[&str]) -> Symbols<'a> {
    symbols_within(template, OPEN..template.len() - CLOSE, bound)
}

/// Returns whether an expression is such a reference.
pub(super) fn is_reference(expression: &str) -> bool {
    walk(expression, 0..expression.len(), |_, _| ()).is_some()
}

/// Returns the symbols of such an expression.
pub(super) fn symbols_of_expression<'a>(expression: &'a str, bound: &[&str]) -> Symbols<'a> {
    symbols_within(expression, 0..expression.len(), bound)
}

fn symbols_within<'a>(text: &'a str, span: Range<usize>, bound: &[&str]) -> Symbols<'a> {
    let mut steps = Vec::new();
    let Some(root_span) = walk(text, span.clone(), |kind, span| steps.push(Step { kind, span })) else {
        return Symbols::default();
    };
    let root = &text[root_span.clone()];
    if bound.contains(&root) {
        return Symbols::default();
    }
    let bound = bound.iter().map(|&name| name.to_owned()).collect();
    let reference = Reference { root, root_span, steps, text: &text[span], bound, is_nonsensitive: false };
    Symbols { references: vec![reference], functions: Vec::new() }
}

/// Reads the reference in a span, passes on each of its steps, and returns the span of its root.
fn walk<'a>(
    text: &'a str,
    span: Range<usize>,
    mut step: impl FnMut(StepKind<'a>, Range<usize>),
) -> Option<Range<usize>> {
    let text = &text[..span.end];
    let root_span = span.start..name(text, span.start)?;
    if NO_NAMES.contains(&&text[root_span.clone()]) {
        return None;
    }
    let mut at = root_span.end;
    while at < span.end {
        let start = at;
        match text.as_bytes().get(at)? {
            b'.' => {
                at = name(text, at + 1)?;
                step(StepKind::Attribute(&text[start + 1..at]), start..at);
            }
            b'[' => {
                let kind = match key(text, at + 1) {
                    Some(key) => {
                        at += 1 + QUOTES + key.len();
                        StepKind::Key(key.into())
                    }
                    None => {
                        let number = number(text, at + 1)?;
                        at += 1 + number.len();
                        StepKind::Index(number.parse().ok()?)
                    }
                };
                if text.as_bytes().get(at) != Some(&b']') {
                    return None;
                }
                at += 1;
                step(kind, start..at);
            }
            _ => return None,
        }
    }
    Some(root_span)
}

/// Returns the end of the name that begins here: letters, digits, `_` and `-`, beginning with a letter or `_`.
fn name(text: &str, start: usize) -> Option<usize> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let rest = text.as_bytes().get(start..)?;
    let length = rest.iter().position(|byte| !belongs(byte)).unwrap_or(rest.len());
    let first = rest.first().filter(|_| length > 0)?;
    (first.is_ascii_alphabetic() || *first == b'_').then_some(start + length)
}

/// Returns the short number that begins here, without leading zeros.
fn number(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let length = rest.bytes().position(|byte| !byte.is_ascii_digit())?;
    let digits = &rest[..length];
    (digits == "0" || (1..=9).contains(&length) && !digits.starts_with('0')).then_some(digits)
}

/// Returns the quoted key that begins here, if it needs no escapes: letters, digits, `_`, `-`, `.`, `/` or `:`.
fn key(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?.strip_prefix('"')?;
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-./:".contains(c)))?;
    rest[length..].starts_with('"').then(|| &rest[..length])
}

#[cfg(test)]
mod tests {
    use super::super::parse::{Expression, Form, Template};
    use super::super::{Fragment, Layout, ParseError, Units};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_references_are_told_from_the_rest() {
        for plain in [
            "a",
            "var.zone",
            "aws_vpc.main[0].id",
            "data.x.y-z[12]._w",
            "a.for",
            "tier.a[\"b-1\"].c",
            "a[\"\"][\"0.x:/\"]",
        ] {
            assert_eq!(span(&format!("${{{plain}}}")), Some(2..plain.len() + 2), "{plain}");
            assert!(is_reference(plain), "{plain}");
        }
        let others = [
            "",
            "true",
            "null.a",
            "a.",
            "a.0",
            "a[",
            "a[01]",
            "a[b]",
            "a[\"b]",
            "a[\"b c\"]",
            "a[\"$b\"]",
            "a[\"\\n\"]",
            "a[\"é\"]",
            "a b",
            "a.*",
            "é",
            "1",
            "-a",
            "a[0",
        ];
        for other in others {
            assert_eq!(span(&format!("${{{other}}}")), None, "{other}");
            assert!(!is_reference(other), "{other}");
        }
        for other in ["${a}b", "b${a}", "${a", "$${a}", "${a}${b}", "${~a}", "${", "${}", "}"] {
            assert_eq!(span(other), None, "{other}");
        }
    }

    /// Returns everything that is known about an expression.
    fn told_of_expression(expression: Result<Expression<'_>, ParseError>) -> String {
        let expression = expression.unwrap();
        let symbols = [expression.symbols(&[]), expression.symbols(&["b", "x-1"])];
        format!("{symbols:?} {}", expression.is_reference())
    }

    /// Returns everything that is known about a template.
    fn told(template: Result<Template<'_>, ParseError>) -> String {
        let template = template.unwrap();
        let bound = ["b", "x-1"];
        let symbols = [template.symbols(&[]), template.symbols(&bound)];
        let fragment = Fragment::of(&template);
        format!(
            "{symbols:?} {:?} {:?} {:?} {fragment:?}",
            template.single(),
            (template.plain_references(), template.uses(&Units::default(), &|_| true)),
            Layout::of(&template)
        )
    }

    proptest! {
        #[test]
        fn the_parser_agrees(
            text in "\\$\\{(a|_|for|in|if|null|x-1|A9-_)(\\.(b|for|c-d|_|0|-|true)|\\[[0-9]{1,10}\\]|\\[b\\]|\\[\"[a-c0/.:_ $%{}\\\\n-]{0,3}\"?\\]| |~){0,5}\\}",
        ) {
            if span(&text).is_some() {
                let plain = Template::parse(&text);
                let is_told = matches!(plain, Ok(Template { form: Form::Plain(_), .. }));
                prop_assert!(is_told);
                prop_assert_eq!(told(plain), told(Template::read(&text)));
                let inner = &text[OPEN..text.len() - CLOSE];
                prop_assert!(is_reference(inner));
                prop_assert_eq!(
                    told_of_expression(Expression::parse(inner)),
                    told_of_expression(Expression::read(inner))
                );
            }
        }
    }
}
