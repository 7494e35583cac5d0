//! Terraform's templates and expressions: escaping, parsing, references, and editing by position.
//!
//! Nothing here is replaced by searching text. An expression is parsed, the positions of its references are
//! read from the syntax tree, and only those bytes are replaced. Everything else stays as written.

mod canonical;
mod check;
mod edit;
mod effort;
mod fragment;
mod literal;
mod outside;
mod parse;
mod reference;
mod source;
mod spoken;
mod templates;
mod tier;
mod uses;

#[cfg(test)]
mod tests;

pub use check::{ExpressionError, Root, Vocabulary, check_expression};
pub use edit::Edits;
pub use fragment::Layout;
pub use fragment::{Fragment, value_expression};
pub use literal::{escape, is_template, literal, unescape};
pub use outside::OutsideTarget;
pub use parse::{Expression, ParseError, Template, parse_template_tree, parse_tree};
pub use reference::{ProviderFunction, Reference, Step, StepKind, Symbols};
pub(crate) use templates::RenamedTemplate;
pub use templates::Templates;
pub use tier::{TierReference, TierReferenceError};
pub use uses::literal_text;
pub use uses::{Call, Units, Use};
