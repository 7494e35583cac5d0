//! The compiler settings for tiers, and the built-in tiers as native code, which the build script compiles if the feature
//! `precompiled-tiers` is enabled. With it, the first synthesis of a stack of built-in tiers needs no compilation.

mod compatibility;
mod settings;

pub use compatibility::compatibility;
pub use settings::config;

/// Native code by the SHA-256 of its component, sorted. Empty without the feature `precompiled-tiers`, or if the compiler does not
/// support the target.
static CODE: &[([u8; 32], &[u8])] = &include!(concat!(env!("OUT_DIR"), "/code.rs"));

/// Returns the native code of a built-in tier, as [`wasmtime::Engine::precompile_component`] returned it.
pub fn code(sha256: &[u8; 32]) -> Option<&'static [u8]> {
    let at = CODE.binary_search_by_key(sha256, |(known, _)| *known).ok()?;
    Some(CODE[at].1)
}
