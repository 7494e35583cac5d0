//! One run of a tier: inputs in, a scoped contribution out.

use super::components::Loaded;
use super::locate;
use super::manifest::InstanceEntry;
use crate::engine::Digest;
use crate::fit::check_outputs;
use crate::inputs::InputSchema;
use crate::model::{Contribution, Diagnostic, Manifest, Region, Request};
use crate::scope::{Context, Provenance, ScopedContribution, scope_contribution};
use crate::stack::{Instance, Stack};
use crate::types::Type;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A component that is ready to be given inputs.
pub(super) struct Component<'engine> {
    pub(super) loaded: Loaded<'engine>,
    pub(super) schema: InputSchema,
    /// The type of each output that it may give.
    pub(super) types: BTreeMap<String, Type>,
}

impl Component<'_> {
    /// Its name and version.
    pub(super) fn title(&self) -> String {
        let Manifest { name, version, .. } = &self.loaded.manifest;
        format!("{name}@{version}")
    }
}

/// What a run gave.
pub(super) struct Ran {
    pub(super) contribution: ScopedContribution,
    pub(super) entry: InstanceEntry,
    /// What it was given, defaults filled in.
    pub(super) inputs: Map<String, Value>,
    pub(super) warnings: Vec<Diagnostic>,
}

/// Runs an instance. An error is everything that is wrong with it.
pub(super) fn instance(
    stack: &Stack,
    context: &Context<'_>,
    component: &Component<'_>,
    instance: &Instance,
    regions: &[Region],
    tags: &Map<String, Value>,
) -> Result<Ran, Vec<Diagnostic>> {
    let Loaded { tier, manifest } = &component.loaded;
    let inputs = component.schema.prepare(&instance.inputs).map_err(|errors| {
        errors.iter().map(|error| error.diagnostic().instance(instance.id.clone())).collect::<Vec<_>>()
    })?;
    let request = Request {
        stack: stack.settings.stack.clone(),
        environment: stack.settings.environment.clone(),
        tier: instance.id.tier.clone(),
        region: instance.id.region.clone(),
        regions: regions.to_vec(),
        tags: tags.clone(),
        inputs,
    };
    let answer = tier.synth(&request).map_err(|error| vec![locate::engine(stack, &instance.id, &error)])?;
    let mut contribution = answer.map_err(|problems| locate::tier_errors(stack, &instance.id, problems))?;
    let warnings = locate::tier_warnings(stack, &instance.id, std::mem::take(&mut contribution.warnings));
    let provenance = Provenance { component: component.title(), digest: tier.digest().to_string() };
    let entry = entry(&request, instance, &provenance, &contribution);
    let contribution = scope_contribution(context, &instance.id, manifest, &provenance, contribution)
        .map_err(|errors| errors.iter().map(|error| locate::scope(stack, error)).collect::<Vec<_>>())?;
    let misdeclared = check_outputs(&component.types, &contribution);
    if !misdeclared.is_empty() {
        return Err(misdeclared.iter().map(|error| locate::output_type(stack, error)).collect());
    }
    Ok(Ran { contribution, entry, inputs: request.inputs, warnings })
}

fn entry(
    request: &Request,
    instance: &Instance,
    provenance: &Provenance,
    contribution: &Contribution,
) -> InstanceEntry {
    InstanceEntry {
        tier: instance.id.tier.to_string(),
        region: instance.id.region.as_ref().map(ToString::to_string),
        component: provenance.component.clone(),
        inputs: Digest::of(Value::Object(request.inputs.clone()).to_string().as_bytes()).to_string(),
        resources: contribution.resources.len(),
        data_sources: contribution.data_sources.len() + contribution.ephemeral_resources.len(),
        modules: contribution.modules.len(),
        outputs: contribution.outputs.len(),
    }
}
