//! From a stack to Terraform JSON: runs its tiers and joins what they give.

pub mod components;
mod files;
mod fit;
mod fold;
mod last;
pub(crate) mod locate;
pub mod locked;
mod manifest;
pub mod output;
pub(crate) mod run;

pub use components::{ComponentError, Loaded};
pub use files::files;
pub use last::Run;
pub use manifest::{ComponentEntry, InstanceEntry, Manifest};
pub use output::{Difference, OutputError};

use crate::declared;
use crate::engine::Engine;
use crate::later;
use crate::lock::Lock;
use crate::merge::merge;
use crate::model::{Diagnostic, Limits, Severity, Surroundings};
use crate::parallel;
use crate::resolve::Resolution;
use crate::scope::Context;
use crate::stack::{ComponentReference, Stack};
use crate::terraform_json::print;
use fold::fold;
use run::{Component, Ran, Runs};
use std::collections::{BTreeMap, BTreeSet};
use std::path;
use std::sync::Arc;

/// From how many instances on threads are started although all answers are known.
const MANY: usize = 32;

/// What was synthesized.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthesis {
    /// The text of `main.tf.json`.
    pub text: String,
    /// What was synthesized from what; it stands in the text as well.
    pub manifest: Manifest,
    /// What a lock file says of its components.
    pub lock: Lock,
    /// What people should know although there is a result.
    pub warnings: Vec<Diagnostic>,
}

/// Synthesizes a stack: loads its components, runs every instance, and joins what they give. `resolution` has its
/// components from elsewhere.
///
/// `progress` is told in a few words what is done that takes a while.
///
/// # Errors
///
/// Everything that is wrong, warnings among it, located in the stack file where that can be, and in its order. A component or
/// an instance that fails does not keep the others from being run.
pub fn synthesize(
    stack: &Stack,
    resolution: &Resolution,
    engine: &Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Synthesis, Vec<Diagnostic>> {
    // What the last call left would pile up.
    later::free_left();
    if stack.instances().len() >= MANY {
        parallel::start();
    }
    let surroundings = Arc::new(surroundings(stack));
    let (answers, (components, mut diagnostics)) = parallel::both(
        || {
            let answers = engine.answers(&answers_of(stack), Arc::clone(&surroundings));
            if answers.is_empty() {
                // The first run of a stack: its components may have to be compiled, and are run.
                parallel::start();
            }
            answers
        },
        || load(stack, resolution, engine, progress),
    );
    let context = Context::new(&stack.settings);
    let loaded: Vec<_> = stack
        .instances()
        .iter()
        .filter_map(|instance| {
            let component = components.get(&stack.tiers.get(&instance.id.tier)?.component.reference)?;
            Some((component, instance))
        })
        .collect();
    let runs = Runs { stack, context: &context, surroundings: &surroundings, answers: &answers };
    let results: Vec<Result<Ran, Vec<Diagnostic>>> = parallel::map_from_first_long(
        &loaded,
        |(component, instance)| runs.known(component, instance),
        |(component, instance)| runs.instance(component, instance),
    );
    answers.keep();

    let mut contributions = Vec::with_capacity(results.len());
    let mut instances = Vec::with_capacity(results.len());
    let mut inputs = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(ran) => {
                diagnostics.extend(ran.warnings);
                instances.push(ran.entry);
                inputs.push(ran.inputs);
                contributions.push(ran.contribution);
            }
            Err(errors) => diagnostics.extend(errors),
        }
    }
    if has_error(&diagnostics) {
        return Err(fold(stack, diagnostics));
    }
    diagnostics.extend(fit::check(stack, &components, &contributions, &inputs, &surroundings.tags));
    let merged = merge(&stack.settings, contributions).map_err(|errors| {
        diagnostics.extend(errors.iter().map(|error| locate::merge(stack, error)));
    });
    let Some(mut configuration) = merged.ok().filter(|_| !has_error(&diagnostics)) else {
        return Err(fold(stack, diagnostics));
    };
    let manifest = Manifest {
        terrace: env!("CARGO_PKG_VERSION").to_owned(),
        stack: stack.settings.stack.clone(),
        environment: stack.settings.environment.clone(),
        components: component_entries(stack, &components),
        instances,
        addresses: configuration.addresses().map(ToString::to_string).collect(),
    };
    configuration.remark = serde_json::to_value(&manifest).ok();
    let lock = locked::entries(stack, resolution, &components);
    // Freeing what tiers say of themselves takes as long as printing a small stack, so nobody waits for it.
    let manifests = components.into_values().map(|component| component.loaded.manifest).collect::<Vec<_>>();
    later::free(manifests);
    let text = print(&configuration);
    later::free((configuration, inputs));
    Ok(Synthesis { text, manifest, lock, warnings: fold(stack, diagnostics) })
}

