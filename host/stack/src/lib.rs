//! What users write: stack files, inputs, grants and lock files, and whether it fits together.
//!
//! [`stack::load`] reads a stack file and the overlay of its environment. Every value of a [`Stack`](stack::Stack) keeps its
//! location in the file, so that an error that is found later still points to a line.
//!
//! ```
//! use terrace_stack::stack::{StackErrors, Text, parse};
//!
//! # fn main() -> Result<(), StackErrors> {
//! let text = "{ stack: shop, tiers: { network: { component: network } } }";
//! let stack = parse(Text { path: "terrace.yaml".into(), text: text.to_owned() }, None, None)?;
//! assert_eq!(stack.instances()[0].id.to_string(), "network");
//!
//! let location = stack.location_of("tiers.network.component").unwrap();
//! assert_eq!(&text[location.range], "network");
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! - [`stack`] reads stack files. The keys are declared in [`stack::grammar`], and [`stack::edit`] changes a file without
//!   touching the rest of it.
//! - [`declared`] validates the manifest of a tier, and [`inputs`] the inputs of an instance against the schema in it, which
//!   [`inputs::schema`] parses.
//! - [`grant`] decides what a tier may do beyond what every tier may do.
//! - [`fit`] checks outputs against the inputs that they are linked to.
//! - [`default_addresses`] warns of VPCs that have the same address range because none was set.
//! - [`lock`] reads and writes `terrace.lock`.
//! - [`compatibility`] lists what a version of a tier breaks for stacks that use an earlier one.
//!
//! The crate knows neither where components come from nor how they run.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod compatibility;
pub mod declared;
pub mod default_addresses;
pub mod fit;
pub mod grant;
pub mod inputs;
pub mod lock;
pub mod stack;
