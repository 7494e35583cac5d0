//! Remote components: OCI registries, the store, signatures and trust.
//!
//! A [`Client`](client::Client) pulls from registries and web servers, and pushes to registries. A [`Store`](store::Store) keeps
//! everything that was ever pulled, by its digest. [`signature`] finds out who signed a component, and a
//! [`Policy`](trust::Policy) whether that is enough.
//!
//! ```no_run
//! use terrace_core::reference::Reference;
//! use terrace_registry::client::{Client, ClientOptions};
//! use terrace_registry::store::Store;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(ClientOptions::from_environment())?;
//! let store = Store::open("store");
//! let reference: Reference = "oci://registry.example/platform/queues:1.4.2".parse()?;
//! if let Reference::Oci(reference) = reference {
//!     let manifest = client.resolve(&reference)?;
//!     assert_eq!(store.insert(&manifest.bytes)?, manifest.digest);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! - [`client`] is the only part that opens connections. All of them pass one gate, which decides what may be requested from
//!   where.
//! - [`credentials`] reads and saves logins where Docker does, and [`config`] the user's own settings.
//! - [`layout`] and [`media_type`] define how a component is an OCI artifact.
//! - [`store`], [`vendor`] and [`bundle`] have components on disk: in the cache, in a project, and in one file.
//! - [`key`] signs and verifies, [`signature`] reads the formats of cosign, [`trust`] decides.
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
