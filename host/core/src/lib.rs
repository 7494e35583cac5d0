//! The algebra of configurations: addresses, expressions, references and blocks, and how contributions become one configuration.
//!
//! This crate does no input or output, starts no thread and knows neither WebAssembly nor the command line. [`model`] has the
//! words that everything else speaks in. A contribution passes through these modules in order: [`scope`] gives its blocks the
//! names of the whole stack, [`link`] replaces references between tiers, [`boundary`] checks that nothing refers to what belongs
//! to another tier, [`merge`] combines all contributions, and [`terraform_json`] prints the result.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod boundary;
pub mod check;
pub mod difference;
pub mod digest;
pub mod expression;
mod graph;
pub mod hidden;
pub mod link;
pub mod merge;
pub mod model;
pub mod reference;
pub mod render;
pub mod scope;
pub mod suggest;
pub mod terraform_json;
pub mod version;
