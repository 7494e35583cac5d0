//! Runs the real terraform on a real configuration with simulated providers: no cloud, no credentials, no
//! downloads.
//!
//! [`prepare`] makes a place to run terraform in: the configuration without its backend, a private configuration
//! of terraform's command line, and launchers in place of the providers. Terraform starts a launcher, the launcher
//! starts the program that prepared the sandbox, and that program's first act is to ask [`provider_request`]
//! whether it was started so, and then to [`serve`]:
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
//! A provider is served from its real schema where one has been saved by [`add_schemas`]. Otherwise the schema is
//! inferred from the configuration: what a block sets is optional, what others read and it does not set is
//! computed, and both have the type of their value. What is read also tells what an invented value must be: a list
//! of two for `names[1]`, JSON text of an object for `jsondecode(text)["user"]`.
//!
//! # Addresses
//!
//! The protocol does not tell a provider the address of a resource. The sandbox does, by an argument of its own,
//! `terrace_address`, which every managed resource gets in the rewritten configuration and which every schema has.
//! The provider plans null for it, so it is in no plan and no state. Terraform refuses such a plan from a provider
//! of the new kind and lets it pass from one of the old; so these providers call themselves old, and the tests read
//! terraform's log to see that nothing but this argument is let pass.
//!
//! The address makes values stable: identifiers are hashes of the address and of those arguments whose change
//! replaces the object. It is what faults and delays are matched by. Resources in called modules have none: they
//! are told apart by their arguments, and cannot be made to fail.
//!
//! # Memory
//!
//! There is none but terraform's state. A sandbox that is killed has lost nothing, and the next run goes on.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod fixture;
mod infer;
mod life;
mod prepare;
mod protocol;
mod saved;
mod schema;
mod serve;
mod settings;
mod shape;
mod store;
mod value;

pub use fixture::Fixtures;
pub use life::replaces;
pub use prepare::{InitReason, Options, PrepareError, Prepared, beside, prepare, reset};
pub use saved::{add_schemas, read_schemas, saved_schemas};
pub use serve::{ProviderRequest, ServeError, provider_request, serve};
pub use settings::{Delay, Fault, Operation, OptionError};
