//! The program under test, and the directories that its tests share.

use std::path::{Path, PathBuf};
use terrace_tests::program::Sandbox;

/// The path of the program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_terrace-under-test");

const SHARED: &str = env!("CARGO_TARGET_TMPDIR");

/// Returns an environment in which the program runs, with the shared cache.
pub fn sandbox() -> Sandbox {
    Sandbox::new(PROGRAM, SHARED).unwrap()
}

/// Returns the cache, with the compiled tiers and the engines of languages. Its entries are addressed by content.
pub fn cache() -> PathBuf {
    Path::new(SHARED).join("terrace-cache")
}

/// Returns the target directory for Rust projects of tests: their dependencies are compiled once for all of them.
pub fn cargo_target() -> PathBuf {
    Path::new(SHARED).join("new-tier")
}
