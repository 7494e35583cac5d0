//! Formats diagnostics as text for people and as JSON for programs. Nothing here prints.

mod clip;
mod json;
mod lines;
mod text;
mod told;

#[cfg(test)]
mod tests;

pub use json::{JsonDiagnostic, JsonLocation, json};
pub use text::{Style, text};
pub use told::{MAX_TOLD, json_told, more, told};

use crate::hidden::visible;

/// Makes control characters and invisible characters visible, so that text from untrusted sources cannot move the cursor,
/// change colours or hide other text. Line breaks are kept.
pub fn clean(text: &str) -> String {
    let line = |line: &str| {
        let mut shown = String::with_capacity(line.len());
        for character in line.chars() {
            match character {
                // Columns stay aligned wherever the text begins.
                '\t' => shown.push_str("    "),
                other => shown.push(visible(other).unwrap_or(other)),
            }
        }
        shown
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
