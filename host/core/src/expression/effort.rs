//! A bound on how often the parser reads the same text.
//!
//! If the operand after the second operator of several cannot be parsed, the parser reads it once more before it gives up.
//! A text that nests such operands would take twice as long with each level. Other texts are read once.

/// The maximum number of times that the bytes of a text are read, on average. Five such operands within each other stay below
/// it in any text, and more do in a longer one.
const MAX_READS_PER_BYTE: usize = 16;

/// A kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Template,
    Expression,
}

/// The context of a position in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside<'a> {
    /// Literal text, to the end, or after a directive to the next one that ends it. A `"` in it means nothing.
    Template,
    /// Literal text, to the next `"`.
    Quotes,
    /// Literal text, to the line that begins with this word.
    Heredoc(&'a str),
    /// An expression, to its closing bracket.
    Brackets,
}

struct Level<'a> {
    inside: Inside<'a>,
    /// The number of operators before the position in the same operation.
    operators: usize,
    /// The number of operands around the position that are read twice.
    doubled: usize,
}

/// Returns the position at which the parser may have read more than it should, on a character boundary, or none if it never
/// does.
pub(super) fn excess(text: &str, syntax: Syntax) -> Option<usize> {
    let is_opening = |byte: &u8| matches!(byte, b'(' | b'[' | b'{' | b'"');
    let levels = MAX_READS_PER_BYTE.ilog2() as usize;
    text.bytes().filter(is_opening).nth(levels)?;
    let inside = match syntax {
        Syntax::Template => Inside::Template,
        Syntax::Expression => Inside::Brackets,
    };
    let levels = vec![Level { inside, operators: 0, doubled: 0 }];
    Scan { text, at: 0, levels }.excess()
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Never empty.
    levels: Vec<Level<'a>>,
}

impl<'a> Scan<'a> {
    fn excess(mut self) -> Option<usize> {
        let max_reads = MAX_READS_PER_BYTE * self.text.len();
        let mut reads = 0;
        while self.at < self.text.len() {
            let start = self.at;
            let level = self.levels.last()?;
            let doubled = level.doubled;
            match level.inside {
                Inside::Brackets => self.expression(),
                literal => self.literal(literal),
            }
            reads += (self.at - start) << doubled;
            if reads > max_reads {
                // Text that means nothing to the scan is read byte by byte.
                return Some(self.text.floor_char_boundary(start));
            }
        }
        None
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    fn open(&mut self, inside: Inside<'a>) {
        if let Some(level) = self.levels.last() {
            let doubled = level.doubled + usize::from(level.operators > 1);
            self.levels.push(Level { inside, operators: 0, doubled });
        }
    }

    fn close(&mut self) {
        if self.levels.len() > 1 {
            self.levels.pop();
        }
    }

    /// Reads on in literal text.
    fn literal(&mut self, inside: Inside<'a>) {
        let rest = self.rest();
        self.at += match rest {
            [b'$', b'$', b'{', ..] | [b'%', b'%', b'{', ..] => 3,
            [b'$', b'{', ..] => {
                self.open(Inside::Brackets);
                2
            }
            [b'%', b'{', ..] => {
                self.directive(&self.text[self.at + 2..]);
                2
            }
            [b'\\', _, ..] if inside == Inside::Quotes => 2,
            [b'"', ..] if inside == Inside::Quotes => {
                self.close();
                1
            }
            [b'\n', line @ ..] => match inside {
                Inside::Heredoc(word) if is_end(line, word) => {
                    self.close();
                    1 + blanks(line) + word.len()
                }
                _ => 1,
            },
            _ => 1,
        };
    }

    /// Reads on in a directive.
    fn directive(&mut self, rest: &str) {
        let word = without_blanks(rest.strip_prefix('~').unwrap_or(rest));
        // The parser does not check what comes after the keyword.
        if word.starts_with("if") || word.starts_with("for") {
            self.open(Inside::Template);
        } else if word.starts_with("end") {
            self.close();
        }
        self.open(Inside::Brackets);
    }

    /// Reads on in an expression.
    fn expression(&mut self) {
        const OPERATORS: &[u8] = b"+-*/%<>=!&|";
        let rest = self.rest();
        self.at += match rest {
            [b'"', ..] => {
                self.open(Inside::Quotes);
                1
            }
            [b'(' | b'[' | b'{', ..] => {
                self.open(Inside::Brackets);
                1
            }
            [b')' | b']' | b'}', ..] => {
                self.close();
                1
            }
            [b'#', ..] | [b'/', b'/', ..] => up_to(rest, b"\n"),
            [b'/', b'*', ..] => up_to(&rest[2..], b"*/") + 4,
            [b'<', b'<', ..] => {
                let dash = 2 + usize::from(rest.get(2) == Some(&b'-'));
                let word = &self.text[self.at + dash..];
                let end = word.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
                let word = &word[..end.unwrap_or(word.len())];
                if !word.is_empty() {
                    self.open(Inside::Heredoc(word));
                }
                dash + word.len()
            }
            // A function of a provider, which is a part of the operand.
            [b':', b':', ..] => 2,
            [b',' | b'?' | b':', ..] => {
                self.count(|_| 0);
                1
            }
            [byte, ..] if OPERATORS.contains(byte) => {
                let length = rest.iter().take_while(|byte| OPERATORS.contains(byte)).count();
                // An assignment begins another operation.
                let is_assignment = matches!(&rest[..length], b"=" | b"=>");
                self.count(|operators| if is_assignment { 0 } else { operators + 1 });
                length
            }
            _ => 1,
        };
    }

    fn count(&mut self, operators: impl FnOnce(usize) -> usize) {
        if let Some(level) = self.levels.last_mut() {
            level.operators = operators(level.operators);
        }
    }
}

/// Removes leading blanks and comments.
fn without_blanks(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let bytes = text.as_bytes();
        let comment = match bytes {
            [b'#', ..] | [b'/', b'/', ..] => up_to(bytes, b"\n"),
            [b'/', b'*', ..] => (up_to(&bytes[2..], b"*/") + 4).min(bytes.len()),
            _ => return text,
        };
        text = text.get(comment..).unwrap_or_default();
    }
}

