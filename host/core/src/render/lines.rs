//! Lines and columns of locations.

use crate::model::{Location, Sources};

/// A position as editors show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// Returns the start and the exclusive end of a location.
pub fn positions(sources: &Sources, location: &Location) -> (Position, Position) {
    let text = &sources.get(location.source).text;
    (position(text, location.range.start), position(text, location.range.end))
}

fn position(text: &str, offset: usize) -> Position {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: 1 + before.bytes().filter(|byte| *byte == b'\n').count(),
        column: 1 + before[line_start..].chars().count(),
    }
}
