//! Returns signatures from the store, so that they can be verified without a network.

use super::Signature;
use super::image::{self, SIMPLE_SIGNING};
use super::sigstore::{self, BUNDLE};
use crate::store::{Descriptor, Store, StoreError};
use terrace_core::digest::Digest;

/// Returns all signatures in the store of a manifest in `registry/repository`, in any format. Those that cannot be read as a
/// signature are included with the reason.
pub fn stored(store: &Store, repository: &str, manifest: &Digest) -> Result<Vec<Signature>, StoreError> {
    let mut signatures = Vec::new();
    for known in store.signatures(repository, manifest)? {
        let bytes = store.blob(&known.digest)?;
        match image::read(&bytes) {
            Ok(layers) => {
                for layer in layers {
                    signatures.push(simple(store, layer)?);
                }
            }
            Err(error) => signatures.push(Signature::Unreadable(error.to_string())),
        }
        let needed = match store.needs(&known) {
            // Reading it as an image has failed for the same reason.
            Err(StoreError::Manifest { .. }) => Vec::new(),
            needed => needed?,
        };
        for bundle in needed.iter().filter(|blob| blob.media_type == BUNDLE) {
            signatures.push(statement(store, bundle)?);
        }
    }
    Ok(signatures)
}

fn simple(store: &Store, layer: image::Layer) -> Result<Signature, StoreError> {
    let Some(signature) = layer.signature else {
        return Ok(Signature::Unreadable(format!("a layer of type `{SIMPLE_SIGNING}` has no signature")));
    };
    Ok(Signature::Simple { payload: store.blob(&layer.payload.digest)?, signature })
}

fn statement(store: &Store, bundle: &Descriptor) -> Result<Signature, StoreError> {
    let read = sigstore::read(&store.blob(&bundle.digest)?);
    Ok(read.unwrap_or_else(|error| Signature::Unreadable(error.to_string())))
}
