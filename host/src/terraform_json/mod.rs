//! The configuration that terraform reads.

mod configuration;
mod layout;
mod print;

#[cfg(test)]
mod tests;

pub use configuration::{Block, Configuration, RequiredProvider};
pub use print::{pretty, print};
