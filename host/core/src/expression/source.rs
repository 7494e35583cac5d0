//! The text of a syntax tree, which may have changed since the tree was parsed.

use hcl_edit::Span;
use std::ops::Range;
use std::sync::Arc;

/// How far replacements moved the parts of a text: for each replacement, in order, the end of the replaced bytes in the parsed
/// text, and by how much the text up to there has grown in total.
#[derive(Debug, Clone, Default)]
pub(super) struct Moves(Arc<[(usize, isize)]>);

impl Moves {
    pub(super) fn new(moves: impl IntoIterator<Item = (usize, isize)>) -> Self {
        Self(moves.into_iter().collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the new position of an offset that is not within replaced bytes.
    fn apply(&self, offset: usize) -> usize {
        let before = self.0.partition_point(|(end, _)| *end <= offset);
        let grown = before.checked_sub(1).map_or(0, |last| self.0[last].1);
        offset.saturating_add_signed(grown)
    }
}

/// A text, and how its parts moved since it was parsed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a, 'm> {
    pub(super) text: &'a str,
    pub(super) moves: &'m Moves,
}

impl<'a> Source<'a, '_> {
    /// Returns the bytes of a node in the text as it is now.
    pub(super) fn span(&self, node: &impl Span) -> Option<Range<usize>> {
        let Range { start, end } = node.span()?;
        Some(self.moves.apply(start)..self.moves.apply(end))
    }

    pub(super) fn text(&self, node: &impl Span) -> Option<&'a str> {
        Some(&self.text[self.span(node)?])
    }
}
