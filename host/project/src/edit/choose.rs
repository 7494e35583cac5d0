//! Picks the component to add, and how the stack file refers to it.

use super::TierToAdd;
use crate::resolve::{self, Locking, RemoteSources, RequiredComponent, Resolution, ResolveError};
use crate::session::Session;
use semver::BuildMetadata;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems, Sources};
use terrace_core::reference::{OciReference, Reference, Target};
use terrace_core::version::{VersionRange, version_of};
use terrace_stack::lock::Lock;
use terrace_stack::stack::{ComponentReference, Outline, Remote};

/// The component to add.
pub struct Chosen {
    /// The value of `component`.
    pub text: String,
    pub reference: ComponentReference,
    /// The value of `version`.
    pub requires: Option<String>,
    pub digest: Option<Digest>,
    /// The downloaded component, if it is remote.
    pub resolution: Resolution,
}

pub fn choose(
    session: &Session,
    wanted: &TierToAdd<'_>,
    outline: &Outline,
    lock: &Lock,
) -> Result<Chosen, Problems> {
    let text = wanted.component;
    let reference = ComponentReference::parse(text, outline.directory())?;
    let range = wanted.version.map(str::parse::<VersionRange>).transpose()?;
    let ComponentReference::Remote(remote) = &reference else {
        return match range {
            Some(_) => Err(idle_version(text)),
            None => Ok(Chosen::local(text, reference)),
        };
    };
    let elsewhere = session.remote_sources(outline.directory())?;
    remote_one(&remote.reference, range, lock, &elsewhere, text)
}

fn remote_one(
    named: &Reference,
    range: Option<VersionRange>,
    lock: &Lock,
    elsewhere: &RemoteSources,
    text: &str,
) -> Result<Chosen, Problems> {
    let requires = match named {
        Reference::Oci(oci) if oci.target == Target::Unspecified => Some(match range {
            Some(range) => range,
            None => {
                let newest = resolve::newest(oci, elsewhere).map_err(failed)?;
                compatible(&newest).ok_or_else(|| idle_version(text))?
            }
        }),
        _ if range.is_some() => return Err(idle_version(text)),
        _ => None,
    };
    let remote = Remote { reference: named.clone(), requires };
    let resolved = match named {
        Reference::Https(url) => resolve::download(url, elsewhere).map_err(failed)?,
        Reference::Oci(_) => {
            // The tier is new, so an update cannot destroy anything of it.
            let own = [resolve::key(&remote)].into();
            let wanted = RequiredComponent::alone(remote.clone());
            let resolution = resolve::resolve(&[wanted], lock, elsewhere, Locking::Anew(&own))
                .map_err(|found| resolve::problems(&found, Sources::default()))?;
            resolution.get(&remote).cloned().ok_or_else(|| failed(ResolveError::NoStore))?
        }
    };
    let is_https = matches!(named, Reference::Https(_));
    Ok(Chosen {
        text: named.to_string(),
        requires: remote.requires.as_ref().map(ToString::to_string),
        digest: is_https.then_some(resolved.digest),
        resolution: [(remote.clone(), resolved)].into_iter().collect(),
        reference: ComponentReference::Remote(remote),
    })
}

/// Returns the range of versions that are compatible with a version, such as `^1.4.2`.
fn compatible(newest: &OciReference) -> Option<VersionRange> {
    let mut version = version_of(newest.tag()?)?;
    version.build = BuildMetadata::EMPTY;
    format!("^{version}").parse().ok()
}

fn idle_version(text: &str) -> Problems {
    let summary = format!("`--version` does not apply to `{text}`");
    Diagnostic::error("idle-version", summary)
        .hint("it selects a tag of an `oci://` repository that is given without a tag or digest")
        .into()
}

fn failed(error: ResolveError) -> Problems {
    error.into()
}

impl Chosen {
    /// A component that needs no download: a built-in tier, or a path.
    fn local(text: &str, reference: ComponentReference) -> Self {
        let resolution = Resolution::default();
        Self { text: text.to_owned(), reference, requires: None, digest: None, resolution }
    }
}
