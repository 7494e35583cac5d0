//! The union of what all instances contribute and what the stack says.

mod blocks;
mod constraint;
mod error;
mod outputs;
mod providers;
mod union;

#[cfg(test)]
mod tests;

pub use constraint::{Constraint, ConstraintError};
pub use error::{MergeError, Origin};
pub use union::merge;
