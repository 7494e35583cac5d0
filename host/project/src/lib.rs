//! What commands do: load a stack, resolve and lock its components, synthesize, compare, publish and test.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod consequences;
pub mod editor;
mod placement;
pub mod publish;
pub mod resolve;
pub mod source;
pub mod synth;
pub mod tier;
pub mod tier_reference;
pub mod watch;
