//! The built-in tiers as WebAssembly components. The build script compiles them from source.

/// A tier that comes with Terrace.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinTier {
    /// Its name, by which a stack file asks for it.
    pub name: &'static str,
    /// The component.
    pub component: &'static [u8],
    /// SHA-256 of the component.
    pub sha256: [u8; 32],
}

/// All built-in tiers, sorted by name.
pub static TIERS: &[BuiltinTier] = &include!(concat!(env!("OUT_DIR"), "/tiers.rs"));
