#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| terrace_properties::component(data));
