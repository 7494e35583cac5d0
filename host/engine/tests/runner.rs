//! Tests of the engine with components that break the contract.

#![allow(clippy::unwrap_used)]

mod answers;
mod engine;
