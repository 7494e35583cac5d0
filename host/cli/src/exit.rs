//! Exit codes. They are documented under `terrace --help`.

pub const DONE: u8 = 0;
/// Failed; the reasons were printed.
pub const FAILED: u8 = 1;
/// `synth --check` or `diff` found a difference.
pub const DIFFERENT: u8 = 3;