/// What all requests of a stack have in common.
pub(crate) fn surroundings(stack: &Stack) -> Surroundings {
    Surroundings {
        stack: stack.settings.stack.clone(),
        environment: stack.settings.environment.clone(),
        regions: stack.regions(),
        tags: crate::inputs::wire_form(&stack.tags),
    }
}

/// What the answers to a stack's requests are kept under: where it is, and its environment.
fn answers_of(stack: &Stack) -> String {
    let directory = path::absolute(stack.directory()).unwrap_or_default();
    let environment = stack.settings.environment.as_deref().unwrap_or_default();
    format!("{}\n{environment}", directory.display())
}

type Components<'stack, 'engine> = BTreeMap<&'stack ComponentReference, Component<'engine>>;

/// Loads every component that a tier names, each once.
fn load<'stack, 'engine>(
    stack: &'stack Stack,
    resolution: &Resolution,
    engine: &'engine Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> (Components<'stack, 'engine>, Vec<Diagnostic>) {
    let references: BTreeSet<_> = stack.tiers.values().map(|tier| &tier.component.reference).collect();
    let references: Vec<_> = references.into_iter().collect();
    let results = parallel::map(&references, |reference| {
        let limits = limits_of(stack, reference);
        (*reference, load_within(engine, reference, resolution, limits, progress))
    });
    let mut components = Components::new();
    let mut diagnostics = Vec::new();
    for (reference, result) in results {
        match result {
            Ok(component) => {
                components.insert(reference, component);
            }
            Err(diagnostic) => {
                let mut diagnostic = *diagnostic;
                // Every tier that names it, the first as the cause.
                let tiers = stack.tiers.values().filter(|tier| tier.component.reference == *reference);
                for tier in tiers {
                    diagnostic = diagnostic.label(tier.component.location.clone(), "");
                }
                diagnostics.push(diagnostic);
            }
        }
    }
    (components, diagnostics)
}

/// What loading a component may use up: of each limit the highest of the tiers that name it.
fn limits_of(stack: &Stack, reference: &ComponentReference) -> Limits {
    let tiers = stack.tiers.values().filter(|tier| tier.component.reference == *reference);
    tiers.map(|tier| tier.limits).reduce(Limits::max).unwrap_or(stack.limits)
}

pub(crate) fn load_one<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Component<'engine>, Box<Diagnostic>> {
    load_within(engine, reference, resolution, engine.limits(), progress)
}

fn load_within<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    resolution: &Resolution,
    limits: Limits,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Component<'engine>, Box<Diagnostic>> {
    let loaded = components::load_within(engine, reference, resolution, limits, progress);
    let loaded = loaded.map_err(|error| error.diagnostic())?;
    if loaded.is_known {
        return Component::new(loaded);
    }
    declared::check(&loaded.manifest)?;
    let component = Component::new(loaded)?;
    let Loaded { tier, manifest, .. } = &component.loaded;
    tier.keep(manifest).map_err(|error| error.diagnostic())?;
    Ok(component)
}

fn component_entries(stack: &Stack, components: &Components<'_, '_>) -> Vec<ComponentEntry> {
    let entries: BTreeSet<_> = stack
        .tiers
        .values()
        .filter_map(|tier| {
            let Loaded { tier: guest, manifest, .. } = &components.get(&tier.component.reference)?.loaded;
            Some(ComponentEntry {
                reference: components::portable_name(&tier.component.reference, stack.directory()),
                name: manifest.name.clone(),
                version: manifest.version.clone(),
                digest: guest.digest().to_string(),
            })
        })
        .collect();
    entries.into_iter().collect()
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
