//! Guesses the cause of a YAML syntax error: the line at fault, and what to write instead.
//!
//! The parser stops where the text cannot continue, which is often one line below the mistake, and its messages use
//! the terms of the YAML specification. People mistype few things: the column of a key, the space after a colon,
//! quotes.

use std::ops::Range;

/// A likely cause of a syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The byte range of the text to show, within one line.
    pub range: Range<usize>,
    /// How to fix it.
    pub hint: String,
}

/// Returns the likely cause for a message of the parser at an offset in the text; `None` if it cannot be guessed.
pub fn cause(text: &str, offset: usize, message: &str) -> Option<Cause> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = Line::of(text, start);
    if message.contains("flow ") {
        return unquoted_expression(text, offset);
    }
    if message.contains("double-quoted") {
        return quotes_within_quotes(&line, offset);
    }
    if message.contains("mapping values") && line.entry.is_some_and(|entry| entry.value_holds(offset - start))
    {
        let hint = "quote strings that contain `: `".to_owned();
        return Some(Cause { range: offset..offset, hint });
    }
    if ["mapping values", "expected key", "simple key", "block "].iter().any(|words| message.contains(words))
    {
        return missing_space(text, start).or_else(|| misplaced_key(text, &line));
    }
    None
}

/// One line of the text.
struct Line<'a> {
    /// The offset of the line in the text.
    start: usize,
    text: &'a str,
    /// The key and value, if the line is an entry of a map.
    entry: Option<KeyAndValue<'a>>,
}

#[derive(Clone, Copy)]
struct KeyAndValue<'a> {
    column: usize,
    key: &'a str,
    value: &'a str,
}

impl KeyAndValue<'_> {
    /// Returns whether the colon at a column of the line belongs to the value.
    fn value_holds(self, column: usize) -> bool {
        column > self.column + self.key.len()
    }
}

impl<'a> Line<'a> {
    fn of(whole: &'a str, start: usize) -> Self {
        let text = whole[start..].split(['\n', '\r']).next().unwrap_or_default();
        let mut rest = text.trim_start_matches(' ');
        // The keys of a map in a list begin after the dash.
        while let Some(item) = rest.strip_prefix("- ") {
            rest = item.trim_start_matches(' ');
        }
        let column = text.len() - rest.len();
        let entry = match rest.split_once(": ") {
            Some((key, value)) => Some((key, value)),
            None => rest.trim_end().strip_suffix(':').map(|key| (key, "")),
        };
        let is_key = |key: &str| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))
        };
        let entry = entry.filter(|(key, _)| is_key(key)).map(|(key, value)| KeyAndValue {
            column,
            key,
            value: value.split(" #").next().unwrap_or_default().trim(),
        });
        Self { start, text, entry }
    }

    fn is_blank(&self) -> bool {
        let text = self.text.trim_start();
        text.is_empty() || text.starts_with('#')
    }

    fn key_range(&self, entry: KeyAndValue<'_>) -> Range<usize> {
        let start = self.start + entry.column;
        start..start + entry.key.len()
    }
}

/// Returns the non-blank lines before an offset, the nearest first.
fn lines_before(text: &str, start: usize) -> impl Iterator<Item = Line<'_>> {
    let mut end = start;
    std::iter::from_fn(move || {
        let before = text[..end].strip_suffix('\n')?;
        end = before.rfind('\n').map_or(0, |at| at + 1);
        Some(Line::of(text, end))
    })
    .filter(|line| !line.is_blank())
}

/// `{ vpc_id: ${tier.network.vpc_id} }`: in flow style, the brace of an expression begins a map.
fn unquoted_expression(text: &str, offset: usize) -> Option<Cause> {
    // The parser stops at the brace or after it.
    let end = (offset + 2).min(text.len());
    let head = text.get(..end)?;
    let start = head.rfind("${")?;
    let is_value = text[..start].trim_end().ends_with([':', ',', '[', '{']);
    let length = text[start..].split('\n').next()?.find('}')? + 1;
    let expression = &text[start..start + length];
    if !text[start..offset.max(start)].chars().all(|c| !matches!(c, '}' | '\n')) {
        return None;
    }
    if !is_value {
        // `[a-${tier.network.vpc_id}]`
        let before = text[..start].rsplit([',', '[', '{', '\n']).next()?;
        let hint =
            "within `{ }` and `[ ]`, put a string with an expression in single quotes: '…${…}'".to_owned();
        return (!before.contains(['"', '\''])).then_some(Cause { range: start..start + length, hint });
    }
    // A string in the expression may be a secret, which must not be shown.
    let hint = match expression.contains('"') {
        true => "within `{ }` and `[ ]`, put an expression in single quotes: '${…}'".to_owned(),
        false => format!("within `{{ }}` and `[ ]`, quote an expression: \"{expression}\""),
    };
    Some(Cause { range: start..start + length, hint })
}

/// `"${tier.network["east"].vpc_id}"`: the second quote ends the string.
fn quotes_within_quotes(line: &Line<'_>, offset: usize) -> Option<Cause> {
    let inner = line.text.get(..offset.checked_sub(line.start)?)?.rfind('"')?;
    let start = line.text[..inner].rfind('"')?;
    // The quote that was meant to end the string is the first after the expression.
    let brace = inner + line.text[inner..].find('}')?;
    let end = brace + line.text[brace..].find('"')?;
    let content = &line.text[start + 1..end];
    if !line.text[start..inner].contains("${") {
        return None;
    }
    let hint = if content.contains('\'') {
        "write `\\\"` for each quote within the string".to_owned()
    } else {
        "put the string in single quotes: '${…}'".to_owned()
    };
    Some(Cause { range: line.start + start..line.start + end + 1, hint })
}

