//! The reference of a tier, from what it says of itself.

mod example;
mod markdown;

#[cfg(test)]
mod tests;

pub use example::example;
pub use markdown::markdown;
