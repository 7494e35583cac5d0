//! Simulates the lifecycle of resources that exist in no cloud.
//!
//! Nothing is kept here between two calls. Terraform's state is the only memory: computed values are written to it when a
//! resource is created and are read from it ever after, so a sandbox has nothing to lose when it is killed.

mod apply;
mod calls;
mod data;
mod fill;
mod known;
mod plan;
mod plausible;
mod private;
mod provider;
mod recompute;
mod refuse;
mod replace;
mod subject;
mod upgrade;

pub(crate) use provider::{ADDRESS, Provider};
pub use replace::replaces;
