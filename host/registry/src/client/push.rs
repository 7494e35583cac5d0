//! Pushes artifacts.

use super::Client;
use super::auth::Intent;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use crate::error::{Failure, RegistryError};
use crate::layout::media_type;
use futures_util::{StreamExt as _, stream};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Body, Method, StatusCode, Url};
use serde::Deserialize;
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::reference::{OciReference, Repository, Target};

/// How many bytes are sent between two progress reports.
const PROGRESS_BYTES: usize = 256 << 10;

/// An artifact to push: a manifest, and the blobs that it lists.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The bytes of the manifest.
    pub manifest: &'a [u8],
    /// The bytes of the config and of the layers.
    pub blobs: &'a [&'a [u8]],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
    media_type: Option<String>,
}

impl Client {
    /// Pushes the blobs that the repository does not have yet, then the manifest under the reference's tag; without a tag, it
    /// can be found by its digest only. Returns the manifest's digest. An existing tag is moved.
    pub fn push(&self, reference: &OciReference, upload: Upload<'_>) -> Result<Digest, RegistryError> {
        self.run(reference, async {
            let site = self.registry(&reference.repository).await?;
            for blob in upload.blobs {
                let blob: Arc<[u8]> = Arc::from(*blob);
                let mut attempts = Attempts::new(&self.options);
                while let Err(trouble) = self.push_blob_once(&site, reference, &blob).await {
                    attempts.after(self.refused(&site, trouble)).await?;
                }
            }
            let mut attempts = Attempts::new(&self.options);
            while let Err(trouble) = self.push_manifest_once(&site, reference, upload.manifest).await {
                attempts.after(self.refused(&site, trouble)).await?;
            }
            Ok(Digest::of(upload.manifest))
        })
    }

    async fn push_blob_once(
        &self,
        site: &Site,
        reference: &OciReference,
        blob: &Arc<[u8]>,
    ) -> Result<(), Trouble> {
        let repository = &reference.repository;
        let digest = Digest::of(blob);
        let (name, size) = (digest.to_string(), blob.len() as u64);
        if self.has_blob(site, repository, digest).await? {
            self.options.observer.progress(&name, size, Some(size));
            return Ok(());
        }
        let mut url = self.begin_upload(site, repository).await?;
        url.query_pairs_mut().append_pair("digest", &name);
        let observer = Arc::clone(&self.options.observer);
        let body = || {
            let (bytes, observer, name) = (Arc::clone(blob), Arc::clone(&observer), name.clone());
            let starts = (0..bytes.len()).step_by(PROGRESS_BYTES);
            Body::wrap_stream(stream::iter(starts).map(move |start| {
                let end = bytes.len().min(start + PROGRESS_BYTES);
                observer.progress(&name, end as u64, Some(size));
                Ok::<_, std::io::Error>(bytes[start..end].to_vec())
            }))
        };
        let authorized = self.authorize(site, repository, Intent::Push).await?;
        let mut request = site.request(Method::PUT, url, &authorized);
        request.headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
        request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        request.body = Some(&body);
        request.patience = self.options.pace.transfer;
        let answer = site.gate.send(request).await?;
        if answer.status().is_success() { Ok(()) } else { Err(answer.failure(&site.host).await) }
    }

    async fn has_blob(&self, site: &Site, repository: &Repository, digest: Digest) -> Result<bool, Trouble> {
        let authorized = self.authorize(site, repository, Intent::Pull).await?;
        let url = site.url(&format!("{}/blobs/{digest}", repository.name()))?;
        let answer = site.gate.send(site.request(Method::HEAD, url, &authorized)).await?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(false),
            status if status.is_success() => Ok(true),
            _ => Err(answer.failure(&site.host).await),
        }
    }

    /// Returns the URL to upload a blob to. The registry chooses it.
    async fn begin_upload(&self, site: &Site, repository: &Repository) -> Result<Url, Trouble> {
        let authorized = self.authorize(site, repository, Intent::Push).await?;
        let url = site.url(&format!("{}/blobs/uploads/", repository.name()))?;
        let mut request = site.request(Method::POST, url, &authorized);
        request.headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
        let answer = site.gate.send(request).await?;
        if !answer.status().is_success() {
            return Err(answer.failure(&site.host).await);
        }
        let location = answer.headers().get(LOCATION).ok_or_else(|| Failure::Malformed {
            host: site.host.clone(),
            reason: "it returned no upload URL for a blob".to_owned(),
        })?;
        Ok(site.gate.follow(answer.url(), location)?)
    }

    async fn push_manifest_once(
        &self,
        site: &Site,
        reference: &OciReference,
        manifest: &[u8],
    ) -> Result<(), Trouble> {
        let name = match &reference.target {
            Target::Tag(tag) => tag.clone(),
            Target::Digest(_) | Target::Unspecified => Digest::of(manifest).to_string(),
        };
        let url = site.url(&format!("{}/manifests/{name}", reference.repository.name()))?;
        let malformed = |error: &dyn std::error::Error| Trouble::from(Failure::malformed(&site.host, error));
        let outline: Outline = serde_json::from_slice(manifest).map_err(|error| malformed(&error))?;
        let content_type = outline.media_type.as_deref().unwrap_or(media_type::MANIFEST);
        let content_type = HeaderValue::from_str(content_type).map_err(|error| malformed(&error))?;
        let body = || Body::from(manifest.to_vec());
        let authorized = self.authorize(site, &reference.repository, Intent::Push).await?;
        let mut request = site.request(Method::PUT, url, &authorized);
        request.headers.insert(CONTENT_TYPE, content_type);
        request.body = Some(&body);
        let answer = site.gate.send(request).await?;
        if answer.status().is_success() { Ok(()) } else { Err(answer.failure(&site.host).await) }
    }
}
