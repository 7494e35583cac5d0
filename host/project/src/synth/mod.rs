//! Turns a stack into Terraform JSON: runs its tiers and merges their contributions.

mod component_error;
pub mod components;
mod files;
mod fit;
mod fold;
mod last;
pub(crate) mod locate;
pub mod locked;
mod manifest;
pub mod output;
pub mod provider_sources;
pub(crate) mod run;
mod total;

pub use component_error::ComponentError;
pub use components::LoadedComponent;
pub use files::files;
pub use last::Run;
pub use manifest::{ComponentEntry, InstanceEntry, Manifest};
pub use output::{Difference, OutputError};
pub use provider_sources::ForeignProvider;

use crate::placement;
use crate::resolve::Resolution;
use fold::fold;
use rayon::prelude::*;
use run::{Component, InstanceResult, Runs};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path;
use std::sync::Arc;
use terrace_core::difference::{Places, places};
use terrace_core::merge::merge;
use terrace_core::model::{Bound, Diagnostic, Explain, Limits, Secrets, Severity, Surroundings};
use terrace_core::scope::Context;
use terrace_core::terraform_json::{Configuration, print};
use terrace_engine::Engine;
use terrace_stack::declared;
use terrace_stack::default_addresses;
use terrace_stack::lock::Lock;
use terrace_stack::stack::{ComponentReference, Instance, Pin, Stack, StackWarning};
use total::Total;

/// The result of a synthesis.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthesis {
    /// The text of `main.tf.json`.
    pub text: String,
    /// The record of the synthesis, which the text contains as well.
    pub manifest: Manifest,
    /// The lock file entries of the stack's components.
    pub lock: Lock,
    /// Providers that terraform must not download without the user's consent.
    pub foreign: Vec<ForeignProvider>,
    /// Warnings to show even though the synthesis succeeded.
    pub warnings: Vec<Diagnostic>,
    /// True if a tier received a secret as a literal value. If so, nothing of the run is cached.
    pub is_secret: bool,
}

