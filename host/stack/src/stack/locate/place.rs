//! Locations within a string of the stack file.

use crate::stack::tree::node::Node;
use std::ops::Range;
use terrace_core::model::{Location, Sources};

/// Returns the location of a range in a string. If escapes or line breaks make the file differ from the string,
/// returns the location of the whole string.
pub fn within(sources: &Sources, node: &Node, text: &str, piece: Range<usize>) -> Location {
    let whole = &node.location;
    let written = sources.get(whole.source).text.get(whole.range.clone()).unwrap_or_default();
    let is_as_written = written == text
        || (written.len() == text.len() + 2 && written.get(1..written.len() - 1) == Some(text));
    if !is_as_written || !text.is_char_boundary(piece.start) || !text.is_char_boundary(piece.end) {
        return whole.clone();
    }
    let quote = (written.len() - text.len()) / 2;
    let start = whole.range.start + quote + piece.start;
    let end = whole.range.start + quote + piece.end;
    Location { source: whole.source, range: start..end }
}
