//! Errors of inputs and of their schemas.

use super::schema::SchemaFault;
use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::{Listed, did_you_mean};

/// A schema that cannot be used. This is a mistake in the tier, not in the stack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    #[error("the tier's input schema is not valid: {problem}")]
    Invalid {
        problem: String,
        /// A JSON pointer into the schema.
        pointer: String,
    },
    #[error("the tier's input schema cannot be used: {0}")]
    SchemaFault(#[from] SchemaFault),
}

impl Explain for SchemaError {
    fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("invalid-schema", self.to_string());
        let diagnostic = match self {
            Self::Invalid { pointer, .. } if !pointer.is_empty() => {
                diagnostic.note(format!("at `{pointer}` in the schema"))
            }
            _ => diagnostic,
        };
        diagnostic.note("this is a mistake in the tier, not in the stack file")
    }
}

/// An error in the inputs of an instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InputError {
    pub problem: Problem,
    /// The path in the inputs, such as `listener.ports[0]`; empty for the inputs as a whole.
    pub path: String,
    /// The location of the value in the stack file, or of the map that should contain it.
    pub location: Location,
    /// The description of the input in the schema.
    pub description: Option<String>,
    /// True if the value is not from the stack file but a default of the tier's schema.
    pub is_default: bool,
    /// True if the value is a secret, which must not be shown.
    pub is_secret: bool,
}

/// The kinds of errors in inputs. `path` is that of the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the input `{path}` is missing")]
    Missing { path: String },
    #[error("unknown input `{path}`")]
    Unknown {
        path: String,
        /// The input that was probably meant.
        near: Option<String>,
        /// The inputs that can be set there, the most similar ones first.
        known: Listed,
    },
    #[error("`{path}` must be {expected}, not an expression")]
    NotLiteral { path: String, expected: String },
    #[error("`{path}` must be {expected}, got {got}")]
    Type {
        path: String,
        expected: String,
        got: String,
        /// How to fix it, if that is known.
        hint: Option<String>,
    },
    /// A value that is not one of the allowed values.
    #[error("`{path}` cannot be {got}")]
    Option {
        path: String,
        got: String,
        /// The allowed values.
        options: Vec<String>,
        /// The allowed value that was probably meant.
        near: Option<String>,
    },
    #[error("`{path}` {rule}{}", got.as_ref().map(|got| format!(", got {got}")).unwrap_or_default())]
    Rule {
        path: String,
        /// The rule: `must be at least 1`.
        rule: String,
        /// A description of the actual value, unless the rule contains it.
        got: Option<String>,
    },
    #[error("the defaults in the tier's input schema are recursive")]
    EndlessDefaults,
    /// The schema itself cannot be used.
    #[error(transparent)]
    Schema(Box<SchemaError>),
}

impl Problem {
    /// Removes the value, for a secret. The rule is replaced as well, because it may contain the value.
    pub(super) fn without_value(self) -> Self {
        let secret = || "a secret value".to_owned();
        match self {
            Self::Type { path, expected, .. } => Self::Type { path, expected, got: secret(), hint: None },
            Self::Option { path, options, .. } => Self::Option { path, got: secret(), options, near: None },
            Self::Rule { path, .. } => {
                let rule = "breaks a rule of the tier's schema".to_owned();
                Self::Rule { path, rule, got: Some(secret()) }
            }
            other => other,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing-input",
            Self::Unknown { .. } => "unknown-input",
            Self::NotLiteral { .. } => "input-not-literal",
            Self::Type { .. } => "input-type",
            Self::Option { .. } | Self::Rule { .. } => "input-value",
            Self::EndlessDefaults | Self::Schema(_) => "invalid-schema",
        }
    }
}

impl InputError {
    pub(super) fn is_type(&self) -> bool {
        matches!(self.problem, Problem::Type { .. })
    }
}

impl Explain for InputError {
    /// Converts the error to a diagnostic. The caller adds the instance.
    fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.problem.code(), self.to_string());
        diagnostic = diagnostic.label(self.location.clone(), "");
        if self.is_secret {
            diagnostic = diagnostic.note("the value is secret, so it is not shown");
        }
        if !self.path.is_empty() {
            diagnostic = diagnostic.path(&self.path);
        }
        if let Some(description) = &self.description {
            diagnostic = diagnostic.note(format!("`{}`: {description}", self.path));
        }
        match &self.problem {
            Problem::Unknown { near: Some(near), .. } => {
                diagnostic = diagnostic.hint(did_you_mean(near));
            }
            Problem::Unknown { known, .. } if known.is_empty() => {
                diagnostic = diagnostic.note("no other input can be set here");
            }
            Problem::Unknown { known, .. } => {
                diagnostic = diagnostic.note(format!("expected one of {known}"));
            }
            Problem::Missing { path } if !self.is_default && !path.contains(['.', '[']) => {
                diagnostic = diagnostic.hint("set it under the tier's `inputs`");
            }
            Problem::NotLiteral { expected, .. } => {
                let takes_text = expected.contains("string") || expected.contains("literal");
                let escaped = if takes_text { ", or `$${` for the text `${`" } else { "" };
                diagnostic = diagnostic
                    .note("it must be known before Terraform runs, and an expression has a value only while Terraform runs")
                    .hint(format!("write the value itself{escaped}"));
            }
            Problem::Type { hint: Some(hint), .. } if !self.is_default => diagnostic = diagnostic.hint(hint),
            Problem::Option { options, near, .. } => {
                diagnostic = diagnostic.note(format!("allowed values: {}", options.join(", ")));
                if let Some(near) = near {
                    diagnostic = diagnostic.hint(did_you_mean(near));
                }
            }
            _ => {}
        }
        if self.is_default {
            diagnostic = diagnostic
                .note("the value is a default of the tier's schema; this is a mistake in the tier")
                .hint("set the input in the stack file until the tier is fixed");
        }
        diagnostic
    }
}
