//! Tiers in Python.
//!
//! A program is the text of the entry and of its imports from the same directory. The engine is CPython with the SDK, built by
//! componentize-py.

mod engine;
mod imports;
mod program;
mod resolve;
mod sources;
mod tools;

#[cfg(test)]
mod tests;

pub use engine::{build, make_engine};
pub use program::read;
pub use sources::{recipe, sdk};
pub use tools::{prepare, tools};
