//! Patterns for the kinds of strings in a stack file.

use serde_json::{Value, json};

/// A string without expressions, except names that Terrace substitutes: `${terrace.region}`.
const LITERAL: &str = r"^(?:[^$%]|\$(?!\$?\{)|%(?!%?\{)|\$\$\{|%%\{|\$\{\s*terrace\s*\.)*$";
/// A string without expressions.
const PLAIN: &str = r"^(?:[^$%]|\$(?!\$?\{)|%(?!%?\{)|\$\$\{|%%\{)*$";
/// The beginning of an expression.
const EXPRESSION: &str = r"[$%]\{";
/// A name that Terrace substitutes.
const TERRACE_NAME: &str = r"\$\{\s*terrace\s*\.";

/// Returns the schema of a string that Terraform evaluates.
pub(super) fn expression() -> Value {
    json!({ "type": "string", "pattern": EXPRESSION })
}

/// Returns the schema of a string that the tier must know.
pub(super) fn literal() -> Value {
    json!({
        "type": "string",
        "pattern": LITERAL,
        "patternErrorMessage": "The tier must know this string, so no expression is allowed here except `${terrace.…}`.",
    })
}

/// Returns the schema of a string whose value is known only after Terrace has substituted names.
pub(super) fn with_terrace_names() -> Value {
    json!({ "type": "string", "pattern": TERRACE_NAME })
}

/// Returns the schema of a string that Terraform does not evaluate.
pub(super) fn plain() -> Value {
    json!({
        "type": ["string", "null"],
        "pattern": PLAIN,
        "patternErrorMessage": "Expressions are not allowed here.",
    })
}
