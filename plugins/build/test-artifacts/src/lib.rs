//! The tests' guests as WebAssembly components. The build script compiles them from source.

/// A tier that breaks the contract in the way selected by its input `fault`; see its source.
pub static FAULTY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/faulty.wasm"));

/// The tier of `examples/tiers/queues`.
pub static QUEUES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/queues.wasm"));

/// The tier of `tests/conformance/rust`.
pub static CONFORMANCE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/conformance.wasm"));

/// A tier with inputs and outputs of many types; see its source.
pub static TYPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/typed.wasm"));
