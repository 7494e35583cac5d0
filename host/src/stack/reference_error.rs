//! What can be wrong with the expressions of a stack file.

use crate::expression::ExpressionError;
use crate::model::{Diagnostic, Location};

/// An expression of the stack file that does not parse, or refers to what is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Its text is at fault.
    #[error("{error}")]
    Expression {
        /// Path of the text.
        path: String,
        /// What is wrong.
        error: ExpressionError,
        /// The piece at fault.
        location: Location,
    },
    /// The same region's instance of a tier that does not run there.
    #[error("`{reference}`: tier `{tier}` does not run in the region `{region}`")]
    OtherRegion {
        /// Path of the text.
        path: String,
        /// The reference.
        reference: String,
        /// The tier it names.
        tier: String,
        /// What follows the tier's name.
        output: String,
        /// A region of the consumer in which the tier does not run.
        region: String,
        /// The regions in which it does.
        regions: Vec<String>,
        /// The reference.
        location: Location,
    },
    /// `terrace.environment` in a stack without one.
    #[error("`terrace.environment`: the stack has no environment")]
    NoEnvironment {
        /// Path of the text.
        path: String,
        /// The reference.
        location: Location,
    },
}

impl ReferenceError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
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
                .hint("set `environment` in the stack file, or give it with `--environment`"),
        }
    }
}
