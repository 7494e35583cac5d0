//! Remote components without a network: in the store, as if they had been pulled before.

use std::path::Path;
use terrace_core::digest::Digest;
use terrace_core::version;
use terrace_registry::layout::{Artifact, Metadata};
use terrace_registry::store::{Descriptor, Entry, Store, StoreError, media_type};

/// Puts a component into the store of a cache directory, under the tag of a version, and returns its digest.
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

/// Returns the same component with an additional meaningless section, so that its digest differs.
pub fn variant(component: &[u8], name: &str) -> Vec<u8> {
    let name = &name.as_bytes()[..name.len().min(100)];
    let mut section = vec![0, name.len() as u8 + 1, name.len() as u8];
    section.extend_from_slice(name);
    [component, &section].concat()
}

/// Returns the queues tier with another version, which has as many letters as `0.1.0`.
///
/// # Panics
///
/// If the version has more or fewer letters, or if the component does not contain its version in the expected place:
/// the test would otherwise use the wrong component.
pub fn of_version(queues: &[u8], version: &str) -> Vec<u8> {
    let (old, new) = ("queues0.1.0Message", format!("queues{version}Message"));
    assert_eq!(old.len(), new.len(), "`{version}` has more or fewer letters than `0.1.0`");
    let mut component = queues.to_vec();
    let places = component.windows(old.len()).enumerate().filter(|(_, at)| at == &old.as_bytes());
    let places: Vec<_> = places.map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "the component does not hold `{old}`");
    for at in places {
        component[at..at + old.len()].copy_from_slice(new.as_bytes());
    }
    component
}

/// Returns the queues tier with another provider, whose source is as long as `hashicorp/aws`.
pub fn of_provider(queues: &[u8], source: &str) -> Vec<u8> {
    let old = b"hashicorp/aws";
    assert_eq!(source.len(), old.len(), "{source}");
    let mut component = queues.to_vec();
    let places: Vec<usize> = (0..component.len()).filter(|at| component[*at..].starts_with(old)).collect();
    assert!(!places.is_empty(), "the tier asks for another provider");
    places.into_iter().for_each(|at| component[at..at + old.len()].copy_from_slice(source.as_bytes()));
    component
}
