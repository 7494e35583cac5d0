//! Errors in a contribution.

use crate::expression::ParseError;
use crate::model::{Address, Diagnostic, Explain, InstanceId};
use std::fmt;

/// An error in a contribution, and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeError {
    pub instance: InstanceId,
    /// The block with the error, in the tier's local names.
    pub address: Option<Address>,
    /// The path in its body, such as `lifecycle.ignore_changes[0]`; empty for the whole body.
    pub path: String,
    /// The problem at this position.
    pub problem: ScopeProblem,
}

impl fmt::Display for ScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.instance)?;
        if let Some(address) = &self.address {
            write!(f, "{address}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for ScopeError {}

/// A problem with a contribution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeProblem {
    /// A template or an expression cannot be parsed.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A name that is not a Terraform identifier, or a text that is not an address.
    #[error("{0}")]
    Name(String),
    /// The manifest does not list something that the instance emits or uses.
    #[error("the tier {what}, which its manifest does not list under `{list}`")]
    NotListed {
        /// The use that is not listed. Example: "emits `aws_vpc`".
        what: String,
        list: &'static str,
    },
    #[error("the tier emits two different blocks under this address")]
    Duplicate {
        /// The beginning of the first block.
        first: String,
        /// The beginning of the second block.
        second: String,
    },
    #[error("the tier has no `{target}`{}", crate::suggest::hint(.nearest.as_deref()))]
    Unresolved {
        target: String,
        /// A similar block, if there is one.
        nearest: Option<String>,
    },
    #[error("the stack has no variable `{name}`{}", match .nearest {
        None => "; declare it under `variables`".to_owned(),
        nearest => crate::suggest::hint(nearest.as_deref()),
    })]
    UnknownVariable { name: String, nearest: Option<String> },
    #[error("`{reference}` {reason}")]
    Reference {
        reference: String,
        /// The reason, after the reference.
        reason: &'static str,
    },
    /// A template is used where Terraform does not evaluate templates.
    #[error("`{text}` contains a template, but {reason}")]
    Template { text: String, reason: &'static str },
    #[error("expected {expected}, got {got}")]
    Form { expected: &'static str, got: String },
    #[error("the control character {character} is not allowed here; only line breaks and tabs are")]
    Control {
        /// The character's code, such as `U+001B`.
        character: String,
    },
    #[error(
        "a string in this expression contains an escaped control character; only line breaks and tabs are allowed"
    )]
    EscapedControl,
    #[error("{0}")]
    Misplaced(&'static str),
    #[error("{0}")]
    Provider(String),
}

impl ScopeProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Parse(_) => "invalid-expression",
            Self::Name(_) => "invalid-name",
            Self::NotListed { .. } => "not-in-manifest",
            Self::Duplicate { .. } => "duplicate-block",
            Self::Unresolved { .. } => "unresolved-reference",
            Self::UnknownVariable { .. } => "unknown-variable",
            Self::Reference { .. } => "reference-not-allowed",
            Self::Template { .. } => "template-in-literal",
            Self::Form { .. } => "invalid-form",
            Self::Control { .. } | Self::EscapedControl => "control-character",
            Self::Misplaced(_) => "misplaced-argument",
            Self::Provider(_) => "unbound-provider",
        }
    }
}

impl Explain for ScopeError {
    fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::error(self.problem.code(), self.problem.to_string()).instance(self.instance.clone());
        if let Some(address) = &self.address {
            diagnostic = diagnostic.address(address.clone());
        }
        if !self.path.is_empty() {
            diagnostic = diagnostic.path(&self.path);
        }
        match &self.problem {
            ScopeProblem::Parse(error) => diagnostic.note(error.snippet()),
            ScopeProblem::Duplicate { first, second } => {
                diagnostic.note(format!("one is {first}")).note(format!("the other is {second}"))
            }
            _ => diagnostic,
        }
    }
}
