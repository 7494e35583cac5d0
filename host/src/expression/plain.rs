//! Plain references, told without the parser: nine in ten templates are one.

use super::reference::{Reference, Step, StepKind, Symbols};
use std::ops::Range;

/// Words that an expression may begin with and that are no names.
const NO_NAMES: [&str; 8] = ["else", "endfor", "endif", "false", "for", "if", "null", "true"];

/// What `${` and `}` take.
const OPEN: usize = 2;
const CLOSE: usize = 1;
/// What the quotes around a key take.
const QUOTES: usize = 2;

/// Where the reference stands, in a template that is `${…}` around a reference such as `aws_vpc.main[0].id` and nothing
/// else. None for everything else, and for references that are written in another way.
pub(super) fn span(template: &str) -> Option<Range<usize>> {
    walk(template, |_, _| ())?;
    Some(OPEN..template.len() - CLOSE)
}

/// What such a template mentions.
pub(super) fn symbols<'a>(template: &'a str, bound: &[&str]) -> Symbols<'a> {
    let mut steps = Vec::new();
    let Some(root_span) = walk(template, |kind, span| steps.push(Step { kind, span })) else {
        return Symbols::default();
    };
    let root = &template[root_span.clone()];
    if bound.contains(&root) {
        return Symbols::default();
    }
    let text = &template[OPEN..template.len() - CLOSE];
    let bound = bound.iter().map(|&name| name.to_owned()).collect();
    Symbols { references: vec![Reference { root, root_span, steps, text, bound }], functions: Vec::new() }
}

/// Reads the reference, tells of each of its steps, and gives where its root stands.
fn walk<'a>(template: &'a str, mut step: impl FnMut(StepKind<'a>, Range<usize>)) -> Option<Range<usize>> {
    let end = template.strip_prefix("${")?.strip_suffix('}')?.len() + OPEN;
    let mut at = OPEN;
    let root_span = at..name(template, at)?;
    if NO_NAMES.contains(&&template[root_span.clone()]) {
        return None;
    }
    at = root_span.end;
    while at < end {
        let start = at;
        match template.as_bytes().get(at)? {
            b'.' => {
                at = name(template, at + 1)?;
                step(StepKind::Attribute(&template[start + 1..at]), start..at);
            }
            b'[' => {
                let kind = match key(template, at + 1) {
                    Some(key) => {
                        at += 1 + QUOTES + key.len();
                        StepKind::Key(key.into())
                    }
                    None => {
                        let number = number(template, at + 1)?;
                        at += 1 + number.len();
                        StepKind::Index(number.parse().ok()?)
                    }
                };
                if template.as_bytes().get(at) != Some(&b']') {
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

/// Where the name ends that begins here: letters, digits, `_` and `-`, a letter or `_` first.
fn name(text: &str, start: usize) -> Option<usize> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let rest = text.as_bytes().get(start..)?;
    let length = rest.iter().position(|byte| !belongs(byte))?;
    let first = rest.first().filter(|_| length > 0)?;
    (first.is_ascii_alphabetic() || *first == b'_').then_some(start + length)
}

/// The short number that begins here, without zeros that it does not need.
fn number(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let length = rest.bytes().position(|byte| !byte.is_ascii_digit())?;
    let digits = &rest[..length];
    (digits == "0" || (1..=9).contains(&length) && !digits.starts_with('0')).then_some(digits)
}

/// The text in quotes that begins here, where it is letters, digits, `_`, `-`, `.`, `/` or `:` and so stands for itself.
fn key(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?.strip_prefix('"')?;
    let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-./:".contains(c)))?;
    rest[length..].starts_with('"').then(|| &rest[..length])
}

#[cfg(test)]
mod tests {
    use super::super::parse::{Form, Template};
    use super::super::{Fragment, Layout, ParseError};
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
        }
        for other in ["${a}b", "b${a}", "${a", "$${a}", "${a}${b}", "${~a}", "${", "${}", "}"] {
            assert_eq!(span(other), None, "{other}");
        }
    }

    /// Everything that is told of a template.
    fn told(template: Result<Template<'_>, ParseError>) -> String {
        let template = template.unwrap();
        let bound = ["b", "x-1"];
        let symbols = [template.symbols(&[]), template.symbols(&bound)];
        let fragment = Fragment::of(&template);
        format!(
            "{symbols:?} {:?} {:?} {:?} {fragment:?}",
            template.single(),
            template.calls(),
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
            }
        }
    }
}
