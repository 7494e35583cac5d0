//! Words that can be inserted into a command line.

/// Returns whether a value means only itself to any shell. The names in a checkout are chosen by its author.
pub(super) fn is_plain(value: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/:@+=".contains(c);
    !value.is_empty() && value.chars().all(is_plain)
}
