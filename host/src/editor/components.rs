//! The components whose inputs a schema holds.

use crate::engine::Engine;
use crate::inputs::InputSchema;
use crate::model::{Diagnostic, Manifest};
use crate::resolve::Resolution;
use crate::stack::{ComponentName, ComponentReference, NamedComponent, Outline};
use crate::synth::components::{Loaded, load};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What components say of themselves, by what names them in the stack file.
pub type Components = BTreeMap<ComponentName, Arc<Manifest>>;

/// Asks every built-in tier, and every component that the stack names, what it is. The second list says which of
/// them cannot be asked, as warnings.
///
/// `progress` is told in a few words what is done that takes a while.
pub fn describe(
    engine: &Engine,
    outline: &Outline,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> (Components, Vec<Diagnostic>) {
    let builtin = |tier: &terrace_builtin::BuiltinTier| NamedComponent {
        name: ComponentName { text: tier.name.to_owned(), version: None },
        reference: ComponentReference::Builtin(tier.name.to_owned()),
    };
    let all: BTreeSet<NamedComponent> =
        terrace_builtin::TIERS.iter().map(builtin).chain(outline.tiers.values().cloned()).collect();
    // Who has looked for those from elsewhere has told why one was not found.
    let is_at_hand = |component: &NamedComponent| {
        component.reference.remote().is_none_or(|remote| resolution.get(remote).is_some())
    };
    let results: Vec<_> = all
        .into_par_iter()
        .filter(is_at_hand)
        .map(|component| {
            let described = manifest(engine, &component, resolution, progress)
                .map_err(|error| unknown(&component.name, *error));
            (component.name, described)
        })
        .collect();
    let mut components = Components::new();
    let mut warnings = Vec::new();
    for (name, described) in results {
        match described {
            Ok(manifest) => _ = components.insert(name, manifest),
            Err(warning) => warnings.push(*warning),
        }
    }
    (components, warnings)
}

/// What a component says of itself, if its schema can be used.
fn manifest(
    engine: &Engine,
    component: &NamedComponent,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Arc<Manifest>, Box<Diagnostic>> {
    let Loaded { manifest, .. } = load(engine, &component.reference, resolution, progress)
        .map_err(|error| Box::new(error.diagnostic()))?;
    InputSchema::new(&manifest.inputs).map_err(|error| Box::new(error.diagnostic()))?;
    Ok(manifest)
}

fn unknown(component: &ComponentName, error: Diagnostic) -> Box<Diagnostic> {
    let summary = error.summary;
    let mut warning = Diagnostic::warning(error.code, summary)
        .note(format!("the schema lets tiers with the component `{component}` take any inputs"));
    warning.notes.splice(0..0, error.notes);
    warning.hints = error.hints;
    Box::new(warning)
}
