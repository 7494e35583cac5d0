//! Picks the exact component that a reference means.

use super::wanted::key;
use super::{Locking, RemoteSources, RequiredComponent, ResolveError};
use terrace_core::digest::Digest;
use terrace_core::reference::{OciReference, Reference, Target};
use terrace_core::version::{VersionRange, version_of};
use terrace_registry::layout::{self, ComponentManifest};
use terrace_stack::lock::{Entry, Key, Lock};
use terrace_stack::stack::{Pin, Remote};

/// A component that was chosen, but may not have been downloaded yet.
pub(super) struct Choice {
    pub(super) remote: Remote,
    /// Digest of the component.
    pub(super) digest: Digest,
    pub(super) manifest: Option<Digest>,
    /// The tag that it was just found under.
    pub(super) tag: Option<String>,
    /// The bytes of the manifest, if it was fetched already.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Picks the locked version, or looks up the newest one that matches.
pub(super) fn choose(
    wanted: &RequiredComponent,
    lock: &Lock,
    elsewhere: &RemoteSources,
    locking: Locking<'_>,
) -> Result<Choice, ResolveError> {
    let pin = one_pin(wanted)?;
    let remote = &wanted.remote;
    let key = key(remote);
    let entry = lock.get(&key);
    match entry {
        Some(_) => tracing::debug!(%remote, "locked"),
        None => tracing::debug!(%remote, "not locked"),
    }
    match entry {
        Some(entry) => match choose_locked(remote, entry, pin) {
            // For a file on a web server, the stack file itself has the digest.
            Err(_) if matches!(remote.reference, Reference::Https(_)) && locking != Locking::Locked => {
                anew(remote, pin, elsewhere)
            }
            result => result,
        },
        None if locking == Locking::Locked => Err(ResolveError::NotLocked { key: Box::new(key) }),
        None if matches!(locking, Locking::Anew(keys) if keys.contains(&key)) => anew(remote, pin, elsewhere),
        None => match in_other_range(wanted, &key, lock)? {
            Some(entry) => choose_locked(remote, entry, pin),
            None => anew(remote, pin, elsewhere),
        },
    }
}

/// Returns the locked entry of the same reference under a range that the stack file had before.
///
/// Editing only the range does not select another version: that could destroy existing resources, and only `terrace update`
/// asks for confirmation.
fn in_other_range<'l>(
    wanted: &RequiredComponent,
    key: &Key,
    lock: &'l Lock,
) -> Result<Option<&'l Entry>, ResolveError> {
    let of_reference = lock.iter().filter(|(other, _)| other.reference == key.reference);
    let version = |entry: &Entry| version_of(&entry.facts.version);
    let entries: Vec<_> = of_reference.map(|(_, entry)| entry).collect();
    let Some(greatest) = entries.iter().max_by_key(|entry| version(entry)) else { return Ok(None) };
    let Some(range) = &wanted.remote.requires else { return Ok(Some(greatest)) };
    let fitting = entries.iter().filter(|entry| range.matches_text(&entry.facts.version));
    match fitting.max_by_key(|entry| version(entry)) {
        Some(entry) => Ok(Some(entry)),
        None => Err(ResolveError::Moved {
            reference: key.reference.clone(),
            version: greatest.facts.version.clone(),
            range: range.to_string(),
            tier: wanted.tiers.first().cloned(),
        }),
    }
}

fn one_pin(wanted: &RequiredComponent) -> Result<Option<&Pin>, ResolveError> {
    let Some(first) = wanted.pins.first() else { return Ok(None) };
    match wanted.pins.iter().find(|pin| pin.digest != first.digest) {
        Some(other) => Err(ResolveError::TwoPins {
            reference: wanted.remote.to_string(),
            first: Box::new(first.clone()),
            second: Box::new(other.clone()),
        }),
        None => Ok(Some(first)),
    }
}

