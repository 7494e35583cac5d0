//! Errors of reading a component's manifest.

use super::{MAX_CONFIG_BYTES, MAX_MANIFEST_BYTES, media_type};

/// The reason why a manifest is not that of a component that Terrace can pull.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    #[error("its manifest has {size} bytes; at most {MAX_MANIFEST_BYTES} are allowed")]
    HugeManifest {
        /// The manifest's size in bytes.
        size: u64,
    },
    #[error("its manifest cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("it is an index of {count} manifests")]
    List {
        count: usize,
        /// The digest of the first manifest, if any.
        first: Option<String>,
    },
    #[error("its manifest has type `{found}`, expected `{}`", media_type::MANIFEST)]
    ManifestType { found: String },
    #[error("its config has type `{found}`, expected `{}`", media_type::WASM_CONFIG)]
    ConfigType { found: String },
    #[error("its config has {size} bytes; at most {MAX_CONFIG_BYTES} are allowed")]
    HugeConfig {
        /// The config's size in bytes.
        size: u64,
    },
    #[error("expected one layer of type `{}`, got {count}", media_type::WASM_LAYER)]
    LayerCount { count: usize },
    #[error("its layer has type `{found}`, expected `{}`", media_type::WASM_LAYER)]
    LayerType { found: String },
    #[error("its component has {size} bytes; at most {limit} are allowed")]
    HugeLayer {
        /// The layer's size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

impl LayoutError {
    /// Returns what to do about the error.
    pub fn hint(&self) -> String {
        match self {
            Self::HugeManifest { .. } | Self::Unreadable { .. } => {
                "check that the reference names a component; push it again with `terrace push`".to_owned()
            }
            Self::List { first: Some(first), .. } => {
                format!("choose one of them by its digest, such as `@{first}`")
            }
            Self::List { first: None, .. } => "push the component again with `terrace push`".to_owned(),
            Self::ManifestType { .. }
            | Self::ConfigType { .. }
            | Self::LayerCount { .. }
            | Self::LayerType { .. } => {
                "it may be a container image; push components with `terrace push` or `wkg oci push`"
                    .to_owned()
            }
            Self::HugeConfig { .. } | Self::HugeLayer { .. } => {
                "check that the reference names a tier".to_owned()
            }
        }
    }
}
