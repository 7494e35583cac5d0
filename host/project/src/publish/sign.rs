//! Signs components in a registry.

use super::SignError;
use terrace_core::reference::{OciReference, Repository};
use terrace_registry::Failure;
use terrace_registry::client::{Client, Upload};
use terrace_registry::key::PrivateKey;
use terrace_registry::layout::{Descriptor, media_type};
use terrace_registry::signature::{Payload, Signature, image};
use terrace_registry::store::signature_tag;

/// The number of attempts to add a signature that another process keeps overwriting.
const MAX_ATTEMPTS: usize = 4;

/// The result of signing a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutcome {
    /// The signature was added.
    New,
    /// The same signature existed before.
    AlreadyThere,
}

/// Signs a manifest of a repository, and adds the signature to those in the registry.
pub fn sign(
    client: &Client,
    repository: &Repository,
    manifest: &[u8],
    key: &PrivateKey,
) -> Result<SignOutcome, SignError> {
    let subject = Descriptor::of(media_type::MANIFEST, manifest);
    let payload = Payload { identity: repository.to_string(), digest: subject.digest };
    let signature = Signature::sign(&payload, key);
    let reference = repository.tagged(&signature_tag(&subject.digest))?;
    for attempt in 0..MAX_ATTEMPTS {
        let there = signatures(client, &reference)?;
        let added = image::add(there.as_deref(), &subject, &signature)
            .map_err(|error| SignError::Image { reference: reference.clone(), error })?;
        match added {
            None if attempt == 0 => return Ok(SignOutcome::AlreadyThere),
            None => return Ok(SignOutcome::New),
            // Registries have no conditional update of a tag. So the tag is read again after it was written.
            Some(image) => {
                let blobs: [&[u8]; 2] = [&image.config, &image.payload];
                client.push(&reference, Upload { manifest: &image.manifest, blobs: &blobs })?;
            }
        }
    }
    Err(SignError::Overtaken(reference))
}

fn signatures(client: &Client, reference: &OciReference) -> Result<Option<Vec<u8>>, SignError> {
    match client.resolve(reference) {
        Ok(manifest) => Ok(Some(manifest.bytes)),
        Err(error) if matches!(error.failure.root(), Failure::NoManifest { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
