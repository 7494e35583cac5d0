//! The configuration in Terraform's JSON syntax.

mod configuration;
mod document;
mod print;

#[cfg(test)]
mod tests;

pub use configuration::{Block, Configuration, RequiredProvider};
pub use print::{pretty, print};
