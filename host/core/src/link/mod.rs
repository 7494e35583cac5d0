//! Replaces references to outputs by their values.

mod error;
mod find;
mod follow;
mod locate;
mod outputs;
mod put;
mod substitute;

#[cfg(test)]
mod evaluation;
#[cfg(test)]
mod tests;

pub use error::{LinkError, LinkProblem};
pub use find::Found;
pub use outputs::Linker;
pub use put::Put;
pub use substitute::Linked;
