//! Running the real `terraform`, or `tofu`, on what Terrace has written.
//!
//! [`Search`] finds the program, [`Workspace`] runs its commands in the output directory, and [`Provenance`] leads what
//! it says back to the tiers. The child has this process's terminal; nothing here prints anything of its own.

mod environment;
mod error;
mod facts;
mod feature;
mod init;
mod local_modules;
mod probe;
mod program;
mod run;
mod signals;
mod tee;
mod trace;

#[cfg(test)]
mod tests;

pub use environment::Environment;
pub use error::TerraformError;
pub use facts::{Facts, VariableFact};
pub use feature::{Feature, Use, require, used};
pub use init::InitReason;
pub use program::{Flavour, Found, PROGRAM_VARIABLE, Search, Terraform};
pub use run::{Ended, Request, Subcommand, Workspace};
pub use trace::{FILE_NAME, Origin, Provenance};
