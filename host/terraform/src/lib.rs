//! Finds, starts and reads the real `terraform` or `tofu`.
//!
//! A [`Search`] finds the program, which is never one of a checkout. A [`Workspace`] is a directory with a `main.tf.json`, and
//! [`Workspace::run`] runs a [`Request`] in it: after init if that is necessary, in a session of its own, so that it can always
//! save its state, and with its output passed on.
//!
//! ```no_run
//! use std::path::Path;
//! use terrace_terraform::{Environment, Request, Search, Subcommand, Workspace};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let environment = Environment::current();
//! let terraform = Search::new(None, &environment).find()?;
//! let workspace = Workspace::open(&terraform, &environment, Path::new("terrace.out/default"))?;
//! let request = Request::new(Subcommand::Plan, &[], &environment);
//! let ended = workspace.run(&request, |reason| eprintln!("running terraform init: {reason}"))?;
//! for origin in &ended.origins {
//!     eprintln!("{origin:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The program that uses this crate is started again for every run, to create the session, so it must call `launch` before it
//! does anything else.
//!
//! # Reading
//!
//! - A [`Provenance`] finds the tier of a block that terraform mentions, from `main.tf.json`.
//! - [`held`] reads which resources are in a state, and which provider configurations they need.
//! - [`used`] and [`require`] compare the features of a configuration with the version of the program.
//! - [`Facts`] are for `terrace doctor`.
//!
//! The crate does not know how the configuration was made.

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
pub use program::{Flavour, PROGRAM_VARIABLE, ProgramOrigin, Search, Terraform};
pub use refused::{Reason, RefusedProgram, refused};
pub use request::{Request, Subcommand};
pub use run::{InitOutcome, RunOutcome, Workspace};
#[cfg(not(test))]
pub use session::launch;
pub use trace::{FILE_NAME, Origin, Provenance};

/// Terraform's record of provider versions, in the output directory.
const LOCK_FILE: &str = ".terraform.lock.hcl";
/// The maximum size of the lock file, in bytes.
const MAX_LOCK_FILE_BYTES: u64 = 16 << 20;