/// `public_subnets:2`: without the space it is one word. The parser stops at the next line.
fn missing_space(text: &str, start: usize) -> Option<Cause> {
    let line = lines_before(text, start).next()?;
    let word = line.text.trim();
    let (key, value) =
        word.split_once(':').filter(|(_, value)| !value.is_empty() && !value.starts_with(' '))?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if !is_key || value.starts_with('/') {
        return None;
    }
    // A line may begin with other blanks than the spaces of its indentation.
    let start = line.start + line.text.len() - line.text.trim_start().len();
    Some(Cause {
        range: start..start + word.len(), hint: format!("put a space after the colon: `{key}: …`")
    })
}

/// Finds the right column for a key that begins in a column where no map has its keys.
fn misplaced_key(text: &str, line: &Line<'_>) -> Option<Cause> {
    let entry = line.entry?;
    let range = line.key_range(entry);
    let key = entry.key;
    if let Some(above) = lines_before(text, line.start).next()?.entry {
        let (name, column) = (above.key, above.column);
        let hint = match (above.value.is_empty(), entry.column > column) {
            (true, false) => Some(format!("indent it under `{name}`, by at least {} spaces", column + 1)),
            (_, true) if column == 0 => {
                Some(format!("begin `{key}` at the start of the line, as `{name}` does"))
            }
            (_, true) => {
                Some(format!("begin `{key}` in the same column as `{name}`: indent it by {column} spaces"))
            }
            (false, false) => None,
        };
        if let Some(hint) = hint {
            return Some(Cause { range, hint });
        }
    }
    // The closest map: the last one above with another key.
    let mut sibling = None;
    for above in lines_before(text, line.start).filter_map(|line| line.entry) {
        if above.column > entry.column {
            sibling = Some(above);
        } else if above.column < entry.column && above.value.is_empty() {
            let sibling = sibling?;
            let (parent, column, sibling) = (above.key, sibling.column, sibling.key);
            return Some(Cause {
                range,
                hint: format!("indent it under `{parent}` by {column} spaces, as `{sibling}` is"),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::{Text, parse};
    use std::fmt::Write as _;

    /// Shows the label and the hint for each of these texts.
    #[test]
    fn syntax_causes() {
        let texts = [
            "tiers:\n  a:\n    inputs: { b: ${var.x}, c: 2 }\n",
            "tiers:\n  a:\n    inputs: { b: [${var.x}] }\n",
            "tiers:\n  a:\n    inputs:\n      b: { c: ${tier.n[\"east\"].d} }\n",
            "tiers:\n  a:\n    inputs:\n      b: {\n        c: ${var.x},\n      }\n",
            "a: { b: 1\nc: 2\n",
            "a: \"${tier.n[\"east\"].d}\"\n",
            "a: \"it's ${tier.n[\"east\"].d}\"\n",
            "a: { b: \"${tier.n[\"east\"].d}\", c: \"d\" }\n",
            "a: \"b\" c\n",
            "a: \"b\" ${c}\n",
            "a:\n  b: 1\n   c: 2\n",
            "a:\n  - b: 1\n     c: 2\n",
            "a:\n  inputs:\n    b: 1\n   c: 2\nd: 3\n",
            "a:\n  inputs:\n    b:\n      - 1\n   c: 2\n",
            "a:\n  inputs:\n b: 1\n",
            "a:\n    inputs:\n   b: 1\n   c: 2\n",
            "a:\n  b:2\n  c: 3\n",
            "a:\n  b: 1\n  c:2\nd: 3\n",
            "a: b: c\n",
            "a: \"\\ud83d\\ude00\"\n",
            "a: text: more\nb: 1\n",
            "a:\n  # about c\n   c: 1\n  d: 2\n",
            "a:\n\tb: 1\n",
        ];
        let mut shown = String::new();
        for text in texts {
            let file = Text { path: "terrace.yaml".into(), text: text.to_owned() };
            let errors = parse(file, None, None).unwrap_err();
            let diagnostic = &errors.diagnostics()[0];
            let range = diagnostic.labels[0].location.range.clone();
            let hints: Vec<_> = diagnostic.hints.iter().map(String::as_str).collect();
            writeln!(shown, "{text}-> {:?}\n   {}\n", &text[range], hints.join("; ")).unwrap();
        }
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn missing_space_behind_other_blanks() {
        for (text, word) in [("\t\ta:é\nb", "a:é"), ("\u{3000}a:é\u{3000}\nb", "a:é"), ("  a:b\t\nc", "a:b")]
        {
            let cause = cause(text, text.len() - 1, "expected key").unwrap();
            assert_eq!(&text[cause.range], word);
        }
    }

    proptest::proptest! {
        #[test]
        fn causes_are_in_the_text(
            text in "([ \t\u{3000}]{0,3}(a|- |é)(:|: |::)[a\"'{}\\[\\]$#é]{0,4}[ \t]?\n){0,4}",
            offset in 0_usize..60,
        ) {
            for message in ["flow ", "double-quoted", "mapping values", "expected key"] {
                if let Some(cause) = cause(&text, offset, message) {
                    proptest::prop_assert!(text.get(cause.range).is_some());
                }
            }
        }

        #[test]
        fn syntax_causes_need_little_time(text in "[ a:\"'{}\\[\\]$#\n\r\té-]{0,40}", offset in 0_usize..60) {
            for message in ["flow ", "double-quoted", "mapping values", "expected key"] {
                if let Some(cause) = cause(&text, offset, message) {
                    proptest::prop_assert!(text.get(cause.range).is_some());
                }
            }
        }
    }
}
