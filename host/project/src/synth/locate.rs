//! Finds the location in the stack file for problems that only show when tiers run.

use super::components::{inspect, source_file};
use crate::placement::CrowdedSubnets;
use std::path::PathBuf;
use terrace_core::check::CycleError;
use terrace_core::link::{LinkError, LinkProblem};
use terrace_core::merge::{MergeError, Origin};
use terrace_core::model::{
    Address, Diagnostic, Explain, InstanceId, Location, Severity, TierDiagnostic, is_published,
};
use terrace_core::path::pointer_steps;
use terrace_core::scope::{ScopeError, ScopeProblem};
use terrace_engine::{EngineError, fault_hint};
use terrace_stack::fit::{FitError, OutputTypeError};
use terrace_stack::grant::{GrantError, GrantWarning};
use terrace_stack::stack::Stack;

/// Returns a hint about who can fix the tier, which may be the reader.
fn about_the_fault(stack: &Stack, instance: &InstanceId) -> String {
    fault_hint("", source(stack, instance).as_deref())
}

/// Returns the entry file of a tier that runs from source.
fn source(stack: &Stack, instance: &InstanceId) -> Option<PathBuf> {
    source_file(&stack.tiers.get(&instance.tier)?.component.reference)
}

/// Locates the failure of a tier to run.
pub(super) fn engine(stack: &Stack, instance: &InstanceId, error: &EngineError) -> Diagnostic {
    let mut diagnostic = error.diagnostic_of(source(stack, instance).as_deref()).instance(instance.clone());
    diagnostic.summary = format!("tier `{}` failed: {}", instance.tier, diagnostic.summary);
    diagnostic.is_failure_to_run = true;
    of_component(with(diagnostic, stack.location_of_tier(instance)), stack, instance)
}

/// Adds the line that names the tier's component, for errors of the tier itself.
fn of_component(diagnostic: Diagnostic, stack: &Stack, instance: &InstanceId) -> Diagnostic {
    let component = stack.tiers.get(&instance.tier).map(|tier| tier.component.location.clone());
    label(diagnostic, component, "it comes from here".to_owned())
}

/// Locates the errors that a tier returned instead of a contribution.
pub(super) fn tier_errors(
    stack: &Stack,
    instance: &InstanceId,
    problems: Vec<TierDiagnostic>,
) -> Vec<Diagnostic> {
    if !problems.iter().any(|problem| problem.severity == Severity::Error) {
        let summary = format!("tier `{}` failed without reporting a reason", instance.tier);
        let silent = Diagnostic::error("silent-failure", summary)
            .instance(instance.clone())
            .hint(about_the_fault(stack, instance));
        let warnings = problems.into_iter().map(|problem| tier(stack, instance, problem));
        return std::iter::once(with(silent, stack.location_of_tier(instance))).chain(warnings).collect();
    }
    problems.into_iter().map(|problem| tier(stack, instance, problem)).collect()
}

/// Locates the warnings that a tier returned. They are always shown as warnings, whatever severity the tier chose.
pub(super) fn tier_warnings(
    stack: &Stack,
    instance: &InstanceId,
    problems: Vec<TierDiagnostic>,
) -> Vec<Diagnostic> {
    let warning = |problem| Diagnostic { severity: Severity::Warning, ..tier(stack, instance, problem) };
    problems.into_iter().map(warning).collect()
}

fn tier(stack: &Stack, instance: &InstanceId, problem: TierDiagnostic) -> Diagnostic {
    let mut diagnostic = match problem.severity {
        Severity::Error => Diagnostic::error(problem.code, problem.summary),
        Severity::Warning => Diagnostic::warning(problem.code, problem.summary),
    }
    .instance(instance.clone());
    diagnostic.notes.extend(problem.detail);
    diagnostic.hints.extend(problem.hint);
    match problem.address.as_deref().map(Address::parse) {
        Some(Ok(address)) => diagnostic.address = Some(address),
        // A malformed address may still help the reader.
        Some(Err(_)) => diagnostic
            .notes
            .extend(problem.address.map(|text| format!("the tier reported this for `{text}`"))),
        None => {}
    }
    let location = match &problem.path {
        Some(pointer) => stack.location_of_input(instance, pointer),
        None => stack.location_of_tier(instance),
    };
    diagnostic.path = problem.path.map(|pointer| input_path(&pointer));
    with(diagnostic, location)
}

