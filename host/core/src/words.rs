//! Words of messages.

/// Formats a number with a noun whose plural ends in `s`: `1 error`, `2 errors`.
pub fn count(number: usize, noun: &str) -> String {
    count_of(number as u64, noun, &format!("{noun}s"))
}

/// Formats a number with a noun: `1 entry`, `2 entries`.
pub fn count_of(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
