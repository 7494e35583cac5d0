//! Cuts texts that are too long to read. They may come from untrusted sources.

use std::borrow::Cow;

/// The most bytes that are shown of a text that should be one line.
pub const MAX_LINE_BYTES: usize = 1000;
/// The most bytes that are shown of a text that may have several lines.
pub const MAX_TEXT_BYTES: usize = 8000;

/// Cuts a text to about `most` bytes, and appends how much is missing.
pub fn clip(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return text.into();
    }
    let shown = &text[..text.floor_char_boundary(most)];
    format!("{shown}… ({} more bytes)", text.len() - shown.len()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(clip("four", 4), "four");
        assert_eq!(clip("éé", 3), "é… (2 more bytes)");
        assert_eq!(clip("é", 1), "… (2 more bytes)");
    }
}