/// Writes `/listener/port` as in the stack file, `listener.port`; `//tags/Owner` as `tags.Owner`.
fn input_path(pointer: &str) -> String {
    let steps = pointer_steps(pointer);
    let is_beside_inputs = steps.len() > 1 && steps[0].is_empty();
    steps[usize::from(is_beside_inputs)..].join(".")
}

/// Locates an error in a contribution.
pub(super) fn scope(stack: &Stack, error: &ScopeError) -> Diagnostic {
    let reference = match &error.problem {
        ScopeProblem::Unresolved { target, .. } => Some(target.clone()),
        ScopeProblem::UnknownVariable { name, .. } => Some(format!("var.{name}")),
        ScopeProblem::Reference { reference, .. } => Some(reference.clone()),
        _ => None,
    };
    let given = reference.and_then(|reference| stack.location_of_reference(&error.instance, &reference));
    let diagnostic = error.diagnostic();
    match (given, &error.problem) {
        (Some(location), _) => with(diagnostic, Some(location)),
        // These errors depend on the stack file rather than on the tier.
        (None, ScopeProblem::Provider(_) | ScopeProblem::UnknownVariable { .. }) => {
            with(diagnostic, stack.location_of_tier(&error.instance))
        }
        (None, _) => {
            let diagnostic = with(diagnostic, stack.location_of_tier(&error.instance));
            of_component(diagnostic, stack, &error.instance).hint(about_the_fault(stack, &error.instance))
        }
    }
}

/// Locates an error about a missing grant.
pub(super) fn grant(stack: &Stack, error: &GrantError) -> Diagnostic {
    with(error.diagnostic(), stack.location_of_tier(&error.place.instance))
}

/// Locates a warning about a path that a tier made up and that leads out of the directory that terraform runs in.
pub(super) fn grant_warning(stack: &Stack, warning: &GrantWarning) -> Diagnostic {
    with(warning.diagnostic(), stack.location_of_tier(&warning.place.instance))
}

/// Locates an error about an output that does not have its declared type.
pub(super) fn output_type(stack: &Stack, error: &OutputTypeError) -> Diagnostic {
    let diagnostic = with(error.diagnostic(), stack.location_of_tier(&error.instance));
    of_component(diagnostic, stack, &error.instance).hint(about_the_fault(stack, &error.instance))
}

/// Locates both ends of a reference whose output does not fit the input.
pub(super) fn misfit(stack: &Stack, error: &FitError) -> Diagnostic {
    let steps = error.input.steps();
    let given = match &steps[..] {
        [name, within @ ..] if error.is_output => {
            let path = ["outputs", name, "value"].into_iter().chain(within.iter().map(String::as_str));
            stack.location_of_reference_at(&path.collect::<Vec<_>>().join("."), &error.reference)
        }
        steps => stack.location_in_input(error.instance.as_ref(), steps, &error.reference),
    };
    let diagnostic = with(error.diagnostic(), given);
    match &error.end {
        Some(end) => {
            label(diagnostic, stack.location_of_tier(&end.instance), format!("returns `{}`", end.output))
        }
        None => diagnostic,
    }
}

/// Locates an error about subnets in one availability zone: the list, and the tier that made the subnets.
pub(super) fn crowded(stack: &Stack, error: &CrowdedSubnets) -> Diagnostic {
    let diagnostic = with(error.diagnostic(), stack.location_of_tier(&error.instance));
    let maker = error.maker.as_ref().filter(|maker| maker.tier != error.instance.tier);
    let makes = maker.and_then(|maker| stack.location_of_tier(maker));
    label(diagnostic, makes, "creates the subnets".to_owned())
}

