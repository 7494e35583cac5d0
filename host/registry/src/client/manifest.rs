//! Fetching manifests.

use super::Client;
use super::auth::Intent;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use crate::error::{Failure, RegistryError};
use crate::layout::MAX_MANIFEST_BYTES;
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, StatusCode};
use terrace_core::digest::Digest;
use terrace_core::reference::{OciReference, Target};

/// Manifests and image indexes, of OCI and of Docker.
const ACCEPTED: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";

/// A manifest as the registry returns it. Its content is not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedManifest {
    /// The digest of the bytes.
    pub digest: Digest,
    /// The bytes, at most [`MAX_MANIFEST_BYTES`] of them.
    pub bytes: Vec<u8>,
}

impl Client {
    /// Fetches the manifest of a reference with a tag or a digest; the tag defaults to `latest`.
    pub fn resolve(&self, reference: &OciReference) -> Result<ResolvedManifest, RegistryError> {
        self.question(reference, async {
            match self.manifest(reference).await {
                Err(Failure::NoManifest { host, .. }) => {
                    let near = self.tags_near(reference).await;
                    Err(Failure::NoManifest { host, near })
                }
                other => other,
            }
        })
    }

    /// Returns the digest of the manifest of a reference, or `None` if the repository has no such manifest.
    pub fn exists(&self, reference: &OciReference) -> Result<Option<Digest>, RegistryError> {
        self.question(reference, async {
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
                Err(trouble) => attempts.after(self.refused(&site, trouble)).await?,
            }
        }
    }

    pub(super) async fn manifest_once(
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
        let mut request = site.request(Method::GET, url, &authorized);
        request.headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
        let answer = site.gate.send(request).await?;
        if answer.status() != StatusCode::OK {
            return Err(answer.failure(&site.host).await);
        }
        let bytes = answer.read("the manifest", MAX_MANIFEST_BYTES).await?;
        let digest = Digest::of(&bytes);
        match reference.digest() {
            Some(expected) if expected != digest => Err(Failure::WrongDigest { expected }.into()),
            _ => Ok(ResolvedManifest { digest, bytes }),
        }
    }
}
