//! Merges the contributions of all instances with the settings of the stack.

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
