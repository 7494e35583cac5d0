//! Tiers in Rust: Cargo projects, which the compiler builds into components.

mod compile;
mod error;
mod files;
mod project;
mod sdk;
#[cfg(test)]
mod tests;

pub use compile::{Profile, build, has_target, tools};
pub use error::BuildError;
pub use files::{files, sources};
pub use sdk::sdk;
