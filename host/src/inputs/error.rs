//! What can be wrong with inputs, and with schemas.

use super::soundness::Unsound;
use crate::model::{Diagnostic, Location};

/// A schema that cannot be used. It is the tier's fault, not the stack's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// It is no JSON Schema.
    #[error("the tier's schema of its inputs is not valid: {problem}")]
    Invalid {
        /// What is wrong.
        problem: String,
        /// JSON pointer to the place in the schema.
        pointer: String,
    },
    /// It is one, but cannot be used safely.
    #[error("the tier's schema of its inputs cannot be used: {0}")]
    Unsound(#[from] Unsound),
}

impl SchemaError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error("invalid-schema", self.to_string());
        let diagnostic = match self {
            Self::Invalid { pointer, .. } if !pointer.is_empty() => {
                diagnostic.note(format!("at `{pointer}` of the schema"))
            }
            _ => diagnostic,
        };
        diagnostic.note("this is a mistake in the tier, not in the stack file")
    }
}

/// One thing that is wrong with an instance's inputs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct InputError {
    /// What is wrong.
    pub problem: Problem,
    /// Where in the inputs, such as `listener.ports[0]`; empty for the inputs as a whole.
    pub path: String,
    /// Where in the stack file: the value, or what should hold it.
    pub location: Location,
    /// What the schema says that the input is.
    pub description: Option<String>,
    /// Whether the value is not the stack file's, but a default of the tier's schema.
    pub is_default: bool,
    /// Whether the value is secret.
    pub is_secret: bool,
}

/// What is wrong with inputs. `path` is the input's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A required one is not there.
    #[error("the input `{path}` is missing")]
    Missing {
        /// The input that is missing.
        path: String,
    },
    /// One that the tier does not know.
    #[error("unknown input `{path}`")]
    Unknown {
        /// The input.
        path: String,
        /// The one that was probably meant.
        near: Option<String>,
        /// All that there could be.
        known: Vec<String>,
    },
    /// An expression in a place that takes only literals.
    #[error("`{path}` takes {expected}, not an expression")]
    NotLiteral {
        /// The input.
        path: String,
        /// What it takes.
        expected: String,
    },
    /// A value of the wrong type.
    #[error("`{path}` takes {expected}, got {got}")]
    Type {
        /// The input.
        path: String,
        /// What it takes.
        expected: String,
        /// What is there.
        got: String,
        /// What to do, where that is known.
        hint: Option<String>,
    },
    /// A value that is none of those allowed.
    #[error("`{path}` cannot be {got}")]
    Option {
        /// The input.
        path: String,
        /// What is there.
        got: String,
        /// What may be there.
        options: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// A value that breaks a rule.
    #[error("`{path}` {rule}{}", got.as_ref().map(|got| format!(", got {got}")).unwrap_or_default())]
    Rule {
        /// The input.
        path: String,
        /// The rule: `must be at least 1`.
        rule: String,
        /// What is there, where the rule does not say it.
        got: Option<String>,
    },
    /// A default of the tier's schema without an end.
    #[error("the defaults of the tier's inputs hold themselves without end")]
    EndlessDefaults,
    /// The tier's schema itself.
    #[error(transparent)]
    Schema(Box<SchemaError>),
}

impl Problem {
    /// The same of a value that must not be shown. A rule may name what breaks it, so no more is said than that one does.
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

    /// The error as a diagnostic. The instance is the caller's to add.
    pub fn diagnostic(&self) -> Diagnostic {
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
                diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
            }
            Problem::Unknown { known, .. } if known.is_empty() => {
                diagnostic = diagnostic.note("no other input can be set here");
            }
            Problem::Unknown { known, .. } => {
                diagnostic = diagnostic.note(format!("known here: `{}`", known.join("`, `")));
            }
            Problem::Missing { path } if !self.is_default && !path.contains(['.', '[']) => {
                diagnostic = diagnostic.hint("set it under the tier's `inputs`");
            }
            Problem::NotLiteral { expected, .. } => {
                let takes_text = expected.contains("text") || expected.contains("literal");
                let escaped = if takes_text { ", or `$${` for the text `${`" } else { "" };
                diagnostic = diagnostic
                    .note("it must be known at synth time, and an expression has its value only when Terraform runs")
                    .hint(format!("write the value itself{escaped}"));
            }
            Problem::Type { hint: Some(hint), .. } if !self.is_default => diagnostic = diagnostic.hint(hint),
            Problem::Option { options, near, .. } => {
                diagnostic = diagnostic.note(format!("it can be {}", options.join(", ")));
                if let Some(near) = near {
                    diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
                }
            }
            _ => {}
        }
        if self.is_default {
            diagnostic = diagnostic
                .note("the value is a default of the tier's schema; this is a mistake in the tier")
                .hint("set the input in the stack file until the tier is corrected");
        }
        diagnostic
    }
}
