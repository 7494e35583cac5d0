//! What a lock file says of a stack's components.

use super::components::{self, Loaded};
use super::{Components, load};
use crate::engine::Engine;
use crate::lock::{Entry, Facts, Lock};
use crate::model::Diagnostic;
use crate::resolve::Resolution;
use crate::stack::{ComponentReference, Stack};
use terrace_languages::Language;
use terrace_registry::Digest;

/// What a lock file says of a stack's components. Loads and describes them; runs no instance.
///
/// # Errors
///
/// Why components cannot be loaded.
pub fn lock(
    stack: &Stack,
    resolution: &Resolution,
    engine: &Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Lock, Vec<Diagnostic>> {
    let (components, diagnostics) = load(stack, resolution, engine, progress);
    if diagnostics.is_empty() { Ok(entries(stack, resolution, &components)) } else { Err(diagnostics) }
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
