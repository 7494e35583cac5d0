//! What commands do: load a stack, resolve and lock its components, synthesize, compare, publish and test.
//!
//! This is where the other crates come together: nothing here parses arguments or prints, so that everything can be used, and
//! tested, without a command line. A [`Session`] has what all stacks share: the engine, the cache and the settings. The example
//! synthesizes a stack twice in one process; the second time, nothing runs, because the output on disk is up to date:
//!
//! ```no_run
//! use std::path::Path;
//! use terrace_project::session::Purpose;
//! use terrace_project::{Session, SessionSettings};
//! use terrace_stack::stack::load;
//!
//! # fn main() -> Result<(), terrace_core::model::Problems> {
//! let session = Session::new(SessionSettings { cache_dir: Some("cache".into()), ..SessionSettings::default() });
//! for _ in 0..2 {
//!     let stack = load(Path::new("shop"), None)?;
//!     let synthesized = session.synthesize(stack, None, Purpose::Write(&[]))?;
//!     synthesized.write()?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! - [`session`] holds a session, and its methods for stacks: resolve, lock, synthesize, compare, write.
//! - [`update`], [`outdated`] and [`edit`] have its methods for other versions of components, and for changes to stack files.
//! - [`resolve`] picks the exact component that a reference means, and brings its bytes into the store.
//! - [`source`] prepares tiers from source: language engines, and builds of Rust projects.
//! - [`synth`] turns a stack into Terraform JSON, and writes it to the output directory.
//! - [`consequences`] says what a change in the output does to existing objects, and what prevents a stack from being destroyed.
//! - [`tier`] checks components and runs the test cases of tiers.
//! - [`publish`] decides whether a version of a tier may go to a registry, and signs it there.
//! - [`editor`] makes the JSON Schema of a stack file, [`tier_reference`] the reference of a tier in Markdown.
//! - [`watch`] waits until files change.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod consequences;
pub mod edit;
pub mod editor;
pub mod outdated;
mod placement;
pub mod publish;
pub mod resolve;
pub mod session;
pub mod source;
pub mod synth;
pub mod tier;
pub mod tier_reference;
pub mod update;
pub mod watch;

pub use session::{Session, SessionSettings};
