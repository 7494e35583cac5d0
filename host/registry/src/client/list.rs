//! Lists the tags, repositories and referrers of a registry.

use super::Client;
use super::auth::Intent;
use super::classify::Trouble;
use super::limits::{
    MAX_LIST_BYTES, MAX_NAMES, MAX_PAGE_BYTES, MAX_PAGES, MAX_REFERRERS, MAX_REFERRERS_BYTES,
};
use super::retry::Attempts;
use super::site::Site;
use crate::error::{Failure, RegistryError};
use crate::layout::{Descriptor, media_type};
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::digest::Digest;
use terrace_core::reference::{Namespace, OciReference, Repository};
use terrace_core::version;

/// How many names are requested at a time. A registry may return fewer even if there are more.
const NAMES_PER_PAGE: usize = 100;

/// How many similar tags are named if a reference's tag does not exist.
const MAX_SIMILAR_TAGS: usize = 3;

/// A page of tags or of repositories.
#[derive(Deserialize)]
struct Page {
    #[serde(alias = "repositories")]
    tags: Option<Vec<String>>,
}

/// A list of manifests that refer to another one.
#[derive(Deserialize)]
struct Referrers {
    manifests: Vec<Referrer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Referrer {
    media_type: String,
    digest: String,
    size: u64,
    artifact_type: Option<String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

impl Client {
    /// Returns the tags of a repository, sorted. A repository that does not exist is an error. Names that are not valid tags
    /// are left out.
    pub fn tags(&self, repository: &Repository) -> Result<Vec<String>, RegistryError> {
        self.question(repository, async {
            let site = self.registry(repository).await?;
            self.all_tags(&site, repository).await
        })
    }

    /// Returns the repositories of a registry that are in the namespace, sorted.
    pub fn catalog(&self, namespace: &Namespace) -> Result<Vec<Repository>, RegistryError> {
        self.question(namespace, async {
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

    /// Returns manifests that refer to another one, such as signatures: those that the registry lists, or those listed under
    /// the tag `sha256-…` if the registry has no referrers API. Empty if there is neither.
    pub fn referrers(
        &self,
        repository: &Repository,
        subject: Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        self.question(&repository.with_digest(subject), async {
            let site = self.registry(repository).await?;
            let mut attempts = Attempts::new(&self.options);
            loop {
                match self.referrers_once(&site, repository, subject, artifact_type).await {
                    Ok(listed) => return Ok(listed),
                    Err(trouble) => attempts.after(self.refused(&site, trouble)).await?,
                }
            }
        })
    }

    async fn referrers_once(
        &self,
        site: &Site,
        repository: &Repository,
        subject: Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, Trouble> {
        let authorized = self.authorize(site, repository, Intent::Pull).await?;
        let mut url = site.url(&format!("{}/referrers/{subject}", repository.name()))?;
        if let Some(artifact_type) = artifact_type {
            url.query_pairs_mut().append_pair("artifactType", artifact_type);
        }
        let mut request = site.request(Method::GET, url, &authorized);
        request.headers.insert(ACCEPT, HeaderValue::from_static(media_type::INDEX));
        let answer = site.gate.send(request).await?;
        let bytes = match answer.status() {
            StatusCode::OK => answer.read("the list of referrers", MAX_REFERRERS_BYTES).await?,
            StatusCode::NOT_FOUND => {
                let tagged = repository.tagged(&format!("sha256-{}", subject.hex()));
                let tagged = tagged.map_err(|error| Failure::setup(&site.host, &error))?;
                match self.manifest_once(site, &tagged).await {
                    Ok(manifest) => manifest.bytes,
                    Err(Trouble { failure: Failure::NoManifest { .. }, .. }) => return Ok(Vec::new()),
                    Err(trouble) => return Err(trouble),
                }
            }
            _ => return Err(answer.failure(&site.host).await),
        };
        let mut listed = descriptors(site, &bytes)?;
        // A registry need not filter, and a tag cannot.
        listed.retain(|entry| artifact_type.is_none() || entry.artifact_type.as_deref() == artifact_type);
        Ok(listed)
    }

    /// Returns the tags of the repository that are most like the reference's own, for the message that there is no such tag.
    pub(super) async fn tags_near(&self, reference: &OciReference) -> Vec<String> {
        let Some(wanted) = reference.tag() else { return Vec::new() };
        let Ok(site) = self.registry(&reference.repository).await else { return Vec::new() };
        let Ok(tags) = self.all_tags(&site, &reference.repository).await else { return Vec::new() };
        nearest(wanted, tags)
    }

    async fn all_tags(&self, site: &Site, repository: &Repository) -> Result<Vec<String>, Failure> {
        let path = format!("{}/tags/list", repository.name());
        self.all_pages(site, repository, &path, |tag| repository.tagged(tag).is_ok()).await
    }

    async fn all_repositories(&self, site: &Site) -> Result<Vec<String>, Failure> {
        let parse = |name: &str| Repository::parse(&format!("{}/{name}", site.host));
        let anything = parse("catalog").map_err(|error| Failure::setup(&site.host, &error))?;
        self.all_pages(site, &anything, "_catalog", |name| parse(name).is_ok()).await
    }

    /// Returns all names, page by page, sorted. Some registries ignore the page size and return everything at once.
    ///
    /// The client computes the address of the next page itself: `Link` headers are not read.
    async fn all_pages(
        &self,
        site: &Site,
        repository: &Repository,
        path: &str,
        is_name: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, Failure> {
        let mut names = BTreeSet::new();
        let (mut last, mut bytes): (Option<String>, u64) = (None, 0);
        for _ in 0..MAX_PAGES {
            let limit = MAX_PAGE_BYTES.min(MAX_LIST_BYTES - bytes);
            let page = self.page(site, repository, path, last.as_deref(), limit).await;
            let (found, length) = page.map_err(|failure| match failure {
                Failure::TooLarge { .. } if limit < MAX_PAGE_BYTES => {
                    Failure::TooLarge { what: "the whole list", limit: MAX_LIST_BYTES }
                }
                failure => failure,
            })?;
            bytes += length;
            let (known, is_everything) = (names.len(), found.len() > NAMES_PER_PAGE);
            let found: Vec<String> = found.into_iter().filter(|name| is_name(name)).collect();
            last = found.last().cloned();
            names.extend(found);
            if names.len() > MAX_NAMES {
                let host = site.host.clone();
                return Err(Failure::TooMany { host, what: "names", limit: MAX_NAMES });
            }
            if is_everything || names.len() == known {
                return Ok(names.into_iter().collect());
            }
        }
        Err(Failure::TooMany { host: site.host.clone(), what: "pages", limit: MAX_PAGES })
    }

    /// Returns the names on one page, and its length in bytes.
    async fn page(
        &self,
        site: &Site,
        repository: &Repository,
        path: &str,
        last: Option<&str>,
        limit: u64,
    ) -> Result<(Vec<String>, u64), Failure> {
        let mut attempts = Attempts::new(&self.options);
        loop {
            match self.page_once(site, repository, path, last, limit).await {
                Ok(found) => return Ok(found),
                Err(trouble) => attempts.after(self.refused(site, trouble)).await?,
            }
        }
    }

    async fn page_once(
        &self,
        site: &Site,
        repository: &Repository,
        path: &str,
        last: Option<&str>,
        limit: u64,
    ) -> Result<(Vec<String>, u64), Trouble> {
        let authorized = self.authorize(site, repository, Intent::Pull).await?;
        let mut url = site.url(path)?;
        url.query_pairs_mut().append_pair("n", &NAMES_PER_PAGE.to_string());
        if let Some(last) = last {
            url.query_pairs_mut().append_pair("last", last);
        }
        let answer = site.gate.send(site.request(Method::GET, url, &authorized)).await?;
        if answer.status() != StatusCode::OK {
            return Err(answer.failure(&site.host).await);
        }
        let bytes = answer.read("the list", limit).await?;
        let page: Page =
            serde_json::from_slice(&bytes).map_err(|error| Failure::malformed(&site.host, &error))?;
        Ok((page.tags.unwrap_or_default(), bytes.len() as u64))
    }
}

fn descriptors(site: &Site, bytes: &[u8]) -> Result<Vec<Descriptor>, Failure> {
    let listed: Referrers =
        serde_json::from_slice(bytes).map_err(|error| Failure::malformed(&site.host, &error))?;
    if listed.manifests.len() > MAX_REFERRERS {
        return Err(Failure::TooMany { host: site.host.clone(), what: "referrers", limit: MAX_REFERRERS });
    }
    Ok(listed.manifests.into_iter().filter_map(descriptor).collect())
}

/// Returns `None` if the digest is of a kind that cannot be checked.
fn descriptor(entry: Referrer) -> Option<Descriptor> {
    Some(Descriptor {
        media_type: entry.media_type,
        digest: entry.digest.parse().ok()?,
        size: entry.size,
        artifact_type: entry.artifact_type,
        annotations: entry.annotations,
    })
}

/// Returns the tags with the longest common prefix with the wanted one; among equals, the newest versions.
fn nearest(wanted: &str, mut tags: Vec<String>) -> Vec<String> {
    let alike = |tag: &str| tag.bytes().zip(wanted.bytes()).take_while(|(a, b)| a == b).count();
    tags.retain(|tag| !tag.starts_with("sha256-"));
    tags.sort_by_cached_key(|tag| Reverse((alike(tag), version::version_of(tag))));
    tags.truncate(MAX_SIMILAR_TAGS);
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_tags_are_similar_and_new() {
        let tags = ["1.4.1", "1.4.2", "1.4.10", "2.0.0", "latest", "sha256-00.sig"].map(str::to_owned);
        assert_eq!(nearest("1.4.3", tags.to_vec()), ["1.4.10", "1.4.2", "1.4.1"]);
        assert_eq!(nearest("lates", tags.to_vec())[0], "latest");
        assert_eq!(nearest("x", Vec::new()), Vec::<String>::new());
    }
}
