//! The components whose inputs a schema holds.

use crate::engine::Engine;
use crate::inputs::InputSchema;
use crate::model::{Diagnostic, Manifest};
use crate::stack::{ComponentReference, NamedComponent, Outline};
use crate::synth::components::{Loaded, load};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What components say of themselves, by the text that names them in the stack file.
pub type Components = BTreeMap<String, Manifest>;

/// Asks every built-in tier, and every component that the stack names, what it is. The second list says which of
/// them cannot be asked, as warnings.
///
/// `compiling` is called with the name of each that has to be compiled.
pub fn describe(
    engine: &Engine,
    outline: &Outline,
    compiling: &(dyn Fn(&str) + Sync),
) -> (Components, Vec<Diagnostic>) {
    let builtin = |tier: &terrace_builtin::BuiltinTier| NamedComponent {
        text: tier.name.to_owned(),
        reference: ComponentReference::Builtin(tier.name.to_owned()),
    };
    let all: BTreeSet<NamedComponent> =
        terrace_builtin::TIERS.iter().map(builtin).chain(outline.tiers.values().cloned()).collect();
    let results: Vec<_> = all
        .into_par_iter()
        .map(|component| match load(engine, &component.reference, compiling) {
            Ok(Loaded { manifest, .. }) => match InputSchema::new(&manifest.inputs) {
                Ok(_) => Ok((component.text, manifest)),
                Err(error) => Err(unknown(&component.text, error.diagnostic())),
            },
            Err(error) => Err(unknown(&component.text, error.diagnostic())),
        })
        .collect();
    let mut components = Components::new();
    let mut warnings = Vec::new();
    for result in results {
        match result {
            Ok((text, manifest)) => _ = components.insert(text, manifest),
            Err(warning) => warnings.push(warning),
        }
    }
    (components, warnings)
}

fn unknown(component: &str, error: Diagnostic) -> Diagnostic {
    let summary = error.summary;
    let mut warning = Diagnostic::warning(error.code, summary)
        .note(format!("the schema lets tiers with the component `{component}` take any inputs"));
    warning.notes.splice(0..0, error.notes);
    warning.hints = error.hints;
    warning
}
