//! The compiler settings for tiers, and the built-in tiers as native code, which the build script compiles if the feature
//! `precompiled-tiers` is enabled. With it, the first synthesis of a stack of built-in tiers needs no compilation.

mod compatibility;
mod settings;

pub use compatibility::compatibility;
pub use settings::config;

use flate2::read::DeflateDecoder;
use std::io::Read as _;

/// Compressed native code by the SHA-256 of its component, sorted. A tier is unpacked once, when it enters the cache. Empty without
/// the feature `precompiled-tiers`, or if the compiler does not support the target.
static CODE: &[([u8; 32], &[u8])] = &include!(concat!(env!("OUT_DIR"), "/code.rs"));

/// Returns the native code of a built-in tier, as [`wasmtime::Engine::precompile_component`] returned it.
pub fn code(sha256: &[u8; 32]) -> Option<Vec<u8>> {
    let at = CODE.binary_search_by_key(sha256, |(known, _)| *known).ok()?;
    let mut code = Vec::new();
    DeflateDecoder::new(CODE[at].1).read_to_end(&mut code).expect("the build script compressed the code");
    Some(code)
}
