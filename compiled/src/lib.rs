//! How tiers are compiled, and the built-in ones as native code, which the build script compiles that way. With it, nothing
//! has to be compiled before a stack of built-in tiers is synthesized for the first time.

mod compatibility;
mod settings;

pub use compatibility::compatibility;
pub use settings::config;

/// Native code by the SHA-256 of the component that it was made of, sorted. Empty where the build did not optimize, and
/// where its compiler cannot compile for the target.
static CODE: &[([u8; 32], &[u8])] = &include!(concat!(env!("OUT_DIR"), "/code.rs"));

/// The code of a component, as [`wasmtime::Engine::precompile_component`] gave it, if it is a built-in tier.
pub fn code(sha256: &[u8; 32]) -> Option<&'static [u8]> {
    let at = CODE.binary_search_by_key(sha256, |(known, _)| *known).ok()?;
    Some(CODE[at].1)
}
