//! Components from elsewhere: OCI registries, the store, signatures and trust.
//!
//! This crate knows neither stacks nor tiers nor WebAssembly. Its functions block, and it prints nothing.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod digest;
pub mod key;
pub mod signature;
pub mod store;

pub use digest::{Digest, DigestError};
