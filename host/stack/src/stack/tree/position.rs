//! Converts the parser's positions to byte offsets.

use saphyr_parser::{Marker, Span};
use terrace_core::model::{Location, SourceId};

/// Converts markers of the YAML parser, which count lines and characters, to byte offsets.
///
/// Only lines and columns are used. The index of a marker is not reliable, because it drifts where the parser counts
/// a comment in bytes.
pub struct Positions<'a> {
    source: SourceId,
    text: &'a str,
    line_starts: Vec<usize>,
    ascii: bool,
    /// The last result in a line that is not ASCII: line, column, offset. Markers mostly ascend, so the next search
    /// starts here.
    cursor: (usize, usize, usize),
}

impl<'a> Positions<'a> {
    /// Indexes the line breaks of a text, as YAML defines them.
    pub fn new(source: SourceId, text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut line_starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                line_starts.push(at + 1);
            }
        }
        Self { source, text, line_starts, ascii: text.is_ascii(), cursor: (usize::MAX, 0, 0) }
    }

    /// Returns the offset of a marker, on a character boundary and within the text.
    pub fn offset(&mut self, mark: &Marker) -> usize {
        let line = mark.line().saturating_sub(1);
        let Some(start) = self.line_starts.get(line).copied() else { return self.text.len() };
        if self.ascii {
            return (start + mark.col()).min(self.text.len());
        }
        let (from_column, from) = match self.cursor {
            (l, column, offset) if l == line && column <= mark.col() => (column, offset),
            _ => (0, start),
        };
        let rest = &self.text[from..];
        let ahead = mark.col() - from_column;
        let offset = from + rest.char_indices().nth(ahead).map_or(rest.len(), |(at, _)| at);
        self.cursor = (line, mark.col(), offset);
        offset
    }

    /// Returns the location of a quoted string. The parser's span extends to a comment after it.
    pub fn quoted(&mut self, span: &Span) -> Location {
        let mut location = self.location(span);
        let written = &self.text[location.range.clone()];
        if let Some(length) = quoted_length(written) {
            location.range.end = location.range.start + length;
        }
        location
    }

    /// Returns the location of a list or map between two spans, limited to its first line.
    pub fn collection(&mut self, first: &Span, last: &Span) -> Location {
        let mut location = self.location(&Span::new(first.start, last.start));
        let end = self.offset(&last.start);
        // In flow style, the last span also extends to a comment after it.
        if last.start.line() == first.start.line() && self.text[end..].starts_with(['}', ']']) {
            location.range.end = end + 1;
        }
        location
    }

    /// Returns the location of a span, limited to its first line and without trailing whitespace.
    pub fn location(&mut self, span: &Span) -> Location {
        let start = self.offset(&span.start);
        let end = self.offset(&span.end).max(start);
        let first = self.text[start..end].split(['\n', '\r']).next().unwrap_or_default();
        Location { source: self.source, range: start..start + first.trim_end().len() }
    }
}

/// Returns the length of the quoted string at the start of the text; `None` if it ends on another line.
fn quoted_length(written: &str) -> Option<usize> {
    let bytes = written.as_bytes();
    let quote = *bytes.first()?;
    let mut at = 1;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == quote || *byte == b'\\')?;
        let next = bytes.get(at + 1);
        if quote == b'"' && bytes[at] == b'\\' || quote == b'\'' && bytes[at] == quote && next == Some(&quote)
        {
            at += 2;
        } else if bytes[at] == quote {
            return Some(at + 1);
        } else {
            at += 1;
        }
    }
}
