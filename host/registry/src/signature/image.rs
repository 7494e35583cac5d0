//! Signatures as layers of an image, tagged `sha256-<hex>.sig` in the repository of the signed manifest.

use super::Signature;
use crate::store::{Descriptor, media_type};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use terrace_core::digest::Digest;

/// The media type of a payload, and the artifact type of a signature image.
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The media type of the configuration of such an image.
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// The annotation of a layer that contains its signature in base64.
pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// An error reading or adding to a signature image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("the signature manifest cannot be read: {0}")]
    Form(String),
    #[error("only a signature of a simple signing payload can be added to a signature image")]
    Statement,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    schema_version: u32,
    #[serde(default = "manifest_type")]
    media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    config: Descriptor,
    layers: Vec<Descriptor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Descriptor>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
}

fn manifest_type() -> String {
    media_type::MANIFEST.to_owned()
}

/// A layer of a signature image: the payload and its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The descriptor of the payload's blob.
    pub payload: Descriptor,
    /// The signature, or `None` if it is missing or not base64.
    pub signature: Option<Vec<u8>>,
}

/// A signature image to push: the blobs first, the manifest last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureImage {
    /// The bytes of the manifest.
    pub manifest: Vec<u8>,
    /// The bytes of the configuration.
    pub config: Vec<u8>,
    /// The bytes of the added payload.
    pub payload: Vec<u8>,
}

/// Returns the layers of a signature image. Layers of other kinds are left out.
pub fn read(manifest: &[u8]) -> Result<Vec<Layer>, ImageError> {
    let signature = |layer: &Descriptor| STANDARD.decode(layer.annotations.get(SIGNATURE)?).ok();
    Ok(parse(manifest)?
        .layers
        .into_iter()
        .filter(|layer| layer.media_type == SIMPLE_SIGNING)
        .map(|layer| Layer { signature: signature(&layer), payload: layer })
        .collect())
}

/// Adds a signature of `subject` to an existing image, or makes a new one. Existing content is not changed. Returns `None` if
/// the same signature is already in the image.
pub fn add(
    there: Option<&[u8]>,
    subject: &Descriptor,
    signature: &Signature,
) -> Result<Option<SignatureImage>, ImageError> {
    let Signature::Simple { payload, signature } = signature else { return Err(ImageError::Statement) };
    let mut layer = Descriptor::of(SIMPLE_SIGNING, payload);
    layer.annotations.insert(SIGNATURE.to_owned(), STANDARD.encode(signature));
    let mut manifest = match there {
        Some(bytes) => parse(bytes)?,
        None => Manifest {
            schema_version: 2,
            media_type: manifest_type(),
            artifact_type: None,
            config: Descriptor::of(CONFIG, b""),
            layers: Vec::new(),
            subject: None,
            annotations: BTreeMap::new(),
        },
    };
    if manifest.layers.iter().any(|old| {
        old.digest == layer.digest && old.annotations.get(SIGNATURE) == layer.annotations.get(SIGNATURE)
    }) {
        return Ok(None);
    }
    manifest.layers.push(layer);
    let layers: Vec<Digest> = manifest.layers.iter().map(|layer| layer.digest).collect();
    let config = config(&layers);
    manifest.config = Descriptor::of(CONFIG, &config);
    manifest.artifact_type.get_or_insert_with(|| SIMPLE_SIGNING.to_owned());
    manifest.subject.get_or_insert_with(|| Descriptor {
        media_type: subject.media_type.clone(),
        digest: subject.digest,
        size: subject.size,
        artifact_type: None,
        annotations: BTreeMap::new(),
    });
    let bytes = serde_json::to_vec(&manifest).map_err(|error| ImageError::Form(error.to_string()))?;
    Ok(Some(SignatureImage { manifest: bytes, config, payload: payload.clone() }))
}

fn parse(manifest: &[u8]) -> Result<Manifest, ImageError> {
    serde_json::from_slice(manifest).map_err(|error| ImageError::Form(error.to_string()))
}

/// Returns the configuration of an image with these layers, without a time, so that it is always the same.
fn config(layers: &[Digest]) -> Vec<u8> {
    const NEVER: &str = "0001-01-01T00:00:00Z";
    let history: Vec<_> = layers.iter().map(|_| json!({ "created": NEVER })).collect();
    let config = json!({
        "architecture": "",
        "config": {},
        "created": NEVER,
        "history": history,
        "os": "",
        "rootfs": { "diff_ids": layers, "type": "layers" },
    });
    config.to_string().into_bytes()
}
