//! Components from elsewhere: which one exactly a reference means, and its bytes in the store.
//!
//! What is locked wins. A reference that is not locked is looked up in the registry; without a network, in what was seen
//! before. Whatever way a component comes, its digest is checked, and where a trust policy applies, its signatures.

mod choose;
mod elsewhere;
mod error;
mod fetch;
mod resolution;
mod signatures;
mod wanted;

#[cfg(test)]
mod tests;

pub use elsewhere::{Elsewhere, Network};
pub use error::{Problem, ResolveError};
pub use resolution::{Resolution, Resolved};
pub use signatures::all as signatures;
pub use wanted::{Wanted, key, wanted};

use crate::lock::{Key, Lock};
use crate::stack::Remote;
use choose::Choice;
use rayon::prelude::*;
use std::collections::BTreeSet;
use terrace_registry::{Digest, HttpsReference, OciReference, Reference};

/// Whether a reference that is not locked may be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking<'a> {
    /// It is looked up, to be locked. What is locked in another range is kept, or refused where it is not in this one.
    Open,
    /// These are looked up, whatever is locked in another range.
    Anew(&'a BTreeSet<Key>),
    /// It is refused.
    Locked,
}

/// Resolves all components of a stack at once, and brings into the store what is not there.
///
/// # Errors
///
/// Everything that is wrong, in the order of `wanted`.
pub fn resolve(
    wanted: &[Wanted],
    lock: &Lock,
    elsewhere: &Elsewhere,
    locking: Locking<'_>,
) -> Result<Resolution, Vec<Problem>> {
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
    let results: Vec<Result<Resolved, ResolveError>> = stored
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

/// Resolves a reference anew, whatever is locked, and brings it into the store. Changes no lock.
pub fn anew(remote: &Remote, elsewhere: &Elsewhere) -> Result<Resolved, ResolveError> {
    let choice = choose::anew(remote, None, elsewhere)?;
    let fetched = fetch::fetch([&choice], elsewhere).pop();
    let store = fetched.ok_or(ResolveError::NoStore)??;
    finish(&choice, store, elsewhere)
}

/// Downloads a file of which nobody has said what its digest is, and brings it into the store. Without a network it is the one
/// that came last time. Whoever uses it must write down its digest.
pub fn download(url: &HttpsReference, elsewhere: &Elsewhere) -> Result<Resolved, ResolveError> {
    let digest = fetch::unknown(url, elsewhere)?;
    let remote = Remote { reference: Reference::Https(url.clone()), requires: None };
    let choice = Choice { remote, digest, manifest: None, tag: None, bytes: None };
    let store = elsewhere.with(&digest).cloned().ok_or(ResolveError::NoStore)?;
    finish(&choice, store, elsewhere)
}

/// The digest of the manifest that a reference with a tag or a digest means now.
pub fn manifest_digest(reference: &OciReference, elsewhere: &Elsewhere) -> Result<Digest, ResolveError> {
    Ok(Digest::of(&choose::manifest(reference, elsewhere)?))
}

fn finish(
    choice: &Choice,
    store: terrace_registry::store::Store,
    elsewhere: &Elsewhere,
) -> Result<Resolved, ResolveError> {
    let signers = signatures::judge(choice, elsewhere)?;
    Ok(Resolved { digest: choice.digest, manifest: choice.manifest, tag: choice.tag.clone(), signers, store })
}
