//! Tests of the client and the store, with registries on this machine.

#![allow(clippy::unwrap_used)]

mod docker;
mod environment;
mod faults;
mod gate;
mod lies;
mod network;
mod store_faults;
mod support;
mod wkg;