fn choose_locked(remote: &Remote, entry: &Entry, pin: Option<&Pin>) -> Result<Choice, ResolveError> {
    // The parser of the lock file rejects an entry without a digest.
    let digest = entry.digest.ok_or_else(|| ResolveError::NotLocked { key: Box::new(key(remote)) })?;
    if let Some(pin) = pin.filter(|pin| pin.digest != digest) {
        return Err(ResolveError::LockedOther {
            reference: remote.to_string(),
            locked: digest,
            pin: Box::new(pin.clone()),
        });
    }
    if let Some(range) = remote.requires.as_ref().filter(|range| !range.matches_text(&entry.facts.version)) {
        return Err(ResolveError::LockedOutside {
            reference: remote.reference.to_string(),
            version: entry.facts.version.clone(),
            range: range.to_string(),
        });
    }
    Ok(Choice { remote: remote.clone(), digest, manifest: entry.manifest, tag: None, bytes: None })
}

/// Looks up the component that the reference means now.
pub(super) fn anew(
    remote: &Remote,
    pin: Option<&Pin>,
    elsewhere: &RemoteSources,
) -> Result<Choice, ResolveError> {
    let reference = match &remote.reference {
        Reference::Oci(reference) => exact(remote, reference, elsewhere)?,
        Reference::Https(_) => {
            let digest =
                pin.map(|pin| pin.digest).ok_or_else(|| ResolveError::NoDigest(remote.to_string()))?;
            return Ok(Choice { remote: remote.clone(), digest, manifest: None, tag: None, bytes: None });
        }
    };
    let bytes = manifest(&reference, elsewhere)?;
    let manifest = read(&reference, &bytes)?;
    if let Some(pin) = pin.filter(|pin| pin.digest != manifest.layer.digest) {
        return Err(ResolveError::OtherThanPinned {
            reference: reference.to_string(),
            found: manifest.layer.digest,
            pin: Box::new(pin.clone()),
        });
    }
    Ok(Choice {
        remote: remote.clone(),
        digest: manifest.layer.digest,
        manifest: Some(manifest.digest),
        tag: reference.tag().map(str::to_owned),
        bytes: Some(bytes),
    })
}

/// Returns the reference with the tag that its version range selects, if it has a range.
fn exact(
    remote: &Remote,
    reference: &OciReference,
    elsewhere: &RemoteSources,
) -> Result<OciReference, ResolveError> {
    let (Target::Unspecified, Some(range)) = (&reference.target, &remote.requires) else {
        return Ok(reference.clone());
    };
    let tags = elsewhere.tags(&reference.repository)?;
    match range.greatest(tags.iter().map(String::as_str)) {
        Some((_, tag)) => Ok(reference.repository.tagged(tag)?),
        None => Err(none_in(range, reference, &tags, elsewhere)?),
    }
}

fn none_in(
    range: &VersionRange,
    reference: &OciReference,
    tags: &[String],
    elsewhere: &RemoteSources,
) -> Result<ResolveError, ResolveError> {
    let newest = terrace_core::version::newest(tags.iter().map(String::as_str));
    Ok(ResolveError::NoVersion {
        repository: format!("oci://{}", reference.repository),
        range: range.to_string(),
        newest: newest.map(|(version, _)| version.to_string()),
        is_offline: elsewhere.client()?.is_none(),
    })
}

/// Returns the bytes of a manifest: those of a digest from the stores if possible, otherwise from the registry. Without a
/// network, a tag means the manifest that it last named.
pub(super) fn manifest(reference: &OciReference, elsewhere: &RemoteSources) -> Result<Vec<u8>, ResolveError> {
    if let Some(digest) = reference.digest()
        && let Some(bytes) = elsewhere.blob(&digest)?
    {
        return Ok(bytes);
    }
    if let Some(client) = elsewhere.client()? {
        return Ok(client.resolve(reference)?.bytes);
    }
    let unknown = || ResolveError::Offline { reference: reference.to_string() };
    let name = reference.to_string();
    let name = name.strip_prefix("oci://").unwrap_or(&name);
    let descriptor = elsewhere.known(name)?.ok_or_else(unknown)?;
    elsewhere.blob(&descriptor.digest)?.ok_or_else(unknown)
}

pub(super) fn read(reference: &OciReference, bytes: &[u8]) -> Result<ComponentManifest, ResolveError> {
    layout::read(bytes).map_err(|error| ResolveError::Layout { reference: reference.to_string(), error })
}
