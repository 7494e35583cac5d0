//! Errors in type constraints.

use terrace_core::expression::ParseError;
use terrace_core::suggest;

/// An error parsing a type constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypeError {
    /// The text is not an expression.
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error("`{text}` is not a type{}", suggest::hint(*.nearest))]
    Unknown { text: String, nearest: Option<&'static str> },
    /// A type that consists of others, without them or with too many.
    #[error("`{name}` is written `{form}`")]
    Form {
        name: String,
        /// The required form, such as `list(TYPE)`.
        form: &'static str,
    },
    /// An attribute of an object whose name is in quotes or computed.
    #[error("`{0}` is not the name of an attribute: write a name without quotes")]
    AttributeName(String),
    #[error("`optional` is only allowed around the type of an object's attribute")]
    Optional,
}

/// A part of a JSON text that is not a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a type constraint: `{0}`")]
pub struct JsonTypeError(pub(super) String);
