//! What the cache knows of a compiled tier.
//!
//! These digests guard against files that are damaged or stand in each other's place, and are taken at every start
//! of what is not known by its stamp, so they are BLAKE3, several times as fast as SHA-256.

use super::stamp::Stamp;
use crate::model::Manifest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fs::File;
use std::io;
use std::sync::Arc;

/// What stands beside the code of a compiled tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Digest of the code, in hexadecimal.
    pub(super) code: String,
    /// The file of the code, as it was when it had this digest.
    pub(super) stamp: Option<Stamp>,
    /// The version of the contract that the component exports.
    pub(super) contract: String,
    /// What the tier says of itself, once it was asked. It is long, and held by many.
    #[serde(serialize_with = "plain", deserialize_with = "shared")]
    pub(super) manifest: Option<Arc<Manifest>>,
}

fn plain<S: Serializer>(manifest: &Option<Arc<Manifest>>, serializer: S) -> Result<S::Ok, S::Error> {
    manifest.as_deref().serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<Manifest>>, D::Error> {
    Ok(Option::deserialize(deserializer)?.map(Arc::new))
}

/// The digest of some bytes, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The digest of what a file holds from here on, in hexadecimal. Reads it in parts that stay in the
/// processor's cache.
pub(super) fn digest_of_file(file: &mut File) -> io::Result<String> {
    Ok(blake3::Hasher::new().update_reader(file)?.finalize().to_hex().to_string())
}
