//! Checks the signatures of components.

use super::choose::Choice;
use super::{RemoteSources, ResolveError};
use terrace_core::digest::Digest;
use terrace_core::reference::{Reference, Repository};
use terrace_registry::client::Client;
use terrace_registry::signature::{Signature, Verdict, image, sigstore, stored, verify};
use terrace_registry::store::{Descriptor, Entry, Store, media_type, needs, signature_tag};
use terrace_registry::{Failure, RegistryError};

/// The maximum total size of a component's signatures, manifests included: 16 MiB.
const MAX_SIGNATURE_BYTES: u64 = 16 << 20;

/// The maximum number of files of a component's signatures, manifests included.
const MAX_SIGNATURES: usize = 500;

/// Returns the signers with a valid signature, or an error if the trust policy requires others.
///
/// Uses the signatures in the stores. If they are not sufficient and there is a network, it looks for newer ones.
pub(super) fn judge(choice: &Choice, elsewhere: &RemoteSources) -> Result<Vec<String>, ResolveError> {
    let policy = elsewhere.policy();
    let named = &choice.remote.reference;
    if policy.requirements(named).is_empty() {
        return Ok(Vec::new());
    }
    let (Reference::Oci(reference), Some(manifest)) = (named, choice.manifest) else {
        // Files on a web server have no signatures.
        policy.judge(named, &Verdict::default()).map_err(Box::new)?;
        return Ok(Vec::new());
    };
    let mut verdict = verdict(&reference.repository, &manifest, elsewhere)?;
    if policy.judge(named, &verdict).is_err() && elsewhere.client()?.is_some() {
        fetch(&reference.repository, manifest, elsewhere)?;
        verdict = self::verdict(&reference.repository, &manifest, elsewhere)?;
    }
    policy.judge(named, &verdict).map_err(Box::new)?;
    Ok(verdict.signers.into_iter().collect())
}

/// Verifies the signatures in the stores.
fn verdict(
    repository: &Repository,
    manifest: &Digest,
    elsewhere: &RemoteSources,
) -> Result<Verdict, ResolveError> {
    let identity = repository.to_string();
    let mut signatures: Vec<Signature> = Vec::new();
    for store in elsewhere.stores() {
        for descriptor in store.signatures(&identity, manifest)? {
            for signature in read(store, &descriptor)? {
                if !signatures.contains(&signature) {
                    signatures.push(signature);
                }
            }
        }
    }
    Ok(verify(&signatures, &identity, manifest, elsewhere.policy().signers()))
}

/// Returns all signatures of a manifest in any form, including malformed ones. Looks for newer ones if there is a network.
pub fn all(
    repository: &Repository,
    manifest: Digest,
    elsewhere: &RemoteSources,
) -> Result<Vec<Signature>, ResolveError> {
    fetch(repository, manifest, elsewhere)?;
    let mut signatures: Vec<Signature> = Vec::new();
    for store in elsewhere.stores() {
        for signature in stored(store, &repository.to_string(), &manifest)? {
            if !signatures.contains(&signature) {
                signatures.push(signature);
            }
        }
    }
    Ok(signatures)
}

/// Returns the signatures in an image or a bundle. Anything else has none.
fn read(store: &Store, descriptor: &Descriptor) -> Result<Vec<Signature>, ResolveError> {
    let mut found = Vec::new();
    let bytes = store.blob(&descriptor.digest)?;
    for layer in image::read(&bytes).unwrap_or_default() {
        if let Some(signature) = layer.signature {
            found.push(Signature::Simple { payload: store.blob(&layer.payload.digest)?, signature });
        }
    }
    for blob in store.needs(descriptor)? {
        if blob.media_type == sigstore::BUNDLE {
            found.extend(sigstore::read(&store.blob(&blob.digest)?).ok());
        }
    }
    Ok(found)
}

/// Downloads the signatures of a manifest: those under its signature tag, and those that refer to it.
pub(super) fn fetch(
    repository: &Repository,
    manifest: Digest,
    elsewhere: &RemoteSources,
) -> Result<(), ResolveError> {
    let Some(client) = elsewhere.client()? else { return Ok(()) };
    let store = elsewhere.store();
    let tag = signature_tag(&manifest);
    let mut pulling = SignatureDownload { client, repository, store, bytes: 0, files: 0 };
    let mut entries = Vec::new();
    if let Some(image) = none_if_missing(client.resolve(&repository.tagged(&tag)?))? {
        entries.push(Entry::new(format!("{repository}:{tag}"), pulling.keep(&image.bytes)?));
    }
    for listed in client.referrers(repository, manifest, Some(sigstore::BUNDLE))? {
        let bytes = client.resolve(&repository.with_digest(listed.digest))?.bytes;
        entries.push(Entry::referrer(&repository.to_string(), manifest, pulling.keep(&bytes)?));
    }
    if entries.is_empty() { Ok(()) } else { Ok(store.remember(entries)?) }
}

fn none_if_missing<T>(result: Result<T, RegistryError>) -> Result<Option<T>, ResolveError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(*error.failure, Failure::NoManifest { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A download of signatures, limited in number and size.
struct SignatureDownload<'a> {
    client: &'a Client,
    repository: &'a Repository,
    store: &'a Store,
    bytes: u64,
    files: usize,
}

impl SignatureDownload<'_> {
    /// Adds a manifest and all its blobs to the store.
    fn keep(&mut self, bytes: &[u8]) -> Result<Descriptor, ResolveError> {
        let descriptor = Descriptor::of(media_type::MANIFEST, bytes);
        self.count(descriptor.size)?;
        // All blobs are counted first, so that nothing is stored of a set that exceeds the limit.
        let needed = needs(bytes).unwrap_or_default();
        needed.iter().try_for_each(|blob| self.count(blob.size))?;
        self.store.insert(bytes)?;
        for blob in needed {
            if !self.store.has(&blob.digest) {
                self.store.insert(&self.client.small_blob(self.repository, &blob, MAX_SIGNATURE_BYTES)?)?;
            }
        }
        Ok(descriptor)
    }

    fn count(&mut self, bytes: u64) -> Result<(), ResolveError> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.files += 1;
        let limit = if self.bytes > MAX_SIGNATURE_BYTES {
            format!("{MAX_SIGNATURE_BYTES} bytes")
        } else if self.files > MAX_SIGNATURES {
            format!("{MAX_SIGNATURES} files")
        } else {
            return Ok(());
        };
        Err(ResolveError::Signatures { reference: self.repository.to_string(), limit })
    }
}
