//! OCI descriptors.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use terrace_core::digest::Digest;

/// An OCI descriptor: the type, the digest and the length of a blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The media type of the blob.
    pub media_type: String,
    /// The digest of the blob.
    pub digest: Digest,
    /// The length of the blob in bytes.
    pub size: u64,
    /// For manifests of artifacts: the type of the artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Free-form annotations, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    pub fn of(media_type: &str, bytes: &[u8]) -> Self {
        Self {
            media_type: media_type.to_owned(),
            digest: Digest::of(bytes),
            size: bytes.len() as u64,
            artifact_type: None,
            annotations: BTreeMap::new(),
        }
    }
}

/// The part of a manifest that lists the blobs it needs.
#[derive(Deserialize)]
struct Manifest {
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
}

/// Returns the blobs that a manifest needs besides itself: its configuration, then its layers.
pub fn needs(manifest: &[u8]) -> Result<Vec<Descriptor>, serde_json::Error> {
    let manifest: Manifest = serde_json::from_slice(manifest)?;
    Ok(manifest.config.into_iter().chain(manifest.layers).collect())
}
