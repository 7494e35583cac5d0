//! What a registry has: tags, repositories, referrers.

use super::Client;
use super::auth::Intent;
use super::classify::Trouble;
use super::retry::Attempts;
use super::site::Site;
use crate::Digest;
use crate::error::{Failure, RegistryError};
use crate::layout::Descriptor;
use crate::reference::{Namespace, OciReference, Repository};
use crate::version;
use oci_client::Reference;
use oci_client::errors::OciDistributionError;
use oci_client::secrets::RegistryAuth;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many names are asked for at a time. A registry may give fewer, though there are more.
const PAGE: usize = 100;

/// How many tags are named where a reference has none of them.
const NEAR: usize = 3;

impl Client {
    /// The tags of a repository, sorted. A repository that does not exist is an error.
    pub fn tags(&self, repository: &Repository) -> Result<Vec<String>, RegistryError> {
        self.run(repository, async {
            let site = self.registry(repository).await?;
            self.all_tags(&site, repository).await
        })
    }

    /// The repositories of a registry that are within the namespace, sorted.
    pub fn catalog(&self, namespace: &Namespace) -> Result<Vec<Repository>, RegistryError> {
        self.run(namespace, async {
            let site = self.site(namespace.registry()).await?;
            let names = self.all_repositories(&site).await.map_err(|failure| match failure.root() {
                Failure::Unauthorized { user: Some(_), .. }
                | Failure::Forbidden { .. }
                | Failure::NoManifest { .. }
                | Failure::Refused { .. } => Failure::NoCatalog { host: site.host.clone() },
                _ => failure,
            })?;
            let repositories =
                names.iter().filter_map(|name| Repository::parse(&format!("{}/{name}", site.host)).ok());
            Ok(repositories.filter(|repository| namespace.contains(repository)).collect())
        })
    }

    /// Manifests that say something about another one, such as signatures: those that the registry lists, or that
    /// the tag `sha256-…` lists where the registry cannot. None where there is neither.
    pub fn referrers(
        &self,
        repository: &Repository,
        subject: Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let reference = repository.with_digest(subject);
        self.run(&reference, async {
            let site = self.registry(repository).await?;
            let image =
                Reference::with_digest(site.host.clone(), repository.name().to_owned(), subject.to_string());
            let mut attempts = Attempts::new(&self.options);
            loop {
                let asked = async {
                    self.authorize(&site, repository, Intent::Pull).await?;
                    let answer = site.oci.pull_referrers(&image, artifact_type).await;
                    answer.map_err(|error| Trouble::from_oci(&site.host, error))
                };
                match asked.await {
                    Ok(index) => return Ok(index.manifests.into_iter().filter_map(descriptor).collect()),
                    Err(trouble) => attempts.after(&site, self.refused(&site, trouble)).await?,
                }
            }
        })
    }

    /// Tags of the reference's repository that are most like its own, for the message that there is no such tag.
    pub(super) async fn tags_near(&self, reference: &OciReference) -> Vec<String> {
        let Some(wanted) = reference.tag() else { return Vec::new() };
        let Ok(site) = self.registry(&reference.repository).await else { return Vec::new() };
        let Ok(tags) = self.all_tags(&site, &reference.repository).await else { return Vec::new() };
        nearest(wanted, tags)
    }

    async fn all_tags(&self, site: &Site, repository: &Repository) -> Result<Vec<String>, Failure> {
        let image = Reference::with_tag(site.host.clone(), repository.name().to_owned(), String::new());
        self.all_pages(site, repository, async |last| {
            let page = site.oci.list_tags(&image, &RegistryAuth::Anonymous, Some(PAGE), last).await?;
            Ok(page.tags)
        })
        .await
    }

    async fn all_repositories(&self, site: &Site) -> Result<Vec<String>, Failure> {
        let anything = Repository::parse(&format!("{}/catalog", site.host))
            .map_err(|error| Failure::setup(&site.host, &error))?;
        let image = Reference::with_tag(site.host.clone(), anything.name().to_owned(), String::new());
        self.all_pages(site, &anything, async |last| {
            let page = site.oci.catalog(&image, &RegistryAuth::Anonymous, Some(PAGE), last).await?;
            Ok(page.repositories)
        })
        .await
    }

    /// All names, page by page, sorted. Some registries give everything at once and ignore what was asked for.
    async fn all_pages(
        &self,
        site: &Site,
        repository: &Repository,
        page: impl AsyncFn(Option<&str>) -> Result<Vec<String>, OciDistributionError>,
    ) -> Result<Vec<String>, Failure> {
        let mut names = BTreeSet::new();
        let mut last: Option<String> = None;
        loop {
            let mut attempts = Attempts::new(&self.options);
            let found = loop {
                let asked = async {
                    self.authorize(site, repository, Intent::Pull).await?;
                    page(last.as_deref()).await.map_err(|error| Trouble::from_oci(&site.host, error))
                };
                match asked.await {
                    Ok(found) => break found,
                    Err(trouble) => attempts.after(site, self.refused(site, trouble)).await?,
                }
            };
            let (known, is_everything) = (names.len(), found.len() > PAGE);
            last = found.last().cloned();
            names.extend(found);
            if is_everything || names.len() == known {
                return Ok(names.into_iter().collect());
            }
        }
    }
}

fn descriptor(entry: oci_client::manifest::ImageIndexEntry) -> Option<Descriptor> {
    Some(Descriptor {
        media_type: entry.media_type,
        digest: entry.digest.parse().ok()?,
        size: entry.size.try_into().ok()?,
        artifact_type: entry.artifact_type,
        annotations: entry.annotations.unwrap_or_default(),
    })
}

/// The tags that begin most like the wanted one; among those alike, the newest versions.
fn nearest(wanted: &str, mut tags: Vec<String>) -> Vec<String> {
    let alike = |tag: &str| tag.bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
    tags.retain(|tag| !tag.starts_with("sha256-"));
    tags.sort_by_cached_key(|tag| Reverse((alike(tag), version::version_of(tag))));
    tags.truncate(NEAR);
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_tags_begin_alike_and_are_new() {
        let tags = ["1.4.1", "1.4.2", "1.4.10", "2.0.0", "latest", "sha256-00.sig"].map(str::to_owned);
        assert_eq!(nearest("1.4.3", tags.to_vec()), ["1.4.10", "1.4.2", "1.4.1"]);
        assert_eq!(nearest("lates", tags.to_vec())[0], "latest");
        assert_eq!(nearest("x", Vec::new()), Vec::<String>::new());
    }
}
