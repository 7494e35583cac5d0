//! Edits an expression by position.

use super::source::Moves;
use std::ops::Range;

/// Replacements of parts of a text, none of which overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Returns whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Replaces these bytes of the text.
    pub fn replace(&mut self, span: Range<usize>, by: impl Into<String>) {
        self.0.push((span, by.into()));
    }

    /// Returns how far the replacements move the parts of the text.
    pub(super) fn moves(&self) -> Moves {
        let mut ordered: Vec<_> = self.0.iter().collect();
        ordered.sort_by_key(|(span, _)| span.start);
        Moves::new(ordered.into_iter().scan(0, |grown, (span, by)| {
            *grown += by.len().cast_signed() - span.len().cast_signed();
            Some((span.end, *grown))
        }))
    }

    /// Returns the text with all changes made. Everything else stays as it is.
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
