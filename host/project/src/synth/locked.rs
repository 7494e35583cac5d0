//! Lock file entries for a stack's components.

use super::components::{self, LoadedComponent};
use super::{Components, ForeignProvider, load, provider_sources};
use crate::resolve::Resolution;
use terrace_core::digest::Digest;
use terrace_core::model::Diagnostic;
use terrace_engine::Engine;
use terrace_languages::Language;
use terrace_stack::lock::{Entry, Facts, Lock};
use terrace_stack::stack::{ComponentReference, Stack};

/// The lock file entries and providers of a stack's components.
#[derive(Debug, Clone, PartialEq)]
pub struct StackComponents {
    /// The lock file's entries for the components.
    pub lock: Lock,
    /// Providers that terraform must not download without the user's consent.
    pub foreign: Vec<ForeignProvider>,
}

/// Loads a stack's components and reads their manifests, without running any instance.
///
/// # Errors
///
/// The reasons why components cannot be loaded.
pub fn describe(
    stack: &Stack,
    resolution: &Resolution,
    engine: &Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<StackComponents, Vec<Diagnostic>> {
    let (components, diagnostics) = load(stack, resolution, engine, progress);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let foreign = provider_sources::foreign(stack, &components);
    Ok(StackComponents { lock: entries(stack, resolution, &components), foreign })
}

pub(super) fn entries(stack: &Stack, resolution: &Resolution, components: &Components<'_, '_>) -> Lock {
    let locked = |(reference, component): (&&ComponentReference, &super::Component<'_>)| {
        let key = components::lock_key(reference, stack.directory());
        (key, entry(reference, &component.loaded, resolution))
    };
    components.iter().map(locked).collect()
}

/// Returns the lock file entry for one component.
pub fn entry(reference: &ComponentReference, loaded: &LoadedComponent<'_>, resolution: &Resolution) -> Entry {
    let facts = Facts::of(&loaded.manifest, loaded.tier.contract());
    let local = |digest| Entry { digest, manifest: None, signers: Vec::new(), facts: facts.clone() };
    match reference {
        ComponentReference::Builtin(_) => local(None),
        ComponentReference::Path(path) if Language::of(path).is_some() => local(None),
        ComponentReference::Path(_) => local(Digest::from_hex(&loaded.tier.digest().hex())),
        ComponentReference::Remote(remote) => {
            let resolved = resolution.get(remote);
            Entry {
                manifest: resolved.and_then(|resolved| resolved.manifest),
                signers: resolved.map(|resolved| resolved.signers.clone()).unwrap_or_default(),
                ..local(resolved.map(|resolved| resolved.digest))
            }
        }
    }
}
