//! The guests of the tests as WebAssembly components. The build script compiles them from source.

/// A tier that breaks the contract in the way its input `fault` names; see its source.
pub static FAULTY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/faulty.wasm"));

/// The tier of `examples/tiers/queues`.
pub static QUEUES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/queues.wasm"));

/// The tier of `tests/conformance/rust`.
pub static CONFORMANCE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/conformance.wasm"));

/// A tier whose inputs and outputs are of many types; see its source.
pub static TYPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/typed.wasm"));
