//! Simulated life: what becomes of a resource that no cloud holds.
//!
//! Nothing is kept here between two calls. Terraform's state is the only memory: computed values go into it
//! when a resource is created and come back from it ever after, so a sandbox has nothing to lose when it is
//! killed.

mod apply;
mod calls;
mod data;
mod fill;
mod known;
mod plan;
mod plausible;
mod private;
mod provider;
mod replace;
mod subject;
mod upgrade;

pub(crate) use provider::{ADDRESS, Provider};
pub use replace::replaces;