/// Locates an error about contributions that cannot be merged.
pub(crate) fn merge(stack: &Stack, error: &MergeError) -> Diagnostic {
    let diagnostic = error.diagnostic();
    match error {
        MergeError::Link(error) => {
            let diagnostic = with(diagnostic, link(stack, error));
            match &error.problem {
                LinkProblem::UnknownOutput { tier, nearest: None, known, .. } if known.is_cut() => {
                    inspect(stack, diagnostic, tier, "outputs")
                }
                _ => diagnostic,
            }
        }
        MergeError::Cycle(error) => cycle(stack, diagnostic, error),
        MergeError::Boundary(error) => match &error.instance {
            Some(instance) => {
                of_component(with(diagnostic, stack.location_of_tier(instance)), stack, instance)
            }
            None => diagnostic,
        },
        MergeError::Instance(instance) => with(diagnostic, stack.location_of_tier(instance)),
        MergeError::Block { first, second, .. } => {
            let diagnostic = with(diagnostic, stack.location_of_tier(&first.0));
            with(diagnostic, stack.location_of_tier(&second.0).filter(|_| first.0.tier != second.0.tier))
        }
        MergeError::NoSource { provider, nearest } => {
            let diagnostic = unused_provider(stack, diagnostic, provider);
            if nearest.is_some() { diagnostic } else { without_source(diagnostic, provider) }
        }
        MergeError::Source { provider, origin, .. } => {
            with(diagnostic, origin_of(stack, origin, provider, "source"))
        }
        MergeError::Constraint { provider, origin, .. } => {
            with(diagnostic, origin_of(stack, origin, provider, "version"))
        }
        MergeError::Sources { provider, first, second } => {
            [first, second].into_iter().fold(diagnostic, |diagnostic, (origin, source)| {
                label(diagnostic, origin_of(stack, origin, provider, "source"), format!("`{source}`"))
            })
        }
        MergeError::Versions { provider, demands } => {
            demands.iter().fold(diagnostic, |diagnostic, (origin, constraint)| {
                let needs = format!("needs `{}`", constraint.bounds());
                label(diagnostic, origin_of(stack, origin, provider, "version"), needs)
            })
        }
        MergeError::State { .. } => diagnostic,
    }
}

/// Locates a provider that the stack file configures and no tier needs.
fn unused_provider(stack: &Stack, diagnostic: Diagnostic, provider: &str) -> Diagnostic {
    let settings = &stack.settings;
    let mut places = Vec::new();
    if settings.providers.contains_key(provider) {
        places.push(format!("providers.{provider}"));
    }
    let regions = settings.regions.iter().filter(|(_, providers)| providers.contains_key(provider));
    places.extend(regions.map(|(region, _)| format!("regions.{region}.{provider}")));
    let place = places.first().and_then(|path| stack.location_of(path));
    label(diagnostic, place, "it is configured here, but no tier uses it".to_owned())
}

/// Adds how to keep such a provider. Terraform needs it to destroy resources that were made with it.
fn without_source(diagnostic: Diagnostic, provider: &str) -> Diagnostic {
    let source = format!("hashicorp/{provider}");
    let source = if is_published(&source) { source } else { "NAMESPACE/NAME".to_owned() };
    diagnostic
        .note("its configuration stays in the output, so that terraform can destroy what was created with it")
        .hint(format!(
            "set `providers.{provider}.source`, as in `providers: {{ {provider}: {{ source: {source} }} }}`"
        ))
        .hint("or remove its configuration when nothing is left that was created with it")
}

/// Locates a provider requirement: its key in the stack file, or the tier whose component has it.
fn origin_of(stack: &Stack, origin: &Origin, provider: &str, key: &str) -> Option<Location> {
    match origin {
        Origin::StackFile => stack.location_of(&format!("providers.{provider}.{key}")),
        Origin::Tier(tier) => stack.tiers.get(tier).map(|tier| tier.component.location.clone()),
    }
}

/// Locates every reference in the stack file that leads from one tier of the cycle to the next, or the first block's tier if
/// there is none.
fn cycle(stack: &Stack, diagnostic: Diagnostic, error: &CycleError) -> Diagnostic {
    let mut places: Vec<Location> = Vec::new();
    for (at, member) in error.members.iter().enumerate() {
        let next = &error.members[(at + 1) % error.members.len()].instance;
        let references = [
            next.region.as_ref().map(|region| format!("tier.{}[\"{region}\"]", next.tier)),
            Some(format!("tier.{}", next.tier)),
        ];
        let place = references
            .iter()
            .flatten()
            .find_map(|reference| stack.location_of_reference(&member.instance, reference));
        places.extend(place.filter(|place| !places.contains(place)));
    }
    if places.is_empty() {
        places.extend(error.members.first().and_then(|member| stack.location_of_tier(&member.instance)));
    }
    places.into_iter().fold(diagnostic, |diagnostic, place| diagnostic.label(place, ""))
}

fn link(stack: &Stack, error: &LinkError) -> Option<Location> {
    match &error.instance {
        Some(instance) => stack
            .location_of_reference(instance, &error.reference)
            .or_else(|| stack.location_of_tier(instance)),
        None => stack.location_of_reference_at(&error.path, &error.reference),
    }
}

fn with(diagnostic: Diagnostic, location: Option<Location>) -> Diagnostic {
    label(diagnostic, location, String::new())
}

fn label(diagnostic: Diagnostic, location: Option<Location>, text: String) -> Diagnostic {
    match location {
        Some(location) => diagnostic.label(location, text),
        None => diagnostic,
    }
}
