//! The components whose inputs are part of a schema.

use crate::resolve::Resolution;
use crate::synth::components::{LoadedComponent, load};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use terrace_core::model::{Diagnostic, Explain, Manifest};
use terrace_engine::Engine;
use terrace_stack::inputs::InputSchema;
use terrace_stack::stack::{ComponentName, ComponentReference, NamedComponent, Outline};

/// The manifests of components, by their names in the stack file.
pub type Components = BTreeMap<ComponentName, Arc<Manifest>>;

/// Reads the manifests of every built-in tier and of every component that the stack names. The second list has a warning
/// for each component whose manifest cannot be read.
///
/// `progress` is called with a short description of each slow step.
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
    // Remote components that were not found have been reported already.
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

/// Returns a component's manifest, if its schema can be used.
fn manifest(
    engine: &Engine,
    component: &NamedComponent,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Arc<Manifest>, Box<Diagnostic>> {
    let LoadedComponent { manifest, .. } = load(engine, &component.reference, resolution, progress)
        .map_err(|error| Box::new(error.diagnostic()))?;
    InputSchema::new(&manifest.inputs).map_err(|error| Box::new(error.diagnostic()))?;
    Ok(manifest)
}

fn unknown(component: &ComponentName, error: Diagnostic) -> Box<Diagnostic> {
    let summary = error.summary;
    let mut warning = Diagnostic::warning(error.code, summary)
        .note(format!("the schema allows any inputs for tiers with the component `{component}`"));
    warning.notes.splice(0..0, error.notes);
    warning.hints = error.hints;
    Box::new(warning)
}
