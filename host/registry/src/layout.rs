//! Components as OCI artifacts: one manifest, one config, one layer, as `wkg` and `oras` write and read them.

mod error;
mod make;
mod manifest;
mod read;

pub use crate::media_type;
pub use crate::store::Descriptor;
pub use error::LayoutError;
pub use make::{Artifact, Metadata};
pub use manifest::Manifest;
pub use read::{ComponentManifest, read, read_with_limit};

/// The annotations of a component's manifest.
pub mod annotation {
    /// The name of the tier.
    pub const TITLE: &str = "org.opencontainers.image.title";
    /// The version of the tier.
    pub const VERSION: &str = "org.opencontainers.image.version";
    /// A description of the tier, one sentence.
    pub const DESCRIPTION: &str = "org.opencontainers.image.description";
    /// The URL of the source.
    pub const SOURCE: &str = "org.opencontainers.image.source";
    /// The license, as an SPDX expression.
    pub const LICENSES: &str = "org.opencontainers.image.licenses";
    /// The commit of the source.
    pub const REVISION: &str = "org.opencontainers.image.revision";
    /// The version of Terrace's contract that the component exports.
    pub const CONTRACT: &str = "dev.terrace.contract";
}

/// The largest component that is pulled: 256 MiB.
pub const MAX_COMPONENT_BYTES: u64 = 256 << 20;

/// The largest config that is pulled: 1 MiB. It lists interfaces.
pub const MAX_CONFIG_BYTES: u64 = 1 << 20;

/// The largest manifest that is read: 4 MiB, the size that registries have to accept.
pub const MAX_MANIFEST_BYTES: u64 = 4 << 20;

#[cfg(test)]
mod tests;
