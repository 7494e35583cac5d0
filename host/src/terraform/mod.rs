//! Runs the real `terraform`, or `tofu`, on the output.
//!
//! [`Search`] finds the program, [`Workspace`] runs its commands in the output directory, and [`Provenance`] maps addresses in
//! its output back to tiers. The child's output is passed on to this process's own streams; nothing here prints anything of its
//! own.

mod document;
mod environment;
mod error;
mod facts;
mod feature;
mod filter;
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
pub(crate) use filter::filtered;
pub use init::InitReason;
pub use offline::Connection;
pub(crate) use probe::first_line;
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
