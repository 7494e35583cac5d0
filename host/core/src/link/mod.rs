//! Replaces references to outputs by their values.

mod error;
mod find;
mod follow;
mod inserted;
mod locate;
mod outputs;
mod substitute;

#[cfg(test)]
mod evaluation;
#[cfg(test)]
mod tests;

pub use error::{LinkError, LinkProblem};
pub use find::OutputTarget;
pub use inserted::InsertedBytes;
pub use outputs::Linker;
pub use substitute::LinkedSymbols;
