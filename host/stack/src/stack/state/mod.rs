//! Determines where the states of a stack are, and detects those that are shared.

pub mod head;
pub mod place;
pub mod shared;
