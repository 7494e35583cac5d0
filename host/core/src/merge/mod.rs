//! Merges the contributions of all instances with the settings of the stack.

mod blocks;
mod error;
mod outputs;
mod providers;
mod union;

#[cfg(test)]
mod tests;

pub use error::{MergeError, Origin};
pub use union::merge;
