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

use crate::lock::Lock;
use crate::stack::Remote;
use choose::Choice;
use terrace_registry::{Digest, HttpsReference, OciReference, Reference};

/// Whether a reference that is not locked may be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    /// It is looked up, to be locked.
    Open,
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
    locking: Locking,
) -> Result<Resolution, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut note = |index: usize, error: ResolveError| problems.push((index, error));
    let mut choices: Vec<(usize, Choice)> = Vec::new();
    for (index, one) in wanted.iter().enumerate() {
        match choose::choose(one, lock, elsewhere, locking) {
            Ok(choice) => choices.push((index, choice)),
            Err(error) => note(index, error),
        }
    }
    let results = fetch::fetch(choices.iter().map(|(_, choice)| choice), elsewhere);
    let mut resolution = Resolution::default();
    for ((index, choice), fetched) in choices.into_iter().zip(results) {
        let resolved = fetched.and_then(|store| finish(&choice, store, elsewhere));
        match resolved {
            Ok(resolved) => resolution.insert(wanted[index].remote.clone(), resolved),
            Err(error) => note(index, error),
        }
    }
    if problems.is_empty() {
        return Ok(resolution);
    }
    problems.sort_by_key(|(index, _)| *index);
    let problem =
        |(index, error): (usize, ResolveError)| Problem { error, places: wanted[index].places.clone() };
    Err(problems.into_iter().map(problem).collect())
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