/// Returns the number of bytes before `end`, or of all bytes.
fn up_to(text: &[u8], end: &[u8]) -> usize {
    text.windows(end.len()).position(|window| window == end).unwrap_or(text.len())
}

fn blanks(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Returns whether a line ends the heredoc with this delimiter.
fn is_end(line: &[u8], word: &str) -> bool {
    line[blanks(line)..].starts_with(word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Expression, Template};

    /// Returns a text with this depth of operands that are read twice.
    fn nested(open: &str, close: &str, depth: usize) -> String {
        format!("{}1{}", open.repeat(depth), close.repeat(depth))
    }

    #[test]
    fn operands_after_two_operators_are_bounded() {
        for (open, close) in [
            ("1 + 2 + (", ")"),
            ("a || b && f([", "])"),
            ("{ a = 1 + b * {", "} }"),
            ("a - 1 - \"${", "}\""),
            ("a /* ( */ + /* \" */ b # )\n == (\n", "\n)"),
            ("a + b::c::d() + (", ")"),
            ("[<<E\n\" ${a}\nE\n] + 1 + (", ")"),
            // The text within a directive is literal, and so is the quotation mark.
            ("1 + 2 + (\"%{ if a }\" + 1 + ${", "}%{ endif }\")"),
            ("a + \"%{~ /* x */ for a in b ~}\"%{ endfor }\" + (", ")"),
        ] {
            let at = |depth| excess(&nested(open, close, depth), Syntax::Expression);
            assert_eq!(at(5), None, "{open}");
            assert!(at(10).is_some(), "{open}");
        }
    }

    #[test]
    fn operands_that_are_read_once_are_not_bounded() {
        for (open, close) in [
            ("(", ")"),
            ("1 + (", ")"),
            ("[1 + 2, (", ")]"),
            ("{ a = 1\n b = 2\n c = {", "}}"),
            ("{ for k, v in a + 1 : k => (", ")}"),
            ("a + b ? (", ") : 1"),
            ("f(a == 1, b == 2, [", "])"),
        ] {
            assert_eq!(excess(&nested(open, close, 20), Syntax::Expression), None, "{open}");
        }
        assert_eq!(excess(&"- - ( ${1} ".repeat(20), Syntax::Template), None);
    }

    #[test]
    fn long_texts_have_room_for_more() {
        let deep = nested("a + b + (", ")", 10);
        assert!(excess(&deep, Syntax::Expression).is_some());
        assert_eq!(excess(&format!("[{}{deep}]", "a.b, ".repeat(1000)), Syntax::Expression), None);
    }

    #[test]
    fn characters_of_several_bytes_stay_whole() {
        let deep = "a+b+(".repeat(6);
        for filler in ["\u{a0}", "é", "語", "🦀"] {
            for count in 0..200 {
                let text = format!("{deep}{}{}", "-".repeat(count), filler.repeat(400));
                for refused in
                    [Expression::parse(&text).is_err(), Template::parse(&format!("${{{text}")).is_err()]
                {
                    assert!(refused);
                }
                let at = excess(&text, Syntax::Expression).expect("the text is read too often");
                assert!(text.is_char_boundary(at), "{filler} {count}");
            }
        }
    }

    #[test]
    fn text_that_would_be_read_again_and_again_is_refused() {
        let text = "a+b+{a [ ".repeat(40);
        assert!(Expression::parse(&text).unwrap_err().message.contains("operators"));
        assert!(Template::parse(&format!("${{{text}")).unwrap_err().message.contains("operators"));
    }
}
