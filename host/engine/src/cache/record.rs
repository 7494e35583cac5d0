//! Records of compiled tiers in the cache.
//!
//! Their digests guard against damaged or interchanged files. They are computed at every start for files whose stamps are
//! unknown, so they are BLAKE3, which is several times as fast as SHA-256.

use super::stamp::Stamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fs::File;
use std::io;
use std::sync::Arc;
use terrace_core::model::Manifest;

/// The record next to the code of a compiled tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    /// The digest of the code, in hexadecimal.
    pub(super) code: String,
    /// The stamp of the code's file when it had this digest.
    pub(super) stamp: Option<Stamp>,
    /// The version of the contract that the component exports.
    pub(super) contract: String,
    /// The tier's manifest, once it was described. It is long and has many holders.
    #[serde(serialize_with = "plain", deserialize_with = "shared")]
    pub(super) manifest: Option<Arc<Manifest>>,
}

fn plain<S: Serializer>(manifest: &Option<Arc<Manifest>>, serializer: S) -> Result<S::Ok, S::Error> {
    manifest.as_deref().serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Manifest>>, D::Error> {
    Ok(Option::deserialize(deserializer)?.map(Arc::new))
}

/// Returns the digest of some bytes, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Returns the digest of the rest of a file, in hexadecimal. The file is read in parts that fit into the
/// processor's cache.
pub(super) fn digest_of_file(file: &mut File) -> io::Result<String> {
    Ok(blake3::Hasher::new().update_reader(file)?.finalize().to_hex().to_string())
}
