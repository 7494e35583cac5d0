//! The settings that decide which code wasmtime generates and accepts. The build script compiles this file too.

use wasmtime::Config;

/// Returns the configuration with which tiers are compiled and run.
pub fn config() -> Config {
    let mut config = Config::new();
    // Fuel limits a guest the same way on every machine, and needs no thread.
    config.consume_fuel(true);
    // A single unit of fuel may be an instruction that fills all memory, so a clock limits a guest's time as well.
    config.epoch_interruption(true);
    // A tier's contribution must not depend on the machine it runs on.
    config.cranelift_nan_canonicalization(true);
    config.wasm_relaxed_simd(false);
    // A trap's call stack only shows function names. Offsets into the component and tables for native debuggers would be a
    // seventh of the bytes that are verified at every start.
    config.generate_address_map(false);
    config.native_unwind_info(false);
    // A tier that panics leaves its message in its memory, which is readable only through a core dump.
    config.coredump_on_trap(true);
    config
}
