//! Terrace turns a stack file and WebAssembly tiers into Terraform JSON.
//!
//! The library never prints; only [`cli`] does. Its modules depend on each other in one direction:
//! [`model`]; then the algebra of configurations, [`expression`], [`scope`], [`link`], [`boundary`], [`merge`], [`check`]
//! and [`terraform_json`]; then [`contract`] and [`engine`], which run tiers; [`source`], which makes tiers of source;
//! [`stack`] and [`inputs`], which read what people write; [`fit`], which holds outputs, whose [`types`] are declared,
//! against inputs; [`synth`], which joins all of these. [`tier`] checks and tests single components, with the help of
//! [`provider_schema`]. [`terraform`] runs the real program on the result. Beside them
//! stand [`editor`], [`tier_reference`], [`difference`] and [`watch`], which help those who write stacks and tiers; and
//! [`compatibility`] and [`consequences`], which tell what a change means; [`held`] reads what a state holds. [`publish`] decides what may go to
//! a registry.

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
