//! Where blocks come from.

/// Which component an instance is a run of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Name and version. Example: `network@0.1.0`.
    pub component: String,
    /// Digest of the component. Example: `sha256:…`.
    pub digest: String,
}
