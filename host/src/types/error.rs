//! What can be wrong with the text of a type constraint.

use crate::expression::ParseError;
use crate::suggest;

/// A text that is no type constraint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypeError {
    /// It is no expression.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// It names no type.
    #[error("`{text}` is no type{}", suggest::hint(*.nearest))]
    Unknown {
        /// What stands in the place of a type.
        text: String,
        /// What may be meant.
        nearest: Option<&'static str>,
    },
    /// A type that is made of others, without them or with too many.
    #[error("`{name}` is written `{form}`")]
    Form {
        /// The type's name.
        name: String,
        /// What it should look like.
        form: &'static str,
    },
    /// An attribute of an object whose name is no plain name.
    #[error("`{0}` is no name of an attribute: write a name without quotes")]
    AttributeName(String),
    /// `optional` around something else than the type of an attribute.
    #[error("`optional` can only stand around the type of an object's attribute")]
    Optional,
}
