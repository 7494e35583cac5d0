//! Tiers in Python.
//!
//! A program is the entry and what it imports from its directory, as text. The engine is CPython with the SDK, made by
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
