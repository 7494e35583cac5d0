//! Reasons for the errors of the operating system.

use std::io;

/// Returns the reason in lower case, to end a sentence with, and without the number that Rust adds to it.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split_once(" (os error ").map_or(text.as_str(), |(text, _)| text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_is_lower_case_and_without_an_error_number() {
        let missing = std::fs::read("nowhere/at/all").unwrap_err();
        assert!(!reason(&missing).contains("os error"), "{missing}");
        assert_eq!(reason(&io::Error::other("Disk full")), "disk full");
        assert_eq!(reason(&io::Error::other("")), "");
    }
}
