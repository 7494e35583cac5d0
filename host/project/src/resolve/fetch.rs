//! Downloads components that are not available locally, all at the same time.

use super::choose::{self, Choice};
use super::{RemoteSources, ResolveError, signatures};
use std::collections::BTreeMap;
use std::io::{self, Write};
use terrace_core::digest::Digest;
use terrace_core::reference::{HttpsReference, OciReference, Reference, Repository};
use terrace_registry::client::{Client, Pull, Sink};
use terrace_registry::layout::{ComponentManifest, MAX_COMPONENT_BYTES};
use terrace_registry::store::{Descriptor, Entry, Partial, PartialBlob, Store, media_type};

/// Returns, for each choice, the store that has its component.
pub(super) fn fetch<'a>(
    choices: impl IntoIterator<Item = &'a Choice>,
    elsewhere: &RemoteSources,
) -> Vec<Result<Store, ResolveError>> {
    let choices: Vec<&Choice> = choices.into_iter().collect();
    let planned: Vec<_> = choices.iter().map(|choice| plan(choice, elsewhere)).collect();
    let mut pulled = pull(planned.iter().flatten().flatten(), elsewhere);
    choices
        .into_iter()
        .zip(planned)
        .map(|(choice, planned)| match planned? {
            None => elsewhere.with(&choice.digest).cloned().ok_or(ResolveError::NoStore),
            Some(download) => {
                for blob in download.blobs() {
                    // The first component that needs the blob reports the failure.
                    if let Some(failure) = pulled.remove(&blob) {
                        return Err(failure);
                    }
                }
                keep(choice, &download, elsewhere)?;
                Ok(elsewhere.store().clone())
            }
        })
        .collect()
}

/// A download that is needed for a component.
enum Download {
    Artifact { reference: OciReference, bytes: Vec<u8>, manifest: Box<ComponentManifest> },
    File { url: HttpsReference, digest: Digest },
}

impl Download {
    fn blobs(&self) -> Vec<Digest> {
        match self {
            Self::Artifact { manifest, .. } => vec![manifest.config.digest, manifest.layer.digest],
            Self::File { digest, .. } => vec![*digest],
        }
    }
}

/// Returns the download that a component needs, or `None` if it is available locally and registered under the name it was
/// looked up by.
fn plan(choice: &Choice, elsewhere: &RemoteSources) -> Result<Option<Download>, ResolveError> {
    let is_here = is_of_manifest(choice, elsewhere)? && elsewhere.with(&choice.digest).is_some();
    let remote = &choice.remote;
    if is_here && choice.bytes.is_none() {
        tracing::debug!(%remote, "downloaded before");
        return Ok(None);
    }
    match is_here {
        true => tracing::debug!(%remote, "downloaded before, but under another name"),
        false => tracing::debug!(%remote, "not downloaded yet"),
    }
    let is_online = elsewhere.client()?.is_some();
    if !is_online {
        let missing = || ResolveError::Offline { reference: choice.remote.to_string() };
        return if is_here { Ok(None) } else { Err(missing()) };
    }
    match (&choice.remote.reference, choice.manifest) {
        (Reference::Https(url), _) => Ok(Some(Download::File { url: url.clone(), digest: choice.digest })),
        (Reference::Oci(named), manifest) => {
            let reference = match (manifest, &choice.tag) {
                (_, Some(tag)) => named.repository.tagged(tag)?,
                (Some(digest), None) => named.repository.with_digest(digest),
                (None, None) => named.clone(),
            };
            let bytes = match &choice.bytes {
                Some(bytes) => bytes.clone(),
                None => choose::manifest(&reference, elsewhere)?,
            };
            let manifest = choose::read(&reference, &bytes)?;
            if manifest.layer.digest != choice.digest {
                return Err(ResolveError::OtherThanLocked {
                    reference: reference.to_string(),
                    locked: choice.digest,
                    found: manifest.layer.digest,
                });
            }
            Ok(Some(Download::Artifact { reference, bytes, manifest: Box::new(manifest) }))
        }
    }
}

/// Returns whether the manifest is available locally. It must be that of the chosen component: the manifest is what is signed.
fn is_of_manifest(choice: &Choice, elsewhere: &RemoteSources) -> Result<bool, ResolveError> {
    let (Reference::Oci(named), Some(digest)) = (&choice.remote.reference, choice.manifest) else {
        return Ok(true);
    };
    let Some(bytes) = elsewhere.blob(&digest)? else { return Ok(false) };
    let reference = named.repository.with_digest(digest);
    let found = choose::read(&reference, &bytes)?.layer.digest;
    if found != choice.digest {
        return Err(ResolveError::OtherThanLocked {
            reference: reference.to_string(),
            locked: choice.digest,
            found,
        });
    }
    Ok(true)
}

/// A blob that is being downloaded into the store.
struct IncomingBlob<'a> {
    repository: &'a Repository,
    blob: Descriptor,
    sink: PartialSink,
}

