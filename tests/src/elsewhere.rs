//! Components from elsewhere, without a network: in the store as if they had been pulled before.

use std::path::Path;
use terrace_registry::layout::{Artifact, Metadata};
use terrace_registry::store::{Descriptor, Entry, Store, StoreError, media_type};
use terrace_registry::{Digest, version};

/// Puts a component into the store of a cache directory, under the tag of a version; gives its digest.
pub fn pulled(cache: &Path, repository: &str, tag: &str, component: &[u8]) -> Result<Digest, StoreError> {
    let store = Store::open(cache.join("store"));
    let metadata = Metadata {
        version: version::version_of(tag).map(|version| version.to_string()),
        ..Metadata::default()
    };
    let artifact = Artifact::new(component, &metadata);
    for blob in [component, &artifact.config, &artifact.manifest] {
        store.insert(blob)?;
    }
    let descriptor = Descriptor::of(media_type::MANIFEST, &artifact.manifest);
    store.remember([Entry::new(format!("{repository}:{tag}"), descriptor)])?;
    Ok(artifact.component)
}

/// The same component with a section of its own that says nothing, so that its digest is another one.
pub fn variant(component: &[u8], name: &str) -> Vec<u8> {
    let name = &name.as_bytes()[..name.len().min(100)];
    let mut section = vec![0, name.len() as u8 + 1, name.len() as u8];
    section.extend_from_slice(name);
    [component, &section].concat()
}
