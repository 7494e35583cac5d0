//! Runs the real Terraform on a real configuration with simulated providers: no cloud, no credentials, no downloads.
//!
//! [`prepare`] creates a directory to run Terraform in: the configuration without its backend, a private CLI configuration, and
//! launchers in place of the providers. Terraform starts a launcher, and the launcher starts the program that prepared the
//! sandbox. The first thing that program must do is to ask [`provider_request`] whether it was started in this way, and if so
//! to [`serve`]:
//!
//! ```no_run
//! # use std::path::Path;
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     if let Some(request) = terrace_sandbox::provider_request() {
//!         return Ok(terrace_sandbox::serve(&request)?);
//!     }
//!     let prepared = terrace_sandbox::prepare(&terrace_sandbox::Options {
//!         source: "terrace.out/default".into(),
//!         directory: terrace_sandbox::beside("terrace.out/default".as_ref()),
//!         program: "terraform".into(),
//!         executable: std::env::current_exe()?,
//!         ..Default::default()
//!     })?;
//!     if prepared.init.is_some() && prepared.command().arg("init").status()?.success() {
//!         prepared.initialized()?;
//!     }
//!     prepared.command().arg("plan").status()?;
//!     Ok(())
//! }
//! ```
//!
//! # Schemas
//!
//! A provider is served from its real schema if one was saved by [`add_schemas`]. Otherwise the schema is inferred from the
//! configuration: attributes that a block sets are optional, attributes that are read but not set are computed, and both have
//! the type of their value. Reads also determine how an invented value must look: a list of two for `names[1]`, JSON text of an
//! object for `jsondecode(text)["user"]`.
//!
//! # Addresses
//!
//! The protocol does not tell a provider the address of a resource. The sandbox does so with an argument of its own,
//! `terrace_address`, which every managed resource gets in the rewritten configuration and which every schema has. The provider
//! plans null for it, so it appears in no plan and no state. Terraform rejects such a plan from a provider that uses the
//! current type system and accepts it from one with the legacy type system; so these providers declare the legacy one, and the
//! tests read Terraform's log to check that it tolerates nothing but this argument.
//!
//! The address makes values stable: identifiers are hashes of the address and of the arguments that force replacement. Faults
//! and delays are matched by it. Resources in called modules have no address: they are distinguished by their arguments, and
//! cannot be made to fail.
//!
//! # Memory
//!
//! The only memory is Terraform's state. A sandbox that is killed has lost nothing, and the next run continues.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod fixture;
mod infer;
mod life;
mod prepare;
mod protocol;
mod saved;
mod serve;
mod settings;
mod shape;
mod store;
mod value;

pub use fixture::Fixtures;
pub use life::replaces;
pub use prepare::{InitReason, Options, PrepareError, PreparedSandbox, beside, prepare, reset};
pub use saved::{add_schemas, read_schemas, saved_schemas};
pub use serve::{ProviderRequest, ServeError, provider_request, serve};
pub use settings::{Delay, Fault, Operation, OptionError};
