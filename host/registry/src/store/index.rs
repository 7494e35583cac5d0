//! The index: the known references, and the manifest that each of them names.

use super::{Access, Descriptor, Store, StoreError, media_type};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use terrace_core::digest::Digest;
use terrace_files::ownership;
use terrace_files::regular;

/// The largest index that is read: 64 MiB.
const MAX_INDEX_BYTES: u64 = 64 << 20;

/// The annotation with an entry's name.
const NAME: &str = "org.opencontainers.image.ref.name";
/// The annotation of a signature that the registry lists as a referrer: the signed manifest.
const SUBJECT: &str = "dev.terrace.subject";
/// The annotation of an index that Terrace wrote.
const MADE_BY: (&str, &str) = ("dev.terrace.store", "1");

/// The content of `index.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Index {
    schema_version: u32,
    media_type: String,
    pub(crate) manifests: Vec<Descriptor>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// A known reference, with what it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `registry/repository:tag`, `registry/repository@digest`, the URL of an https component, or that with `@digest`.
    pub name: String,
    /// The manifest, or the component itself for an https component.
    pub descriptor: Descriptor,
    /// For a referrer: the manifest that it refers to.
    pub subject: Option<Digest>,
}

/// A known reference with its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceSummary {
    pub entry: Entry,
    /// The size in bytes of its manifest and of all blobs that it needs. Entries may share blobs.
    pub size: u64,
}

/// Returns the tag under which a registry stores the signatures of a manifest: `sha256-<hex>.sig`.
pub fn signature_tag(manifest: &Digest) -> String {
    format!("sha256-{}.sig", manifest.hex())
}

/// Returns true if tools made a tag for data about a manifest, so that it is not a version.
fn is_technical(tag: &str) -> bool {
    let Some(rest) = tag.strip_prefix("sha256-") else { return false };
    let hex = rest.split_once('.').map_or(rest, |(hex, _)| hex);
    Digest::from_hex(hex).is_some()
}

impl Entry {
    /// Creates an entry for a tag or a URL.
    pub fn new(name: impl Into<String>, descriptor: Descriptor) -> Self {
        Self { name: name.into(), descriptor, subject: None }
    }

    /// Creates an entry for a referrer of a manifest in a repository, such as a bundle with a signature.
    pub fn referrer(repository: &str, subject: Digest, descriptor: Descriptor) -> Self {
        let name = format!("{repository}@{}", descriptor.digest);
        Self { name, descriptor, subject: Some(subject) }
    }

    /// Splits the name at its digest. Returns `None` if there is no digest.
    fn by_digest(&self) -> Option<(&str, Digest)> {
        let (name, digest) = self.name.rsplit_once('@')?;
        Some((name, digest.parse().ok()?))
    }

    /// Returns true if the name proves its content, so that its author could not lie.
    fn is_proven(&self) -> bool {
        self.by_digest().is_some_and(|(_, digest)| digest == self.descriptor.digest)
    }

    /// Returns true if the digest in the name contradicts the content.
    fn is_forged(&self) -> bool {
        self.by_digest().is_some_and(|(_, digest)| digest != self.descriptor.digest)
    }

    /// Returns `registry/repository`, or the whole name if it has neither tag nor digest.
    fn repository(&self) -> &str {
        let name = self.by_digest().map_or(self.name.as_str(), |(name, _)| name);
        match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => repository,
            _ => name,
        }
    }

    /// Renames the entry so that its name proves its content: a tag or a URL may refer to something else in another store.
    fn proven(self) -> Self {
        match self.by_digest() {
            Some(_) => self,
            None => {
                let name = format!("{}@{}", self.repository(), self.descriptor.digest);
                Self { name, ..self }
            }
        }
    }

    /// Converts a signature of that entry found by its tag into a referrer.
    fn proven_signature(self, signed: &Self) -> Self {
        Self::referrer(signed.repository(), signed.descriptor.digest, self.descriptor)
    }

    /// Returns true if this is a signature of a manifest in the same repository as that entry.
    fn signs(&self, other: &Self) -> bool {
        let signed = other.descriptor.digest;
        self.repository() == other.repository()
            && (self.subject == Some(signed)
                || self.name == format!("{}:{}", other.repository(), signature_tag(&signed)))
    }

    fn read(mut descriptor: Descriptor) -> Option<Self> {
        let name = descriptor.annotations.remove(NAME)?;
        let subject = match descriptor.annotations.remove(SUBJECT) {
            Some(subject) => Some(subject.parse().ok()?),
            None => None,
        };
        Some(Self { name, descriptor, subject })
    }

    fn write(self) -> Descriptor {
        let mut descriptor = self.descriptor;
        descriptor.annotations.insert(NAME.to_owned(), self.name);
        if let Some(subject) = self.subject {
            descriptor.annotations.insert(SUBJECT.to_owned(), subject.to_string());
        }
        descriptor
    }
}