/// Downloads all missing blobs, and returns the failures.
fn pull<'a>(
    downloads: impl Iterator<Item = &'a Download>,
    elsewhere: &RemoteSources,
) -> BTreeMap<Digest, ResolveError> {
    let mut failures = BTreeMap::new();
    let client = match elsewhere.client() {
        Ok(Some(client)) => client,
        _ => return failures,
    };
    // In the order of digests: two processes that want the same blobs would otherwise wait for each other.
    let mut artifacts = BTreeMap::new();
    let mut files = BTreeMap::new();
    for download in downloads {
        match download {
            Download::Artifact { reference, manifest, .. } => {
                for blob in [&manifest.config, &manifest.layer] {
                    artifacts.insert(blob.digest, (&reference.repository, blob));
                }
            }
            Download::File { url, digest } => _ = files.insert(*digest, url),
        }
    }
    let mut incoming = Vec::new();
    for (digest, (repository, blob)) in artifacts {
        match elsewhere.store().partial(&digest) {
            Ok(Partial::Done) => {}
            Ok(Partial::Open(partial)) => {
                incoming.push(IncomingBlob {
                    repository,
                    blob: blob.clone(),
                    sink: PartialSink::new(partial),
                });
            }
            Err(error) => _ = failures.insert(digest, error.into()),
        }
    }
    let results = {
        let mut pulls: Vec<Pull<'_>> = incoming
            .iter_mut()
            .map(|one| Pull { repository: one.repository, blob: &one.blob, sink: &mut one.sink })
            .collect();
        client.pull_all(&mut pulls)
    };
    for (one, result) in incoming.into_iter().zip(results) {
        let digest = one.blob.digest;
        if let Err(error) = one.sink.finish(result.map_err(Into::into)) {
            failures.insert(digest, error);
        }
    }
    for (digest, url) in files {
        if let Err(error) = download(client, url, &digest, elsewhere.store()) {
            failures.insert(digest, error);
        }
    }
    failures
}

/// Downloads a file whose digest is not known in advance, and returns its digest.
pub(super) fn unknown(url: &HttpsReference, elsewhere: &RemoteSources) -> Result<Digest, ResolveError> {
    let Some(client) = elsewhere.client()? else {
        let known = elsewhere.known(url.as_str())?;
        return known
            .map(|descriptor| descriptor.digest)
            .ok_or_else(|| ResolveError::Offline { reference: url.to_string() });
    };
    let mut bytes = Vec::new();
    client.download(url, MAX_COMPONENT_BYTES, &mut bytes)?;
    let digest = elsewhere.store().insert(&bytes)?;
    keep_file(url, &digest, elsewhere)?;
    Ok(digest)
}

fn download(
    client: &Client,
    url: &HttpsReference,
    digest: &Digest,
    store: &Store,
) -> Result<(), ResolveError> {
    match store.partial(digest)? {
        Partial::Done => Ok(()),
        Partial::Open(partial) => {
            let mut sink = PartialSink::new(partial);
            let result = client.download(url, MAX_COMPONENT_BYTES, &mut sink);
            match sink.finish(result.map_err(Into::into)) {
                Err(ResolveError::Store(terrace_registry::store::StoreError::WrongDigest {
                    expected,
                    found,
                })) => Err(ResolveError::OtherThanAsked { url: url.to_string(), expected, found }),
                result => result,
            }
        }
    }
}

/// Writes received bytes to a partial blob, and remembers why the store could not accept them.
struct PartialSink {
    partial: PartialBlob,
    is_refused: Option<terrace_registry::store::StoreError>,
}

impl PartialSink {
    fn new(partial: PartialBlob) -> Self {
        Self { partial, is_refused: None }
    }

    fn finish(self, result: Result<(), ResolveError>) -> Result<(), ResolveError> {
        if let Some(error) = self.is_refused {
            return Err(error.into());
        }
        result?;
        Ok(self.partial.finish()?)
    }
}

impl Sink for PartialSink {
    fn received(&self) -> u64 {
        self.partial.length()
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.partial.write_all(bytes).map_err(|error| {
            let kind = error.kind();
            self.is_refused = Some(self.partial.failed(error));
            io::Error::from(kind)
        })
    }

    fn restart(&mut self) -> io::Result<()> {
        self.partial.restart().map_err(io::Error::other)
    }
}

/// Registers a download under its tag and under the digest in the lock file.
fn keep(choice: &Choice, download: &Download, elsewhere: &RemoteSources) -> Result<(), ResolveError> {
    let store = elsewhere.store();
    match download {
        Download::Artifact { reference, bytes, manifest } => {
            store.insert(bytes)?;
            let descriptor = Descriptor::of(media_type::MANIFEST, bytes);
            let repository = &reference.repository;
            let mut entries =
                vec![Entry::new(format!("{repository}@{}", manifest.digest), descriptor.clone())];
            if let Some(tag) = &choice.tag {
                entries.push(Entry::new(format!("{repository}:{tag}"), descriptor));
            }
            store.remember(entries)?;
            // If a trust policy requires signatures, they are fetched again later, and a failure is reported then.
            let _ = signatures::fetch(repository, manifest.digest, elsewhere);
            Ok(())
        }
        Download::File { url, digest } => keep_file(url, digest, elsewhere),
    }
}

fn keep_file(url: &HttpsReference, digest: &Digest, elsewhere: &RemoteSources) -> Result<(), ResolveError> {
    let store = elsewhere.store();
    let size = std::fs::metadata(store.path(digest)).map_or(0, |metadata| metadata.len());
    let descriptor = Descriptor {
        media_type: media_type::WASM_LAYER.to_owned(),
        digest: *digest,
        size,
        artifact_type: None,
        annotations: BTreeMap::new(),
    };
    Ok(store.remember([Entry::new(url.as_str(), descriptor)])?)
}
