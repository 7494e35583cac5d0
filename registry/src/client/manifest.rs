//! Fetching manifests.
//!
//! The request is not made by `oci-client`, which reads an answer of any size into memory.

use super::auth::Intent;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use super::{Client, retry_after};
use crate::Digest;
use crate::error::{Failure, RegistryError};
use crate::layout::{LARGEST_MANIFEST, media_type};
use crate::reference::{OciReference, Target};
use reqwest::header::ACCEPT;
use reqwest::{Response, StatusCode};

/// A manifest as a registry has it. Its content is not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedManifest {
    /// The digest of the bytes.
    pub digest: Digest,
    /// The bytes, at most [`LARGEST_MANIFEST`] of them.
    pub bytes: Vec<u8>,
}

impl Client {
    /// Fetches the manifest of a reference with a tag or a digest; the tag is `latest` where it has neither.
    pub fn resolve(&self, reference: &OciReference) -> Result<ResolvedManifest, RegistryError> {
        self.run(reference, async {
            match self.manifest(reference).await {
                Err(Failure::NoManifest { host, .. }) => {
                    let near = self.tags_near(reference).await;
                    Err(Failure::NoManifest { host, near })
                }
                other => other,
            }
        })
    }

    /// The digest of the manifest of a reference; none where the repository has no such manifest.
    pub fn exists(&self, reference: &OciReference) -> Result<Option<Digest>, RegistryError> {
        self.run(reference, async {
            match self.manifest(reference).await {
                Ok(manifest) => Ok(Some(manifest.digest)),
                Err(Failure::NoManifest { .. }) => Ok(None),
                Err(failure) => Err(failure),
            }
        })
    }

    async fn manifest(&self, reference: &OciReference) -> Result<ResolvedManifest, Failure> {
        let site = self.registry(&reference.repository).await?;
        let mut attempts = Attempts::new(&self.options);
        loop {
            match self.manifest_once(&site, reference).await {
                Ok(manifest) => return Ok(manifest),
                Err(trouble) => attempts.after(&site, self.refused(&site, trouble)).await?,
            }
        }
    }

    async fn manifest_once(
        &self,
        site: &Site,
        reference: &OciReference,
    ) -> Result<ResolvedManifest, Trouble> {
        let authorized = self.authorize(site, &reference.repository, Intent::Pull).await?;
        let name = match &reference.target {
            Target::Unspecified => "latest".to_owned(),
            Target::Tag(tag) => tag.clone(),
            Target::Digest(digest) => digest.to_string(),
        };
        let url = site.url(&format!("{}/manifests/{name}", reference.repository.name()))?;
        let accepted =
            [media_type::MANIFEST, media_type::INDEX, media_type::DOCKER_MANIFEST, media_type::DOCKER_INDEX];
        let request = site.http.get(url.clone()).header(ACCEPT, accepted.join(", "));
        let sent = site.authenticate(request, &authorized).send().await;
        let response = sent.map_err(|error| Failure::from_request(&site.host, &error))?;
        let status = response.status();
        let asked_for = retry_after::read(response.headers());
        let bytes = read_bounded(&site.host, response, "the manifest", LARGEST_MANIFEST).await?;
        if status != StatusCode::OK {
            let failure = Failure::from_status(&site.host, status, &bytes);
            return Err(Trouble { failure, url: Some(url), asked_for });
        }
        let digest = Digest::of(&bytes);
        match reference.digest() {
            Some(expected) if expected != digest => Err(Failure::WrongDigest { expected }.into()),
            _ => Ok(ResolvedManifest { digest, bytes }),
        }
    }
}

/// The body of an answer, unless it is larger than `limit`.
pub(super) async fn read_bounded(
    host: &str,
    mut response: Response,
    what: &'static str,
    limit: u64,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::from_request(host, &error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > limit {
            return Err(Failure::TooLarge { what, limit });
        }
    }
    Ok(bytes)
}
