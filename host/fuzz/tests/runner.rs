//! Checks of the properties without the fuzzer.

#![allow(clippy::unwrap_used)]

mod seeds;
mod terraform;
