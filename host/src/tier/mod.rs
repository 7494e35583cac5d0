//! What authors of tiers need: whether a component fits this host, and test cases.

pub mod cases;
pub mod check;
