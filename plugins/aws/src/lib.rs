//! AWS building blocks that several tiers share.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod name;
mod policy;
mod security_group;

pub use name::limited_name;
pub use policy::{PolicyDocument, Statement};
pub use security_group::{Peer, SecurityGroup};
