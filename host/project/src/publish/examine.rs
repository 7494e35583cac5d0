//! The checks before a component is pushed.

use super::{Candidate, IncompatibleVersion, PublishError, cases, version};
use crate::resolve::{self, RemoteSources, Resolution, ResolvedComponent};
use crate::synth::components;
use crate::tier::cases::{CaseFile, Suite};
use semver::Version;
use terrace_core::digest::Digest;
use terrace_core::model::Manifest;
use terrace_core::reference::{OciReference, Reference, Repository, Target};
use terrace_core::version::tag_of;
use terrace_engine::Engine;
use terrace_registry::client::Client;
use terrace_registry::layout;
use terrace_registry::{Failure, RegistryError};
use terrace_stack::compatibility::{self, Breakage};
use terrace_stack::stack::{ComponentReference, Remote};

/// The repository and tag to push a component to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The repository in the registry.
    pub repository: Repository,
    /// The requested tag, if any.
    pub tag: Option<String>,
}

/// The result of the checks.
#[derive(Debug, Clone)]
pub struct PublishChecks {
    /// The reference to push to.
    pub reference: OciReference,
    /// The version that the component was compared with, if any.
    pub earlier: Option<EarlierVersion>,
    /// The existing version in the registry, if it is the same component.
    pub there: Option<PublishedVersion>,
}

/// A version in the registry that is the same component.
#[derive(Debug, Clone)]
pub struct PublishedVersion {
    /// The bytes of its manifest.
    pub manifest: Vec<u8>,
    /// True if the requested tag refers to it as well.
    pub is_tagged: bool,
}

/// An earlier version that the component has to be compatible with.
#[derive(Debug, Clone)]
pub struct EarlierVersion {
    /// The version of the component.
    pub version: Version,
    /// The number of test cases that were run with both.
    pub cases: usize,
}

impl Destination {
    /// Parses `oci://REGISTRY/REPOSITORY` with or without a tag.
    pub fn parse(text: &str) -> Result<Self, PublishError> {
        let Reference::Oci(OciReference { repository, target }) = Reference::parse(text)? else {
            return Err(PublishError::NoRegistry(text.to_owned()));
        };
        match target {
            Target::Unspecified => Ok(Self { repository, tag: None }),
            Target::Tag(tag) => Ok(Self { repository, tag: Some(tag) }),
            Target::Digest(_) => Err(PublishError::ToDigest(text.to_owned())),
        }
    }
}

/// Checks that a component may be pushed, without changing anything in the registry.
///
/// Its version must not exist yet, or must be the same component. If its version promises compatibility with an earlier one,
/// the component must be compatible with that.
///
/// # Errors
///
/// The reason why it may not be pushed, with all incompatible changes.
pub fn examine(
    candidate: &Candidate,
    destination: &Destination,
    cases: &[CaseFile],
    engine: &Engine,
    elsewhere: &RemoteSources,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<PublishChecks, PublishError> {
    let client = elsewhere.client()?.ok_or(PublishError::Offline)?;
    let Destination { repository, tag } = destination;
    let reference = repository.tagged(&version::tag(tag.as_deref(), &candidate.version)?)?;
    progress("querying the registry");
    let of_version = repository.tagged(&tag_of(&candidate.version))?;
    if let Some(manifest) = present(&of_version, candidate, client)? {
        let is_tagged = reference == of_version || client.exists(&reference)? == Some(Digest::of(&manifest));
        return Ok(PublishChecks {
            reference,
            earlier: None,
            there: Some(PublishedVersion { manifest, is_tagged }),
        });
    }
    let tags = tags(repository, client)?;
    let Some((version, tag)) = version::earlier(&candidate.version, tags.iter().map(String::as_str)) else {
        return Ok(PublishChecks { reference, earlier: None, there: None });
    };
    let old = repository.tagged(tag)?;
    progress(&format!("comparing with {version}"));
    let (old, resolution) = at_hand(old, elsewhere)?;
    let loaded = components::load(engine, &old, &resolution, progress)
        .map_err(|error| PublishError::Earlier { version: version.clone(), error: Box::new(error) })?;
    let mut broken = compatibility::breakages(&loaded.manifest, &candidate.manifest);
    if !cases.is_empty() {
        let suite = |reference, resolution| {
            Suite::load(engine, reference, resolution, progress).map_err(PublishError::Problem)
        };
        let (new, of_new) = put_aside(&reference, candidate, elsewhere)?;
        broken.extend(cases::breakages(&suite(old, resolution)?, &suite(new, of_new)?, cases));
    }
    if !broken.is_empty() {
        return Err(breaks(&candidate.manifest, &version, &candidate.version, broken));
    }
    Ok(PublishChecks {
        reference,
        earlier: Some(EarlierVersion { version, cases: cases.len() }),
        there: None,
    })
}

/// Returns the manifest under the tag of a version, or an error if it is of another component.
fn present(
    reference: &OciReference,
    candidate: &Candidate,
    client: &Client,
) -> Result<Option<Vec<u8>>, PublishError> {
    let Some(manifest) = client.exists(reference)? else { return Ok(None) };
    let bytes = client.resolve(&reference.repository.with_digest(manifest))?.bytes;
    let found = layout::read(&bytes).ok().map(|read| read.layer.digest);
    let own = Digest::of(&candidate.bytes);
    if found == Some(own) {
        return Ok(Some(bytes));
    }
    Err(PublishError::Exists { reference: Box::new(reference.clone()), own, found })
}

/// Returns the tags of a repository, none if it does not exist yet.
fn tags(repository: &Repository, client: &Client) -> Result<Vec<String>, RegistryError> {
    match client.tags(repository) {
        Err(error) if matches!(error.failure.root(), Failure::NoManifest { .. }) => Ok(Vec::new()),
        result => result,
    }
}

/// Downloads a version into the cache.
fn at_hand(
    reference: OciReference,
    elsewhere: &RemoteSources,
) -> Result<(ComponentReference, Resolution), PublishError> {
    let remote = Remote { reference: Reference::Oci(reference), requires: None };
    let resolved = resolve::anew(&remote, elsewhere)?;
    Ok(of(remote, resolved))
}

/// Adds the component to the cache by its digest alone, as if it had been pulled, so that test cases find it there.
fn put_aside(
    reference: &OciReference,
    candidate: &Candidate,
    elsewhere: &RemoteSources,
) -> Result<(ComponentReference, Resolution), PublishError> {
    let store = elsewhere.store();
    let digest = store.insert(&candidate.bytes).map_err(resolve::ResolveError::from)?;
    let remote = Remote { reference: Reference::Oci(reference.clone()), requires: None };
    let resolved =
        ResolvedComponent { digest, manifest: None, tag: None, signers: Vec::new(), store: store.clone() };
    Ok(of(remote, resolved))
}

fn of(remote: Remote, resolved: ResolvedComponent) -> (ComponentReference, Resolution) {
    let resolution = Resolution::from_iter([(remote.clone(), resolved)]);
    (ComponentReference::Remote(remote), resolution)
}

fn breaks(manifest: &Manifest, earlier: &Version, version: &Version, broken: Vec<Breakage>) -> PublishError {
    PublishError::Breaks(Box::new(IncompatibleVersion {
        name: manifest.name.clone(),
        version: version.clone(),
        earlier: earlier.clone(),
        next: version::next_breaking(earlier),
        breakages: broken,
    }))
}
