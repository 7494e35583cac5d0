//! Puts each instance into its own namespace: everything in its contribution is renamed, including every reference.

mod address;
mod block;
mod body;
mod collect;
mod context;
mod contribution;
mod control;
mod dynamic;
mod error;
mod moves;
mod name;
mod provider;
mod walk;

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;

#[doc(hidden)]
pub mod fixture;

pub(crate) use address::target;
pub use context::Context;
pub use contribution::{ScopedBlock, ScopedContribution, ScopedMoved, ScopedOutput, scope_contribution};
pub use error::{ScopeError, ScopeProblem};
pub use name::{scope, scope_address, unscope};
pub use walk::At;
