//! Pulls blobs, resuming where an earlier attempt stopped.

use super::auth::Intent;
use super::classify::Trouble;
use super::download::{drop_useless, request_rest};
use super::gate::LimitedResponse;
use super::retry::Attempts;
use super::site::Site;
use super::{Client, Pull, Sink};
use crate::error::{Failure, RegistryError};
use crate::layout::Descriptor;
use futures_util::{StreamExt as _, stream};
use reqwest::{Method, StatusCode};
use sha2::{Digest as _, Sha256};
use terrace_core::digest::Digest;
use terrace_core::reference::Repository;

/// How many blobs are pulled at the same time.
const MAX_PARALLEL_PULLS: usize = 4;

impl Client {
    /// Pulls a blob. Bytes that the sink already has are not requested again.
    ///
    /// The sink gets as many bytes as the descriptor says. Their digest is checked if they arrived in one attempt; bytes from
    /// several attempts can only be checked by the owner of the sink. A sink with wrong bytes is left empty.
    pub fn pull(
        &self,
        repository: &Repository,
        blob: &Descriptor,
        sink: &mut dyn Sink,
    ) -> Result<(), RegistryError> {
        self.run(repository, self.pull_blob(repository, blob, sink))
    }

    /// Pulls several blobs, up to four at the same time. Returns one result for each, in the same order.
    pub fn pull_all(&self, pulls: &mut [Pull<'_>]) -> Vec<Result<(), RegistryError>> {
        let work = stream::iter(pulls.iter_mut().enumerate()).map(|(index, pull)| async move {
            let pulled = self.pull_blob(pull.repository, pull.blob, pull.sink).await;
            (index, pulled.map_err(|failure| RegistryError::new(pull.repository, failure)))
        });
        let mut results: Vec<_> = self.runtime.block_on(work.buffer_unordered(MAX_PARALLEL_PULLS).collect());
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
            self.within(self.options.pace.question, self.pull_blob(repository, blob, &mut bytes)).await?;
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
                Err(trouble) => {
                    let trouble = self.refused(&site, trouble);
                    drop_useless(sink, &trouble);
                    attempts.after(trouble).await?;
                }
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
        let authorized = self.authorize(site, repository, Intent::Pull).await?;
        let url = site.url(&format!("{}/blobs/{}", repository.name(), blob.digest))?;
        let request = site.request(Method::GET, url, &authorized);
        match request_rest(&site.gate, request, &site.host, sink).await? {
            Ok(answer) => self.receive(site, blob, answer, sink).await.map_err(Trouble::from),
            Err(refused) if refused.status() == StatusCode::NOT_FOUND => {
                Err(Failure::NoBlob { digest: blob.digest }.into())
            }
            Err(refused) => Err(refused.failure(&site.host).await),
        }
    }

    async fn receive(
        &self,
        site: &Site,
        blob: &Descriptor,
        mut answer: LimitedResponse,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let name = blob.digest.to_string();
        let wrong = || Failure::WrongDigest { expected: blob.digest };
        let is_whole = sink.received() == 0;
        let mut hasher = Sha256::new();
        while let Some(bytes) = answer.chunk().await? {
            let bytes = bytes.as_ref();
            if sink.received() + bytes.len() as u64 > blob.size {
                return Err(wrong());
            }
            hasher.update(bytes);
            sink.take(bytes).map_err(Failure::Keep)?;
            self.options.observer.progress(&name, sink.received(), Some(blob.size));
        }
        let received = sink.received();
        if received < blob.size {
            let reason = format!("{received} of {} bytes received", blob.size);
            return Err(Failure::Cut { host: site.host.clone(), reason });
        }
        let found: [u8; 32] = hasher.finalize().into();
        if is_whole && found != blob.digest.to_bytes() { Err(wrong()) } else { Ok(()) }
    }
}
