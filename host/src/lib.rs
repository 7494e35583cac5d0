//! Terrace turns a stack file and WebAssembly tiers into Terraform JSON.
//!
//! The library never prints; only [`cli`] does. Its modules depend on each other in one direction:
//!
//! - [`model`];
//! - the algebra of configurations: [`expression`], [`scope`], [`link`], [`boundary`], [`merge`], [`check`] and
//!   [`terraform_json`];
//! - [`contract`] and [`engine`], which run tiers, and [`source`], which builds tiers from source;
//! - [`stack`] and [`inputs`], which read what users write, and [`fit`], which checks outputs, whose [`types`] are
//!   declared, against inputs;
//! - [`synth`], which combines all of these;
//! - [`tier`], which checks and tests single components with the help of [`provider_schema`], and [`terraform`], which
//!   runs the real program on the result.
//!
//! [`editor`], [`tier_reference`], [`difference`] and [`watch`] help the authors of stacks and tiers. [`compatibility`]
//! and [`consequences`] describe the effects of a change, [`held`] reads the contents of a state, and [`publish`] decides
//! what may be pushed to a registry.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod boundary;
pub mod check;
pub mod cli;
pub mod compatibility;
pub mod consequences;
pub mod contract;
mod declared;
pub mod difference;
pub mod editor;
pub mod engine;
pub mod expression;
pub mod fit;
pub mod grant;
mod graph;
pub mod held;
mod hidden;
pub mod inputs;
mod later;
pub mod link;
pub mod lock;
pub mod merge;
pub mod model;
mod owned;
mod parallel;
mod placement;
pub mod provider_schema;
pub mod publish;
mod reason;
mod regular;
pub mod render;
mod replace;
pub mod resolve;
pub mod schema;
pub mod scope;
pub mod source;
pub mod stack;
mod suggest;
pub mod synth;
pub mod terraform;
pub mod terraform_json;
pub mod tier;
pub mod tier_reference;
pub mod types;
pub mod watch;
