//! What index and manifests say of a blob.

use crate::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An OCI descriptor: what a blob is, its digest, and how long it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The blob's media type.
    pub media_type: String,
    /// Its digest.
    pub digest: Digest,
    /// Its length in bytes.
    pub size: u64,
    /// For manifests of artifacts: what kind of artifact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Further facts by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    /// Describes some bytes.
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

/// The part of a manifest that says which blobs it needs.
#[derive(Deserialize)]
struct Manifest {
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
}

/// The blobs that a manifest needs besides itself: its configuration, then its layers.
pub fn needs(manifest: &[u8]) -> Result<Vec<Descriptor>, serde_json::Error> {
    let manifest: Manifest = serde_json::from_slice(manifest)?;
    Ok(manifest.config.into_iter().chain(manifest.layers).collect())
}
