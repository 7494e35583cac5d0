//! Cuts texts that are too long to be read. They may come from strangers.

use std::borrow::Cow;

/// How many bytes are shown of what is meant to be one line.
pub const LINE: usize = 1000;
/// How many bytes are shown of what may have many lines.
pub const LINES: usize = 8000;

/// At most about so many bytes of a text, and how much is left out.
pub fn clip(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return text.into();
    }
    let shown = &text[..text.floor_char_boundary(most)];
    format!("{shown}… ({} bytes more)", text.len() - shown.len()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(clip("four", 4), "four");
        assert_eq!(clip("éé", 3), "é… (2 bytes more)");
        assert_eq!(clip("é", 1), "… (2 bytes more)");
    }
}
