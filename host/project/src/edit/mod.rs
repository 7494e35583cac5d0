//! Edits stack files: adds and removes tiers, in the lock file as well.

mod add;
mod choose;
mod file;
mod remove;

pub use add::{AddedTier, TierToAdd};
