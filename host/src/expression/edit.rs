//! Changes of an expression, by position.

use std::ops::Range;

/// Pieces of a text to be replaced, none of which overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces these bytes of the text.
    pub fn replace(&mut self, span: Range<usize>, by: impl Into<String>) {
        self.0.push((span, by.into()));
    }

    /// The text with all changes made. What no change covers stays as it is.
    pub fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(span, _)| span.start);
        let grown: usize = self.0.iter().map(|(_, by)| by.len()).sum();
        let mut result = String::with_capacity(text.len() + grown);
        let mut done = 0;
        for (span, by) in self.0 {
            result.push_str(&text[done..span.start]);
            result.push_str(&by);
            done = span.end;
        }
        result.push_str(&text[done..]);
        result
    }
}
