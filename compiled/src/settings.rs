//! What decides which code wasmtime makes, and which it takes. The build script compiles this file as well.

use wasmtime::Config;

/// The configuration with which tiers are compiled and run.
pub fn config() -> Config {
    let mut config = Config::new();
    // Fuel bounds a guest the same way on every machine, and needs no thread.
    config.consume_fuel(true);
    // A unit of fuel may be an instruction that fills all memory: a clock bounds the time of a guest as well.
    config.epoch_interruption(true);
    // A tier's answer must not depend on the machine it runs on.
    config.cranelift_nan_canonicalization(true);
    config.wasm_relaxed_simd(false);
    // The names of functions are all that is told of a trap's call stack. Offsets into the component and
    // tables for native debuggers would be a seventh of what is checked at every start.
    config.generate_address_map(false);
    config.native_unwind_info(false);
    // A tier that panics leaves its message in its memory, which is readable only through a core dump.
    config.coredump_on_trap(true);
    config
}