impl Index {
    /// Creates an index of these entries, sorted by name; of two with the same name, the later one is used.
    pub(crate) fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let entries: BTreeMap<String, Entry> =
            entries.into_iter().map(|entry| (entry.name.clone(), entry)).collect();
        Self {
            schema_version: 2,
            media_type: media_type::INDEX.to_owned(),
            manifests: entries.into_values().map(Entry::write).collect(),
            annotations: BTreeMap::from([(MADE_BY.0.to_owned(), MADE_BY.1.to_owned())]),
        }
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let index: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match index.schema_version {
            2 => Ok(index),
            version => Err(format!("it has schema version {version}, not 2")),
        }
    }

    /// Returns the content of the index file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("strings and numbers always serialize");
        bytes.push(b'\n');
        bytes
    }

    /// Returns the entries, without those that Terrace did not write because they have no name, and those with a wrong one.
    pub(crate) fn entries(self) -> Vec<Entry> {
        let entries = self.manifests.into_iter().filter_map(Entry::read);
        entries.filter(|entry| !entry.is_forged()).collect()
    }

    /// Returns the entries of an index from another machine. All names must prove their content: only the registry or server
    /// decides what a tag or a URL refers to.
    ///
    /// # Errors
    ///
    /// The first name that proves nothing.
    pub(crate) fn proven_entries(self) -> Result<Vec<Entry>, String> {
        let entries = self.manifests.into_iter().filter_map(Entry::read);
        entries.map(|entry| if entry.is_proven() { Ok(entry) } else { Err(entry.name) }).collect()
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.annotations.get(MADE_BY.0).is_some_and(|version| version == MADE_BY.1)
    }
}

