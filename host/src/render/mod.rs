//! Diagnostics as text for people and as JSON for programs. Nothing here prints.

mod clip;
mod json;
mod lines;
mod text;

#[cfg(test)]
mod tests;

pub use json::{JsonDiagnostic, JsonLocation, json};
pub use text::{Style, text};

/// Text with its control characters made visible or harmless, so that text of strangers cannot move the
/// cursor, change colours or hide what is before it. Line breaks stay.
pub fn clean(text: &str) -> String {
    let line = |line| annotate_snippets::normalize_untrusted_str(line).replace(char::is_control, "\u{fffd}");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
