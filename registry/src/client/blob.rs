//! Pulling blobs, from where an attempt before broke off.

use super::auth::Intent;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use super::{Client, Pull, Sink};
use crate::Digest;
use crate::error::{Failure, RegistryError};
use crate::layout::Descriptor;
use crate::reference::Repository;
use futures_util::{StreamExt as _, stream};
use oci_client::Reference;
use oci_client::client::{BlobResponse, SizedStream};
use oci_client::errors::DigestError;

/// How many blobs are pulled at the same time.
const AT_ONCE: usize = 4;

impl Client {
    /// Pulls a blob. Bytes that the sink has already are not asked for again.
    ///
    /// The sink gets as many bytes as the descriptor says. Their digest is checked where they came in one go; bytes
    /// from several attempts only the owner of the sink can check. A sink with wrong bytes is left empty.
    pub fn pull(
        &self,
        repository: &Repository,
        blob: &Descriptor,
        sink: &mut dyn Sink,
    ) -> Result<(), RegistryError> {
        self.run(repository, self.pull_blob(repository, blob, sink))
    }

    /// Pulls several blobs, up to four at the same time. One result for each, in the same order.
    pub fn pull_all(&self, pulls: &mut [Pull<'_>]) -> Vec<Result<(), RegistryError>> {
        let work = stream::iter(pulls.iter_mut().enumerate()).map(|(index, pull)| async move {
            let pulled = self.pull_blob(pull.repository, pull.blob, pull.sink).await;
            (index, pulled.map_err(|failure| RegistryError::new(pull.repository, failure)))
        });
        let mut results: Vec<_> = self.runtime.block_on(work.buffer_unordered(AT_ONCE).collect());
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Pulls a blob of at most `limit` bytes into memory and checks its digest.
    pub fn small_blob(
        &self,
        repository: &Repository,
        blob: &Descriptor,
        limit: u64,
    ) -> Result<Vec<u8>, RegistryError> {
        self.run(repository, async {
            if blob.size > limit {
                return Err(Failure::TooLarge { what: "the blob", limit });
            }
            let mut bytes = Vec::new();
            self.pull_blob(repository, blob, &mut bytes).await?;
            if Digest::of(&bytes) != blob.digest {
                return Err(Failure::WrongDigest { expected: blob.digest });
            }
            Ok(bytes)
        })
    }

    async fn pull_blob(
        &self,
        repository: &Repository,
        blob: &Descriptor,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let site = self.registry(repository).await?;
        let mut attempts = Attempts::new(&self.options);
        if sink.received() > blob.size {
            sink.restart().map_err(Failure::Keep)?;
        }
        while sink.received() < blob.size || blob.size == 0 {
            match self.pull_once(&site, repository, blob, sink).await {
                Ok(()) => break,
                Err(Trouble { failure: failure @ Failure::WrongDigest { .. }, .. }) => {
                    sink.restart().map_err(Failure::Keep)?;
                    return Err(failure);
                }
                Err(trouble) => attempts.after(&site, self.refused(&site, trouble)).await?,
            }
        }
        Ok(())
    }

    async fn pull_once(
        &self,
        site: &Site,
        repository: &Repository,
        blob: &Descriptor,
        sink: &mut dyn Sink,
    ) -> Result<(), Trouble> {
        self.authorize(site, repository, Intent::Pull).await?;
        let digest = blob.digest.to_string();
        let image = Reference::with_digest(site.host.clone(), repository.name().to_owned(), digest.clone());
        let missing = |trouble: Trouble| match trouble.failure {
            Failure::NoManifest { .. } => Failure::NoBlob { digest: blob.digest }.into(),
            _ => trouble,
        };
        let failed = |error| missing(Trouble::from_oci(&site.host, error));
        let stream = if sink.received() == 0 {
            site.oci.pull_blob_stream(&image, digest.as_str()).await.map_err(failed)?
        } else {
            match site.oci.pull_blob_stream_partial(&image, digest.as_str(), sink.received(), None).await {
                Ok(BlobResponse::Partial(rest)) => rest,
                Ok(BlobResponse::Full(whole)) => {
                    sink.restart().map_err(Failure::Keep)?;
                    whole
                }
                Err(error) => return Err(failed(error)),
            }
        };
        self.receive(site, blob, stream, sink).await.map_err(Trouble::from)
    }

    async fn receive(
        &self,
        site: &Site,
        blob: &Descriptor,
        mut stream: SizedStream,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let name = blob.digest.to_string();
        let wrong = || Failure::WrongDigest { expected: blob.digest };
        let mut is_wrong = false;
        while let Some(piece) = stream.next().await {
            let bytes = match piece {
                Ok(bytes) => bytes,
                Err(error) if is_digest_error(&error) => {
                    is_wrong = true;
                    break;
                }
                Err(error) => return Err(Failure::from_stream(&site.host, &error)),
            };
            if sink.received() + bytes.len() as u64 > blob.size {
                return Err(wrong());
            }
            sink.take(&bytes).map_err(Failure::Keep)?;
            self.options.observer.progress(&name, sink.received(), Some(blob.size));
        }
        let received = sink.received();
        if received < blob.size {
            let reason = format!("{received} of {} bytes came", blob.size);
            return Err(Failure::Cut { host: site.host.clone(), reason });
        }
        if is_wrong { Err(wrong()) } else { Ok(()) }
    }
}

fn is_digest_error(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<DigestError>())
}
