//! Finds, starts and reads the real `terraform` or `tofu`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod document;
mod environment;
mod error;
mod facts;
mod feature;
mod filter;
pub mod held;
mod init;
mod local_modules;
mod offline;
mod probe;
mod program;
mod pty;
mod refused;
mod relay;
mod request;
mod run;
mod session;
mod signals;
mod trace;

#[cfg(test)]
mod tests;

pub use environment::Environment;
pub use error::TerraformError;
pub use facts::{Facts, VariableFact};
pub use feature::{Feature, Use, require, used};
pub use filter::filtered;
pub use init::InitReason;
pub use offline::Connection;
pub use probe::first_line;
pub use program::{Flavour, Found, PROGRAM_VARIABLE, Search, Terraform};
pub use refused::{Reason, Refused, refused};
pub use request::{Request, Subcommand};
pub use run::{Ended, Initialized, Workspace};
#[cfg(not(test))]
pub use session::launch;
pub use trace::{FILE_NAME, Origin, Provenance};

/// Terraform's record of provider versions, in the output directory.
const LOCK_FILE: &str = ".terraform.lock.hcl";
/// The maximum size of the lock file, in bytes.
const MAX_LOCK_FILE_BYTES: u64 = 16 << 20;
