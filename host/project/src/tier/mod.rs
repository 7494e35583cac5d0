//! Tools for authors of tiers: checks of a component, and test cases.

pub mod cases;
pub mod check;
