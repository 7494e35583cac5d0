//! Prints JSON: sorted keys, two spaces, `\n`, a final newline, numbers as written.

use super::configuration::Configuration;
use super::document::Document;
use crate::hidden::escaped;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// Prints a configuration. Equal configurations have equal texts.
pub fn print(configuration: &Configuration) -> String {
    to_text(&Document::new(configuration))
}

/// Prints any value in the same form.
pub fn pretty(value: &Value) -> String {
    to_text(value)
}

/// Characters that a terminal would obey are escaped in one form everywhere.
fn to_text(value: &impl Serialize) -> String {
    // The map sorts its keys, unless a feature of `serde_json` makes it keep the order of insertion, which a test notices.
    let mut json = serde_json::to_string_pretty(value).expect("all keys are strings, and no value fails");
    json.push('\n');
    match escaped(&json) {
        Cow::Borrowed(_) => json,
        Cow::Owned(escaped) => escaped,
    }
}
