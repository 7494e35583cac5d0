//! Pushing artifacts.

use super::Client;
use super::auth::Intent;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use crate::Digest;
use crate::error::{Failure, RegistryError};
use crate::layout::media_type;
use crate::reference::{OciReference, Target};
use futures_util::{StreamExt as _, stream};
use oci_client::Reference;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use std::sync::Arc;

/// How many bytes are sent between two reports of progress.
const PIECE: usize = 256 << 10;

/// What is pushed: a manifest, and the blobs that it lists.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The manifest's bytes.
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
    /// Pushes the blobs that the repository does not have yet, then the manifest under the reference's tag; without a
    /// tag, it can be found by its digest only. Returns the manifest's digest. A tag that exists is moved.
    pub fn push(&self, reference: &OciReference, upload: Upload<'_>) -> Result<Digest, RegistryError> {
        self.run(reference, async {
            let site = self.registry(&reference.repository).await?;
            for blob in upload.blobs {
                let blob: Arc<[u8]> = Arc::from(*blob);
                let mut attempts = Attempts::new(&self.options);
                while let Err(trouble) = self.push_blob_once(&site, reference, &blob).await {
                    attempts.after(&site, self.refused(&site, trouble)).await?;
                }
            }
            let mut attempts = Attempts::new(&self.options);
            while let Err(trouble) = self.push_manifest_once(&site, reference, upload.manifest).await {
                attempts.after(&site, self.refused(&site, trouble)).await?;
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
        self.authorize(site, repository, Intent::Push).await?;
        self.authorize(site, repository, Intent::Pull).await?;
        let failed = |error| Trouble::from_oci(&site.host, error);
        let digest = Digest::of(blob).to_string();
        let image = Reference::with_digest(site.host.clone(), repository.name().to_owned(), digest.clone());
        let size = blob.len() as u64;
        let observer = Arc::clone(&self.options.observer);
        if site.oci.blob_exists(&image, &digest).await.map_err(failed)? {
            observer.progress(&digest, size, Some(size));
            return Ok(());
        }
        let (bytes, name) = (Arc::clone(blob), digest.clone());
        let pieces = stream::iter((0..bytes.len()).step_by(PIECE)).map(move |start| {
            let end = bytes.len().min(start + PIECE);
            observer.progress(&name, end as u64, Some(size));
            Ok(bytes[start..end].to_vec().into())
        });
        site.oci.push_blob_stream(&image, pieces, &digest, Some(size)).await.map_err(failed)?;
        Ok(())
    }

    async fn push_manifest_once(
        &self,
        site: &Site,
        reference: &OciReference,
        manifest: &[u8],
    ) -> Result<(), Trouble> {
        self.authorize(site, &reference.repository, Intent::Push).await?;
        let registry = site.host.clone();
        let repository = reference.repository.name().to_owned();
        let image = match &reference.target {
            Target::Tag(tag) => Reference::with_tag(registry, repository, tag.clone()),
            Target::Digest(_) | Target::Unspecified => {
                Reference::with_digest(registry, repository, Digest::of(manifest).to_string())
            }
        };
        let malformed = |error: &dyn std::error::Error| Trouble::from(Failure::malformed(&site.host, error));
        let outline: Outline = serde_json::from_slice(manifest).map_err(|error| malformed(&error))?;
        let content_type = outline.media_type.as_deref().unwrap_or(media_type::MANIFEST);
        let content_type = HeaderValue::from_str(content_type).map_err(|error| malformed(&error))?;
        let pushed = site.oci.push_manifest_raw(&image, manifest.to_vec(), content_type).await;
        pushed.map_err(|error| Trouble::from_oci(&site.host, error))?;
        Ok(())
    }
}
