//! What can be wrong with a contribution.

use crate::expression::ParseError;
use crate::model::{Address, Diagnostic, InstanceId};
use serde_json::Value;
use std::fmt;

/// A fault of a contribution, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeError {
    /// The instance at fault.
    pub instance: InstanceId,
    /// The block at fault, in the tier's local names.
    pub address: Option<Address>,
    /// The place in its body, such as `lifecycle.ignore_changes[0]`; empty for the whole of it.
    pub path: String,
    /// What is wrong.
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

/// What is wrong with a contribution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeProblem {
    /// A template or an expression cannot be parsed.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A name is no Terraform identifier, or an address has not the form of one.
    #[error("{0}")]
    Name(String),
    /// The manifest does not list what the instance emits.
    #[error("the tier {what}, which its manifest does not list under `{list}`")]
    NotListed {
        /// What it does. Example: "emits `aws_vpc`".
        what: String,
        /// The list in the manifest.
        list: &'static str,
    },
    /// Two different blocks have one address.
    #[error("the tier emits two different blocks under this address")]
    Duplicate {
        /// What one of them is.
        first: String,
        /// What the other is.
        second: String,
    },
    /// A reference leads to nothing.
    #[error("the tier makes no `{target}`{}", crate::suggest::hint(.nearest.as_deref()))]
    Unresolved {
        /// What it should lead to.
        target: String,
        /// What it may mean.
        nearest: Option<String>,
    },
    /// The stack does not declare a variable.
    #[error("the stack has no variable `{name}`{}", match .nearest {
        None => "; declare it under `variables`".to_owned(),
        nearest => crate::suggest::hint(nearest.as_deref()),
    })]
    UnknownVariable {
        /// Its name.
        name: String,
        /// What it may mean.
        nearest: Option<String>,
    },
    /// A reference is not possible here.
    #[error("`{reference}` {reason}")]
    Reference {
        /// The reference as it is written.
        reference: String,
        /// Why it is not possible.
        reason: &'static str,
    },
    /// A template stands where Terraform takes the text as it is.
    #[error("`{text}` holds a template, but {reason}")]
    Template {
        /// The text.
        text: String,
        /// How Terraform reads this place.
        reason: &'static str,
    },
    /// A value does not have the form that its place asks for.
    #[error("expected {expected}, got {got}")]
    Form {
        /// What is expected.
        expected: &'static str,
        /// What is there.
        got: String,
    },
    /// A control character in a name, a key or a value.
    #[error("the control character {character} is not allowed here; only line breaks and tabs are")]
    Control {
        /// Its code, such as `U+001B`.
        character: String,
    },
    /// The same, written as an escape in an expression.
    #[error(
        "a string in this expression holds a control character by an escape; only line breaks and tabs are allowed"
    )]
    EscapedControl,
    /// Something stands where it may not.
    #[error("{0}")]
    Misplaced(&'static str),
    /// A block's provider cannot be bound.
    #[error("{0}")]
    Provider(String),
}

/// Describes a value.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a bool".to_owned(),
        Value::Number(_) => "a number".to_owned(),
        Value::String(text) => format!("the string \"{text}\""),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
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

impl ScopeError {
    /// The fault as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
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
