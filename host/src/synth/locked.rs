//! What a lock file says of a stack's components.

use super::components::{self, Loaded};
use super::{Components, Foreign, load, provider_sources};
use crate::engine::Engine;
use crate::lock::{Entry, Facts, Lock};
use crate::model::Diagnostic;
use crate::resolve::Resolution;
use crate::stack::{ComponentReference, Stack};
use terrace_languages::Language;
use terrace_registry::Digest;

/// A stack's components, as they describe themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// The lock file's entries for them.
    pub lock: Lock,
    /// The providers that terraform may not be given unless somebody has agreed.
    pub foreign: Vec<Foreign>,
}

/// Loads and describes a stack's components; runs no instance.
///
/// # Errors
///
/// Why components cannot be loaded.
pub fn describe(
    stack: &Stack,
    resolution: &Resolution,
    engine: &Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Described, Vec<Diagnostic>> {
    let (components, diagnostics) = load(stack, resolution, engine, progress);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let foreign = provider_sources::foreign(stack, &components);
    Ok(Described { lock: entries(stack, resolution, &components), foreign })
}

pub(super) fn entries(stack: &Stack, resolution: &Resolution, components: &Components<'_, '_>) -> Lock {
    let locked = |(reference, component): (&&ComponentReference, &super::Component<'_>)| {
        let key = components::lock_key(reference, stack.directory());
        (key, entry(reference, &component.loaded, resolution))
    };
    components.iter().map(locked).collect()
}

/// What a lock file says of one component.
pub fn entry(reference: &ComponentReference, loaded: &Loaded<'_>, resolution: &Resolution) -> Entry {
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
