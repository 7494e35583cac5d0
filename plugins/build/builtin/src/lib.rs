//! The built-in tiers as WebAssembly components. The build script compiles them from source.

use flate2::read::DeflateDecoder;
use std::io::Read as _;

/// A tier that is part of Terrace.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinTier {
    /// The name that a stack file refers to.
    pub name: &'static str,
    /// The SHA-256 digest of the component.
    pub sha256: [u8; 32],
    /// The compressed component, a quarter of its size. It is only needed when the tier is compiled.
    compressed: &'static [u8],
}

impl BuiltinTier {
    /// Returns the bytes of the component.
    pub fn component(&self) -> Vec<u8> {
        let mut component = Vec::new();
        let mut decoder = DeflateDecoder::new(self.compressed);
        decoder.read_to_end(&mut component).expect("the build script compressed the component");
        component
    }
}

/// All built-in tiers, sorted by name.
pub static TIERS: &[BuiltinTier] = &include!(concat!(env!("OUT_DIR"), "/tiers.rs"));