impl Store {
    pub(crate) fn index(&self) -> Result<Option<Index>, StoreError> {
        let path = self.index_path();
        if self.access == Access::Private && path.exists() {
            // A blob proves its content by its digest. Only the index says what a tag refers to, and what signs it.
            [path.as_path(), &self.root]
                .into_iter()
                .try_for_each(ownership::check)
                .map_err(StoreError::NotYours)?;
        }
        let bytes = match regular::read(&path, MAX_INDEX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::read(&path, source)),
        };
        Index::parse(&bytes).map(Some).map_err(|reason| StoreError::Index { path, reason })
    }

    pub(super) fn write_index(&self, entries: impl IntoIterator<Item = Entry>) -> Result<(), StoreError> {
        self.replace(&self.index_path(), &Index::new(entries).to_bytes())
    }

    /// Returns all known references, sorted by name.
    pub fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        Ok(self.index()?.map(Index::entries).unwrap_or_default())
    }

    /// Returns what a reference referred to when it was last seen, or `None` if it was never seen.
    pub fn manifest(&self, name: &str) -> Result<Option<Descriptor>, StoreError> {
        Ok(self.entries()?.into_iter().find(|entry| entry.name == name).map(|entry| entry.descriptor))
    }

    /// Returns all tags of `registry/repository` that were ever seen, without those of signatures.
    pub fn tags(&self, repository: &str) -> Result<Vec<String>, StoreError> {
        let tag = |entry: Entry| {
            let tag = entry.name.strip_prefix(repository)?.strip_prefix(':')?;
            (!tag.contains('/') && !is_technical(tag)).then(|| tag.to_owned())
        };
        Ok(self.entries()?.into_iter().filter_map(tag).collect())
    }

    /// Returns the known signatures of a manifest in `registry/repository`: those under its signature tag and those that refer
    /// to it.
    pub fn signatures(&self, repository: &str, manifest: &Digest) -> Result<Vec<Descriptor>, StoreError> {
        let signed = Entry::new(
            format!("{repository}@{manifest}"),
            Descriptor {
                media_type: media_type::MANIFEST.to_owned(),
                digest: *manifest,
                size: 0,
                artifact_type: None,
                annotations: BTreeMap::new(),
            },
        );
        let entries = self.entries()?.into_iter();
        Ok(entries.filter(|entry| entry.signs(&signed)).map(|entry| entry.descriptor).collect())
    }

    /// Records what references refer to. The manifests, and every blob that they need, must be in the store: `hold` the store
    /// while adding them, so that no other process prunes one that nothing needs yet.
    pub fn remember(&self, new: impl IntoIterator<Item = Entry>) -> Result<(), StoreError> {
        let new: Vec<Entry> = new.into_iter().collect();
        // Under the lock, so that nobody removes a blob between the check and the new entry.
        let _lock = self.lock()?;
        for entry in &new {
            self.whole(&entry.descriptor)?;
        }
        let known = self.entries()?;
        let entries: Vec<Entry> = known.iter().cloned().chain(new).collect();
        if Index::new(known) != Index::new(entries.clone()) || !self.index_path().is_file() {
            self.write_index(entries)?;
        }
        Ok(())
    }

    /// Replaces all entries of the index. Every blob that they need must be in the store.
    pub(crate) fn set(&self, entries: Vec<Entry>) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        for entry in &entries {
            self.whole(&entry.descriptor)?;
        }
        self.write_index(entries)
    }

    /// Fails if a blob that a reference needs is missing.
    pub(super) fn whole(&self, descriptor: &Descriptor) -> Result<(), StoreError> {
        let missing = |digest| StoreError::Missing { digest, store: self.root().to_owned() };
        if !self.has(&descriptor.digest) {
            return Err(missing(descriptor.digest));
        }
        match self.needs(descriptor)?.iter().find(|needed| !self.has(&needed.digest)) {
            Some(needed) => Err(missing(needed.digest)),
            None => Ok(()),
        }
    }

    /// Returns the entries with these names and their signatures, for another store: each under a name that proves its content.
    pub fn select(&self, names: &BTreeSet<String>) -> Result<Vec<Entry>, StoreError> {
        let entries = self.entries()?;
        let (named, others): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| names.contains(&entry.name));
        if let Some(name) = names.iter().find(|name| named.iter().all(|entry| entry.name != **name)) {
            return Err(StoreError::Unknown { name: name.clone(), store: self.root().to_owned() });
        }
        let signatures: Vec<Entry> = others
            .into_iter()
            .filter_map(|other| {
                let signed = named.iter().find(|entry| other.signs(entry))?;
                Some(other.proven_signature(signed))
            })
            .collect();
        Ok(named.into_iter().map(Entry::proven).chain(signatures).collect())
    }

    /// Returns all known references with their sizes, sorted by name.
    pub fn list(&self) -> Result<Vec<ReferenceSummary>, StoreError> {
        let listed = |entry: Entry| {
            let needed: u64 = self.needs(&entry.descriptor)?.iter().map(|blob| blob.size).sum();
            Ok(ReferenceSummary { size: entry.descriptor.size + needed, entry })
        };
        self.entries()?.into_iter().map(listed).collect()
    }
}

impl Entry {
    /// Returns true if keeping these digests keeps this entry: it names one of them, or needs it.
    pub(super) fn is_kept(&self, keep: &BTreeSet<Digest>, needed: &[Descriptor]) -> bool {
        keep.contains(&self.descriptor.digest) || needed.iter().any(|blob| keep.contains(&blob.digest))
    }

    pub(super) fn belongs_to(&self, entries: &[Self]) -> bool {
        entries.iter().any(|entry| self.signs(entry))
    }
}
