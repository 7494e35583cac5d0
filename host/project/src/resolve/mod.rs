//! Remote components: picks the exact component that a reference means, and brings its bytes into the store.
//!
//! A locked version takes precedence. A reference without one is looked up in the registry or, without a network, among the
//! versions seen before. However a component arrives, its digest is checked and, if a trust policy applies, its signatures.

mod choose;
mod elsewhere;
mod error;
mod fetch;
mod resolution;
mod signatures;
mod wanted;

#[cfg(test)]
mod tests;

pub use elsewhere::{Network, RemoteSources};
pub use error::{Problem, ResolveError, problems};
pub use resolution::{Resolution, ResolvedComponent};
pub use signatures::all as signatures;
pub use wanted::{RequiredComponent, key, wanted};

use choose::Choice;
use rayon::prelude::*;
use std::collections::BTreeSet;
use terrace_core::digest::Digest;
use terrace_core::reference::{HttpsReference, OciReference, Reference};
use terrace_stack::lock::{Key, Lock};
use terrace_stack::stack::Remote;

/// The treatment of references without a lock file entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking<'a> {
    /// They are looked up, to be locked. If the reference is locked under another range, that version is kept, or rejected if
    /// it is not in the new range.
    Open,
    /// These keys are looked up even if their reference is locked under another range.
    Anew(&'a BTreeSet<Key>),
    /// They are rejected with an error.
    Locked,
}

/// Resolves all components of a stack at once, and downloads those that are missing.
///
/// # Errors
///
/// All problems, in the order of `wanted`.
pub fn resolve(
    wanted: &[RequiredComponent],
    lock: &Lock,
    elsewhere: &RemoteSources,
    locking: Locking<'_>,
) -> Result<Resolution, Vec<Problem>> {
    let _span = tracing::info_span!("resolve", components = wanted.len()).entered();
    let chosen: Vec<_> = wanted.par_iter().map(|one| choose::choose(one, lock, elsewhere, locking)).collect();
    let fetched = fetch::fetch(chosen.iter().flatten(), elsewhere);
    let mut fetched = fetched.into_iter();
    let stored: Vec<_> = chosen
        .into_iter()
        .map(|choice| {
            let choice = choice?;
            let store = fetched.next().unwrap_or(Err(ResolveError::NoStore))?;
            Ok((choice, store))
        })
        .collect();
    let results: Vec<Result<ResolvedComponent, ResolveError>> = stored
        .into_par_iter()
        .map(|stored| stored.and_then(|(choice, store)| finish(&choice, store, elsewhere)))
        .collect();
    let mut resolution = Resolution::default();
    let mut problems = Vec::new();
    for (one, result) in wanted.iter().zip(results) {
        match result {
            Ok(resolved) => resolution.insert(one.remote.clone(), resolved),
            Err(error) => problems.push(Problem { error, places: one.places.clone() }),
        }
    }
    if problems.is_empty() { Ok(resolution) } else { Err(problems) }
}

/// Resolves a reference again regardless of the lock file, and downloads the component. Does not change the lock file.
pub fn anew(remote: &Remote, elsewhere: &RemoteSources) -> Result<ResolvedComponent, ResolveError> {
    let _span = tracing::info_span!("resolve", %remote).entered();
    let choice = choose::anew(remote, None, elsewhere)?;
    let fetched = fetch::fetch([&choice], elsewhere).pop();
    let store = fetched.ok_or(ResolveError::NoStore)??;
    finish(&choice, store, elsewhere)
}

/// Downloads a file whose digest is not known in advance. Without a network, the file that was last downloaded is used. The
/// caller must record its digest.
pub fn download(url: &HttpsReference, elsewhere: &RemoteSources) -> Result<ResolvedComponent, ResolveError> {
    let digest = fetch::unknown(url, elsewhere)?;
    let remote = Remote { reference: Reference::Https(url.clone()), requires: None };
    let choice = Choice { remote, digest, manifest: None, tag: None, bytes: None };
    let store = elsewhere.with(&digest).cloned().ok_or(ResolveError::NoStore)?;
    finish(&choice, store, elsewhere)
}

/// Returns the digest of the manifest that a reference with a tag or a digest means now.
pub fn manifest_digest(reference: &OciReference, elsewhere: &RemoteSources) -> Result<Digest, ResolveError> {
    Ok(Digest::of(&choose::manifest(reference, elsewhere)?))
}

/// Returns the newest version in a repository.
pub fn newest(named: &OciReference, elsewhere: &RemoteSources) -> Result<OciReference, ResolveError> {
    let tags = elsewhere.tags(&named.repository)?;
    match terrace_core::version::newest(tags.iter().map(String::as_str)) {
        Some((_, tag)) => Ok(named.repository.tagged(tag)?),
        None => Err(ResolveError::NoVersion {
            repository: named.to_string(),
            range: "*".to_owned(),
            newest: None,
            is_offline: elsewhere.client()?.is_none(),
        }),
    }
}

fn finish(
    choice: &Choice,
    store: terrace_registry::store::Store,
    elsewhere: &RemoteSources,
) -> Result<ResolvedComponent, ResolveError> {
    let signers = signatures::judge(choice, elsewhere)?;
    Ok(ResolvedComponent {
        digest: choice.digest,
        manifest: choice.manifest,
        tag: choice.tag.clone(),
        signers,
        store,
    })
}
