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
mod tests;
