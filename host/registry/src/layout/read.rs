//! Reads the manifest of a component.

use super::{
    Descriptor, LayoutError, MAX_COMPONENT_BYTES, MAX_CONFIG_BYTES, MAX_MANIFEST_BYTES, Manifest, annotation,
    media_type,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use terrace_core::digest::Digest;

/// The checked manifest of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentManifest {
    pub digest: Digest,
    pub config: Descriptor,
    pub layer: Descriptor,
    /// The annotations of the manifest; empty if another tool pushed it without any.
    pub annotations: BTreeMap<String, String>,
}

impl ComponentManifest {
    /// Returns the tier's version, if the manifest has one.
    pub fn version(&self) -> Option<&str> {
        self.annotations.get(annotation::VERSION).map(String::as_str)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
    media_type: Option<String>,
    manifests: Option<Vec<IndexEntry>>,
}

#[derive(Deserialize)]
struct IndexEntry {
    #[serde(default)]
    digest: String,
}

/// Reads a manifest whose component has at most [`MAX_COMPONENT_BYTES`] bytes.
pub fn read(bytes: &[u8]) -> Result<ComponentManifest, LayoutError> {
    read_with_limit(bytes, MAX_COMPONENT_BYTES)
}

/// Reads a manifest whose component has at most `limit` bytes.
pub fn read_with_limit(bytes: &[u8], limit: u64) -> Result<ComponentManifest, LayoutError> {
    let size = bytes.len() as u64;
    if size > MAX_MANIFEST_BYTES {
        return Err(LayoutError::HugeManifest { size });
    }
    let unreadable = |error: serde_json::Error| LayoutError::Unreadable { reason: error.to_string() };
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(LayoutError::Unreadable { reason: "it is not a JSON object".to_owned() });
    }
    let outline: Outline = serde_json::from_slice(bytes).map_err(unreadable)?;
    let is_list = matches!(outline.media_type.as_deref(), Some(media_type::INDEX | media_type::DOCKER_INDEX));
    if is_list || outline.manifests.is_some() {
        let manifests = outline.manifests.unwrap_or_default();
        let first = manifests.first().map(|listed| listed.digest.clone());
        return Err(LayoutError::List { count: manifests.len(), first });
    }
    if let Some(found) = outline.media_type.filter(|found| found != media_type::MANIFEST) {
        return Err(LayoutError::ManifestType { found });
    }
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(unreadable)?;
    if manifest.config.media_type != media_type::WASM_CONFIG {
        return Err(LayoutError::ConfigType { found: manifest.config.media_type });
    }
    if manifest.config.size > MAX_CONFIG_BYTES {
        return Err(LayoutError::HugeConfig { size: manifest.config.size });
    }
    let count = manifest.layers.len();
    let [layer] =
        <[Descriptor; 1]>::try_from(manifest.layers).map_err(|_| LayoutError::LayerCount { count })?;
    if layer.media_type != media_type::WASM_LAYER {
        return Err(LayoutError::LayerType { found: layer.media_type });
    }
    if layer.size > limit {
        return Err(LayoutError::HugeLayer { size: layer.size, limit });
    }
    Ok(ComponentManifest {
        digest: Digest::of(bytes),
        config: manifest.config,
        layer,
        annotations: manifest.annotations,
    })
}
