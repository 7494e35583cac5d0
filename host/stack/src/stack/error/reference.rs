//! Errors in the expressions of a stack file.

use terrace_core::expression::ExpressionError;
use terrace_core::model::{Diagnostic, Explain, Location};

/// An expression that does not parse, or that refers to something that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("{error}")]
    Expression {
        path: String,
        /// The error from parsing or checking the expression.
        error: ExpressionError,
        location: Location,
    },
    #[error("`{reference}`: tier `{tier}` does not run in the region `{region}`")]
    OtherRegion {
        path: String,
        reference: String,
        tier: String,
        /// The part after the tier's name.
        output: String,
        /// A region of the referring tier in which the other one does not run.
        region: String,
        /// The regions in which it does run.
        regions: Vec<String>,
        location: Location,
    },
    #[error("`terrace.environment`: the stack has no environment")]
    NoEnvironment { path: String, location: Location },
}

impl Explain for ReferenceError {
    fn diagnostic(&self) -> Diagnostic {
        let summary = self.to_string();
        match self {
            Self::Expression { path, error, location } => {
                let diagnostic =
                    Diagnostic::error(error.code(), summary).label(location.clone(), "").path(path);
                match error {
                    ExpressionError::Parse(_) => {
                        diagnostic.hint("write `$${` for the text `${`, and `%%{` for the text `%{`")
                    }
                    _ => diagnostic,
                }
            }
            Self::OtherRegion { path, tier, output, regions, location, .. } => {
                let diagnostic =
                    Diagnostic::error("other-region", summary).label(location.clone(), "").path(path);
                regions.iter().fold(diagnostic, |diagnostic, region| {
                    diagnostic.hint(format!("write `tier.{tier}[\"{region}\"].{output}`"))
                })
            }
            Self::NoEnvironment { path, location } => Diagnostic::error("no-environment", summary)
                .label(location.clone(), "")
                .path(path)
                .hint("set `environment` in the stack file, or pass `--environment`"),
        }
    }
}
