//! Positions in a file.

/// Returns the line and column of a byte in a text, both from 1, the column in characters.
pub(super) fn line_and_column(text: &str, offset: u32) -> (usize, usize) {
    let before = text.get(..offset as usize).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::line_and_column;

    #[test]
    fn line_and_column_count_characters_from_one() {
        assert_eq!(line_and_column("a\nbé c", 0), (1, 1));
        assert_eq!(line_and_column("a\nbé c", 5), (2, 3));
        assert_eq!(line_and_column("a", 9), (1, 2));
    }
}
