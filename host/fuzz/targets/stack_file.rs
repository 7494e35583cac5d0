//! Fuzzes `stack_file`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| terrace_fuzz::stack_file(data));
