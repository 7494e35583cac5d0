//! Remote components: OCI registries, the store, signatures and trust.
//!
//! This crate knows nothing of stacks, tiers or WebAssembly. Its functions block, and it prints nothing.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod bundle;
pub mod client;
pub mod config;
pub mod credentials;
mod error;
pub mod key;
pub mod layout;
pub mod media_type;
pub mod signature;
pub mod store;
pub mod trust;
pub mod vendor;

pub use error::{Failure, RegistryError, seconds};