/// Synthesizes a stack: loads its components, runs every instance, and merges the contributions. `resolution` has the remote
/// components.
///
/// `progress` receives a short description of each step that takes a while.
///
/// # Errors
///
/// All problems and warnings, located in the stack file where possible and sorted by location. A component or an instance that
/// fails does not prevent the others from running.
pub fn synthesize(
    stack: &Stack,
    resolution: &Resolution,
    engine: &Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Synthesis, Vec<Diagnostic>> {
    let surroundings = Arc::new(surroundings(stack));
    let (answers, (components, mut diagnostics)) =
        tracing::info_span!("components", count = stack.tiers.len()).in_scope(|| {
            rayon::join(
                || engine.answers(&answers_of(stack), Arc::clone(&surroundings)),
                || load(stack, resolution, engine, progress),
            )
        });
    diagnostics.extend(stack.warnings.iter().map(StackWarning::diagnostic));
    let context = Context::new(&stack.settings);
    let loaded: Vec<_> = stack
        .instances()
        .iter()
        .filter_map(|instance| {
            let component = components.get(&stack.tiers.get(&instance.id.tier)?.component.reference)?;
            Some((component, instance))
        })
        .collect();
    let largest = stack.tiers.values().map(|tier| tier.limits[Bound::Contribution]).max();
    let total = Total::new(loaded.len(), largest.unwrap_or_default());
    let runs =
        Runs { stack, context: &context, surroundings: &surroundings, answers: &answers, total: &total };
    let results: Vec<Result<InstanceResult, Vec<Diagnostic>>> =
        tracing::info_span!("instances", count = loaded.len()).in_scope(|| {
            loaded.par_iter().map(|(component, instance)| runs.instance(component, instance)).collect()
        });
    answers.keep();
    diagnostics.extend(engine.unkept());
    diagnostics.extend(total.excess());

    let mut contributions = Vec::with_capacity(results.len());
    let mut instances = Vec::with_capacity(results.len());
    let mut inputs = Vec::with_capacity(results.len());
    let has_secrets = loaded.iter().any(|(component, _)| component.schema.has_secrets());
    // A value that an overlay replaces may be a secret too, although no tier receives it.
    let mut is_secret = has_secrets && stack.sources.iter().count() > 1;
    for result in results {
        match result {
            Ok(ran) => {
                diagnostics.extend(ran.warnings);
                instances.push(ran.entry);
                inputs.push(ran.inputs);
                is_secret |= ran.is_secret;
                contributions.push(ran.contribution);
            }
            Err(errors) => diagnostics.extend(errors),
        }
    }
    tell_secrets(stack, &loaded, has_secrets || !diagnostics.is_empty());
    if has_error(&diagnostics) {
        return Err(fold(stack, diagnostics));
    }
    tracing::info_span!("fit").in_scope(|| {
        let tags = &surroundings.tags;
        diagnostics.extend(fit::check(stack, &context, &components, &contributions, &inputs, tags));
    });
    let merged = tracing::info_span!("merge").in_scope(|| merge(&context, contributions));
    let merged = merged.map_err(|errors| {
        diagnostics.extend(errors.iter().map(|error| locate::merge(stack, error)));
    });
    tell_secrets(stack, &loaded, !diagnostics.is_empty());
    let Some(mut configuration) = merged.ok().filter(|_| !has_error(&diagnostics)) else {
        return Err(fold(stack, diagnostics));
    };
    let crowded = placement::check(&configuration);
    if !crowded.is_empty() {
        diagnostics.extend(crowded.iter().map(|error| locate::crowded(stack, error)));
        return Err(fold(stack, diagnostics));
    }
    diagnostics.extend(default_addresses::shared_by_default(stack, &configuration));
    let manifest = Manifest {
        terrace: env!("CARGO_PKG_VERSION").to_owned(),
        stack: stack.settings.stack.clone(),
        environment: stack.settings.environment.clone(),
        components: component_entries(stack, &components),
        instances,
        addresses: configuration.addresses().map(ToString::to_string).collect(),
        secrets: places_of_secrets(&configuration, &stack.sources.secrets()),
    };
    let remark = serde_json::to_value(&manifest);
    configuration.remark = Some(remark.expect("a manifest is strings and numbers"));
    let lock = locked::entries(stack, resolution, &components);
    let foreign = provider_sources::foreign(stack, &components);
    let text = tracing::info_span!("print").in_scope(|| print(&configuration));
    Ok(Synthesis { text, manifest, lock, foreign, warnings: fold(stack, diagnostics), is_secret })
}

/// Marks secret inputs in the stack's sources, so that they are not shown. Skipped if nothing will be shown and no tier has
/// secrets.
fn tell_secrets(stack: &Stack, loaded: &[(&Component<'_>, &Instance)], is_needed: bool) {
    if is_needed {
        for (component, instance) in loaded {
            component.schema.tell(&stack.sources, &instance.inputs);
        }
    }
}

fn places_of_secrets(configuration: &Configuration, secrets: &Secrets) -> Places {
    if secrets.is_empty() {
        return Places::new();
    }
    let written: Value = serde_json::from_str(&print(configuration)).expect("the output is JSON");
    places(&written, secrets)
}

/// Returns the part that all requests of a stack have in common.
pub(crate) fn surroundings(stack: &Stack) -> Surroundings {
    Surroundings {
        stack: stack.settings.stack.clone(),
        environment: stack.settings.environment.clone(),
        regions: stack.regions(),
        tags: terrace_stack::inputs::wire_form(&stack.tags),
    }
}

/// Returns the key under which a stack's contributions are cached: its directory and environment.
fn answers_of(stack: &Stack) -> String {
    // Only a working directory that was just removed has no absolute path.
    let directory = path::absolute(stack.directory()).unwrap_or_else(|_| stack.directory().to_owned());
    let environment = stack.settings.environment.as_deref().unwrap_or_default();
    format!("{}\n{environment}", directory.display())
}

type Components<'stack, 'engine> = BTreeMap<&'stack ComponentReference, Component<'engine>>;

/// Loads every component that a tier uses, each one once.
fn load<'stack, 'engine>(
    stack: &'stack Stack,
    resolution: &Resolution,
    engine: &'engine Engine,
    progress: &(dyn Fn(&str) + Sync),
) -> (Components<'stack, 'engine>, Vec<Diagnostic>) {
    let references: BTreeSet<_> = stack.tiers.values().map(|tier| &tier.component.reference).collect();
    let references: Vec<_> = references.into_iter().collect();
    let load_one = |reference: &&'stack ComponentReference| {
        let (limits, pins) = (limits_of(stack, reference), pins_of(stack, reference));
        (*reference, load_within(engine, reference, &pins, resolution, limits, progress))
    };
    let results: Vec<_> = references.par_iter().map(load_one).collect();
    let mut components = Components::new();
    let mut diagnostics = Vec::new();
    for (reference, result) in results {
        match result {
            Ok(component) => {
                components.insert(reference, component);
            }
            Err(diagnostic) => {
                let mut diagnostic = *diagnostic;
                // The diagnostic points to every tier that uses the component, the first one being its primary location.
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

/// Returns the limits for loading a component: for each limit, the highest of the tiers that use it.
fn limits_of(stack: &Stack, reference: &ComponentReference) -> Limits {
    let tiers = stack.tiers.values().filter(|tier| tier.component.reference == *reference);
    tiers.map(|tier| tier.limits).reduce(Limits::max).unwrap_or(stack.limits)
}

/// Returns the digests that the tiers using a component require of it.
fn pins_of<'stack>(stack: &'stack Stack, reference: &ComponentReference) -> Vec<&'stack Pin> {
    let tiers = stack.tiers.values().filter(|tier| tier.component.reference == *reference);
    tiers.filter_map(|tier| tier.component.digest.as_ref()).collect()
}

pub(crate) fn load_one<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    resolution: &Resolution,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Component<'engine>, Box<Diagnostic>> {
    load_within(engine, reference, &[], resolution, engine.limits(), progress)
}

fn load_within<'engine>(
    engine: &'engine Engine,
    reference: &ComponentReference,
    pins: &[&Pin],
    resolution: &Resolution,
    limits: Limits,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Component<'engine>, Box<Diagnostic>> {
    let loaded = components::load_within(engine, reference, pins, resolution, limits, progress);
    let loaded = loaded.map_err(|error| error.diagnostic())?;
    if loaded.is_known {
        return Component::new(loaded);
    }
    declared::check(&loaded.manifest)?;
    let component = Component::new(loaded)?;
    let LoadedComponent { tier, manifest, .. } = &component.loaded;
    tier.keep(manifest);
    Ok(component)
}

fn component_entries(stack: &Stack, components: &Components<'_, '_>) -> Vec<ComponentEntry> {
    let mut entries: BTreeMap<(String, String), ComponentEntry> = BTreeMap::new();
    for (name, tier) in &stack.tiers {
        let Some(component) = components.get(&tier.component.reference) else { continue };
        let LoadedComponent { tier: guest, manifest, .. } = &component.loaded;
        let reference = components::portable_name(&tier.component.reference, stack.directory());
        // Tiers may use different versions from one repository.
        let digest = guest.digest().to_string();
        let entry = entries.entry((reference.clone(), digest.clone())).or_insert_with(|| ComponentEntry {
            reference,
            tiers: Vec::new(),
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            digest,
        });
        entry.tiers.push(name.to_string());
    }
    let mut entries: Vec<_> = entries.into_values().collect();
    // Not sorted by digest: if two components come from one repository, an update of one would change the order.
    entries.sort_by(|a, b| (&a.reference, &a.tiers).cmp(&(&b.reference, &b.tiers)));
    entries
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
