//! Brings all locked components of a stack into the store, so that they can be copied from there.

use super::Session;
use super::remote::{VENDOR, or_working};
use crate::resolve::{self, Locking, RemoteSources, RequiredComponent, ResolveError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems, Sources};
use terrace_core::reference::Reference;
use terrace_registry::store::{Descriptor, Entry as Known, Store, StoreError, media_type};
use terrace_stack::lock::{self, Entry, Key, Lock};
use terrace_stack::stack::{self, Outline, Remote};

/// A stack's locked components, all in the store, with their signatures.
pub struct StoredComponents {
    /// The directory of the stack file.
    pub directory: PathBuf,
    /// The path of the lock file.
    pub lock: PathBuf,
    /// The stores and the registry client.
    pub elsewhere: RemoteSources,
    pub names: BTreeSet<String>,
}

/// Reads the lock file of a stack, which must exist.
pub fn read_existing_lock(outline: &Outline) -> Result<(PathBuf, Lock), Problems> {
    let path = lock::path(&outline.file);
    match lock::load(&path)? {
        Some(lock) => Ok((path, lock)),
        None => {
            let summary = format!("there is no `{}`", path.display());
            Err(Diagnostic::error("not-locked", summary).hint("run `terrace lock`").into())
        }
    }
}

impl Session {
    /// Downloads all locked components of a stack into the store.
    pub fn store_components(&self, stack: &Path) -> Result<StoredComponents, Problems> {
        let outline = stack::outline(stack, None)?;
        let (path, lock) = read_existing_lock(&outline)?;
        let directory = or_working(outline.directory()).to_owned();
        // A vendor directory that a merge has damaged can be rebuilt, so it is ignored here.
        let vendor = Some(Store::open_shared(directory.join(VENDOR)));
        let vendor = vendor.filter(|vendor| vendor.entries().is_ok_and(|entries| !entries.is_empty()));
        let elsewhere = self.remote_sources_with(&directory, vendor)?;
        let remotes = locked_remotes(&lock)?;
        let wanted: Vec<RequiredComponent> =
            remotes.iter().map(|(remote, _)| RequiredComponent::alone(remote.clone())).collect();
        resolve::resolve(&wanted, &lock, &elsewhere, Locking::Locked)
            .map_err(|found| resolve::problems(&found, Sources::default()))?;
        let mut names = BTreeSet::new();
        for (remote, entry) in &remotes {
            let name = name(remote, entry);
            complete(&name, remote, entry, &elsewhere)?;
            names.insert(name);
        }
        Ok(StoredComponents { directory, lock: path, elsewhere, names })
    }
}

/// Returns a lock's remote components.
pub fn locked_remotes(lock: &Lock) -> Result<Vec<(Remote, &Entry)>, Problems> {
    let remote = |(key, entry)| Ok((remote(key)?, entry));
    lock.iter().filter(|(key, _)| key.is_remote()).map(remote).collect()
}

fn remote(key: &Key) -> Result<Remote, Problems> {
    let invalid = |text: String| Problems::from(Diagnostic::error("invalid-lock", text));
    let reference = Reference::parse(&key.reference).map_err(|error| invalid(error.to_string()))?;
    let requires = key.requires.as_deref().map(str::parse).transpose();
    Ok(Remote { reference, requires: requires.map_err(|error| invalid(format!("{error}")))? })
}

/// Returns the name of a locked component in a store. It includes a digest, because another project's lock may have another
/// component under the same tag or URL.
fn name(remote: &Remote, entry: &Entry) -> String {
    match (&remote.reference, entry.manifest, entry.digest) {
        (Reference::Oci(reference), Some(manifest), _) => format!("{}@{manifest}", reference.repository),
        (Reference::Https(url), _, Some(digest)) => format!("{url}@{digest}"),
        (reference, ..) => reference.to_string(),
    }
}

/// Completes a component in the user's own store: it may be in the project's store only, or its manifest may be missing.
/// Looks for newer signatures if the network is allowed.
fn complete(
    name: &str,
    remote: &Remote,
    entry: &Entry,
    elsewhere: &RemoteSources,
) -> Result<(), ResolveError> {
    let store = elsewhere.store();
    if store.manifest(name)?.is_none() {
        let knows = |other: &&Store| other.manifest(name).is_ok_and(|known| known.is_some());
        match (elsewhere.stores().find(knows), &remote.reference, entry.manifest) {
            (Some(other), ..) => copy(other, store, name)?,
            (None, Reference::Oci(reference), Some(manifest)) if elsewhere.client()?.is_some() => {
                let exact = reference.repository.with_digest(manifest);
                resolve::anew(&Remote { reference: Reference::Oci(exact), requires: None }, elsewhere)?;
            }
            _ => adopt(name, remote, entry, elsewhere)?,
        }
    }
    if let (Reference::Oci(reference), Some(manifest)) = (&remote.reference, entry.manifest) {
        resolve::signatures(&reference.repository, manifest, elsewhere)?;
    }
    Ok(())
}

/// Stores a component under a name, from files that another name has already brought.
fn adopt(name: &str, remote: &Remote, entry: &Entry, elsewhere: &RemoteSources) -> Result<(), ResolveError> {
    let missing = || ResolveError::Offline { reference: remote.to_string() };
    let store = elsewhere.store();
    let bring = |digest: &Digest| {
        let from = elsewhere.stores().find(|other| other.has(digest)).ok_or_else(missing)?;
        let bytes = from.blob(digest)?;
        store.insert(&bytes)?;
        Ok::<_, ResolveError>(bytes)
    };
    let descriptor = match (entry.manifest, entry.digest) {
        (Some(manifest), _) => Descriptor::of(media_type::MANIFEST, &bring(&manifest)?),
        (None, Some(component)) => Descriptor::of(media_type::WASM_LAYER, &bring(&component)?),
        (None, None) => return Err(missing()),
    };
    for needed in store.needs(&descriptor)? {
        bring(&needed.digest)?;
    }
    Ok(store.remember([Known::new(name, descriptor)])?)
}

/// Copies the files and signatures of a name from one store to another.
fn copy(from: &Store, to: &Store, name: &str) -> Result<(), StoreError> {
    let entries = from.select(&BTreeSet::from([name.to_owned()]))?;
    for entry in &entries {
        let needed = from.needs(&entry.descriptor)?;
        for digest in needed.iter().map(|blob| blob.digest).chain([entry.descriptor.digest]) {
            if !to.has(&digest) {
                to.insert(&from.blob(&digest)?)?;
            }
        }
    }
    to.remember(entries)
}

/// Converts an error of a store.
pub fn store_problem(error: &StoreError) -> Problems {
    let diagnostic = Diagnostic::error("store", error.to_string());
    error.hint().into_iter().fold(diagnostic, Diagnostic::hint).into()
}
