//! The reference documentation of a tier, generated from its manifest.

mod example;
mod markdown;

#[cfg(test)]
mod tests;

pub use example::example;
pub use markdown::markdown;
