//! Why an artifact is no component.

use super::{LARGEST_CONFIG, LARGEST_MANIFEST, media_type};

/// Why a manifest is not that of a component that Terrace can pull.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// It is larger than manifests are.
    #[error("its manifest has {size} bytes; at most {LARGEST_MANIFEST} are read")]
    HugeManifest {
        /// The manifest's size in bytes.
        size: u64,
    },
    /// It is not JSON, or not a manifest.
    #[error("its manifest cannot be read: {reason}")]
    Unreadable {
        /// What the parser says.
        reason: String,
    },
    /// It is a list of manifests.
    #[error("it is a list of {count} manifests, not a component")]
    List {
        /// How many the list has.
        count: usize,
        /// The first that the list has, if any.
        first: Option<String>,
    },
    /// It has another media type.
    #[error("its manifest has the type `{found}`, expected `{}`", media_type::MANIFEST)]
    ManifestType {
        /// The manifest's media type.
        found: String,
    },
    /// The config is not that of a component.
    #[error("its config has the type `{found}`, expected `{}`", media_type::WASM_CONFIG)]
    ConfigType {
        /// The config's media type.
        found: String,
    },
    /// The config is larger than allowed.
    #[error("its config has {size} bytes; at most {LARGEST_CONFIG} are pulled")]
    HugeConfig {
        /// The config's size in bytes.
        size: u64,
    },
    /// The number of layers is not one.
    #[error("it has {count} layers, expected one of the type `{}`", media_type::WASM_LAYER)]
    LayerCount {
        /// How many there are.
        count: usize,
    },
    /// The layer is not a component.
    #[error("its layer has the type `{found}`, expected `{}`", media_type::WASM_LAYER)]
    LayerType {
        /// The layer's media type.
        found: String,
    },
    /// The layer is larger than allowed.
    #[error("its component has {size} bytes; at most {limit} are pulled")]
    HugeLayer {
        /// The layer's size in bytes.
        size: u64,
        /// The limit.
        limit: u64,
    },
}

impl LayoutError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::HugeManifest { .. } | Self::Unreadable { .. } => {
                "check that the reference names a component; push it again with `terrace push`".to_owned()
            }
            Self::List { first: Some(first), .. } => {
                format!("name one of them by its digest, such as `@{first}`")
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
