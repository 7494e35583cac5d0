//! Texts of a stack file, as a schema can tell them apart.

use serde_json::{Value, json};

/// A text in which nothing is evaluated but names that Terrace puts in: `${terrace.region}`.
const LITERAL: &str = r"^(?:[^$%]|\$(?!\$?\{)|%(?!%?\{)|\$\$\{|%%\{|\$\{\s*terrace\s*\.)*$";
/// A text in which nothing at all is evaluated.
const PLAIN: &str = r"^(?:[^$%]|\$(?!\$?\{)|%(?!%?\{)|\$\$\{|%%\{)*$";
/// What begins an expression.
const EXPRESSION: &str = r"[$%]\{";
/// A name that Terrace puts in.
const TERRACE_NAME: &str = r"\$\{\s*terrace\s*\.";

/// A text that Terraform evaluates.
pub(super) fn expression() -> Value {
    json!({ "type": "string", "pattern": EXPRESSION })
}

/// A text that a tier must know.
pub(super) fn literal() -> Value {
    json!({
        "type": "string",
        "pattern": LITERAL,
        "patternErrorMessage": "The tier must know this text, so no expression can stand here but `${terrace.…}`.",
    })
}

/// A text whose value shows only when Terrace has put names in.
pub(super) fn with_terrace_names() -> Value {
    json!({ "type": "string", "pattern": TERRACE_NAME })
}

/// A text that Terraform reads as it stands.
pub(super) fn plain() -> Value {
    json!({
        "type": ["string", "null"],
        "pattern": PLAIN,
        "patternErrorMessage": "No expression can stand here.",
    })
}
