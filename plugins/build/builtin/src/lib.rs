//! The built-in tiers as WebAssembly components. The build script compiles them from source.

/// A tier that is part of Terrace.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinTier {
    /// The name that a stack file refers to.
    pub name: &'static str,
    /// The bytes of the component.
    pub component: &'static [u8],
    /// The SHA-256 digest of the component.
    pub sha256: [u8; 32],
}

/// All built-in tiers, sorted by name.
pub static TIERS: &[BuiltinTier] = &include!(concat!(env!("OUT_DIR"), "/tiers.rs"));
