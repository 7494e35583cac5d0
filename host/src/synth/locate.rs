//! Where in the stack file a problem belongs that shows only when tiers run.

use super::components::source_file;
use crate::check::CycleError;
use crate::engine::{EngineError, fault_hint};
use crate::fit::{FitError, OutputTypeError};
use crate::grant::{GrantError, GrantWarning};
use crate::link::LinkError;
use crate::merge::{MergeError, Origin};
use crate::model::{Address, Diagnostic, InstanceId, Location, Severity, TierDiagnostic, is_published};
use crate::placement::Crowded;
use crate::scope::{ScopeError, ScopeProblem};
use crate::stack::{Stack, pointer_steps};
use std::path::PathBuf;

/// Tells who can mend a tier: who reads this may be the one who writes it.
fn about_the_fault(stack: &Stack, instance: &InstanceId) -> String {
    fault_hint("", source(stack, instance).as_deref())
}

/// The file that a tier is written in, where it runs from its source.
fn source(stack: &Stack, instance: &InstanceId) -> Option<PathBuf> {
    source_file(&stack.tiers.get(&instance.tier)?.component.reference)
}

/// A tier that does not run.
pub(super) fn engine(stack: &Stack, instance: &InstanceId, error: &EngineError) -> Diagnostic {
    let mut diagnostic = error.diagnostic_of(source(stack, instance).as_deref()).instance(instance.clone());
    diagnostic.summary = format!("{}{}", failed(instance), diagnostic.summary);
    of_component(with(diagnostic, stack.location_of_tier(instance)), stack, instance)
}

/// Shows the line that names the tier's component, where the tier itself is at fault.
fn of_component(diagnostic: Diagnostic, stack: &Stack, instance: &InstanceId) -> Diagnostic {
    let component = stack.tiers.get(&instance.tier).map(|tier| tier.component.location.clone());
    label(diagnostic, component, "it comes from here".to_owned())
}

/// Whether a diagnostic says that a tier did not run to its end, not what it said.
pub(crate) fn is_failure_to_run(diagnostic: &Diagnostic) -> bool {
    diagnostic.instance.as_ref().is_some_and(|instance| diagnostic.summary.starts_with(&failed(instance)))
}

fn failed(instance: &InstanceId) -> String {
    format!("tier `{}` failed: ", instance.tier)
}

/// What a tier reports instead of a contribution.
pub(super) fn tier_errors(
    stack: &Stack,
    instance: &InstanceId,
    problems: Vec<TierDiagnostic>,
) -> Vec<Diagnostic> {
    if !problems.iter().any(|problem| problem.severity == Severity::Error) {
        let summary = format!("tier `{}` failed without saying why", instance.tier);
        let silent = Diagnostic::error("silent-failure", summary)
            .instance(instance.clone())
            .hint(about_the_fault(stack, instance));
        let warnings = problems.into_iter().map(|problem| tier(stack, instance, problem));
        return std::iter::once(with(silent, stack.location_of_tier(instance))).chain(warnings).collect();
    }
    problems.into_iter().map(|problem| tier(stack, instance, problem)).collect()
}

/// What a tier warns of; whatever it says, these are warnings.
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
        // What a tier says in the wrong form is still worth reading.
        Some(Err(_)) => {
            diagnostic.notes.extend(problem.address.map(|text| format!("the tier says of `{text}`")))
        }
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

/// A contribution that does not fit.
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
        // The stack file decides about these.
        (None, ScopeProblem::Provider(_) | ScopeProblem::UnknownVariable { .. }) => {
            with(diagnostic, stack.location_of_tier(&error.instance))
        }
        (None, _) => {
            let diagnostic = with(diagnostic, stack.location_of_tier(&error.instance));
            of_component(diagnostic, stack, &error.instance).hint(about_the_fault(stack, &error.instance))
        }
    }
}

/// Something that a tier does without being granted it.
pub(super) fn grant(stack: &Stack, error: &GrantError) -> Diagnostic {
    with(error.diagnostic(), stack.location_of_tier(&error.place.instance))
}

/// A path that a tier made up and that leads out.
pub(super) fn grant_warning(stack: &Stack, warning: &GrantWarning) -> Diagnostic {
    with(warning.diagnostic(), stack.location_of_tier(&warning.place.instance))
}

/// An output that is not of its declared type.
pub(super) fn output_type(stack: &Stack, error: &OutputTypeError) -> Diagnostic {
    let diagnostic = with(error.diagnostic(), stack.location_of_tier(&error.instance));
    of_component(diagnostic, stack, &error.instance).hint(about_the_fault(stack, &error.instance))
}

/// A reference whose output does not fit the input that it stands in: both ends.
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
            label(diagnostic, stack.location_of_tier(&end.instance), format!("gives `{}`", end.output))
        }
        None => diagnostic,
    }
}

/// Subnets in one availability zone: whose list they are in, and who made them.
pub(super) fn crowded(stack: &Stack, error: &Crowded) -> Diagnostic {
    let diagnostic = with(error.diagnostic(), stack.location_of_tier(&error.instance));
    let maker = error.maker.as_ref().filter(|maker| maker.tier != error.instance.tier);
    let makes = maker.and_then(|maker| stack.location_of_tier(maker));
    label(diagnostic, makes, "makes the subnets".to_owned())
}

/// Contributions that do not fit together.
pub(crate) fn merge(stack: &Stack, error: &MergeError) -> Diagnostic {
    let diagnostic = error.diagnostic();
    match error {
        MergeError::Link(error) => with(diagnostic, link(stack, error)),
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
            demands.iter().fold(diagnostic, |diagnostic, (origin, version)| {
                label(diagnostic, origin_of(stack, origin, provider, "version"), format!("needs `{version}`"))
            })
        }
        MergeError::State { .. } => diagnostic,
    }
}

/// A provider that the stack file configures and no tier needs.
fn unused_provider(stack: &Stack, diagnostic: Diagnostic, provider: &str) -> Diagnostic {
    let settings = &stack.settings;
    let mut places = Vec::new();
    if settings.providers.contains_key(provider) {
        places.push(format!("providers.{provider}"));
    }
    let regions = settings.regions.iter().filter(|(_, providers)| providers.contains_key(provider));
    places.extend(regions.map(|(region, _)| format!("regions.{region}.{provider}")));
    let place = places.first().and_then(|path| stack.location_of(path));
    label(diagnostic, place, "it is configured here, and no tier uses it".to_owned())
}

/// Says how to keep such a provider. Terraform needs it to destroy what tiers made with it.
fn without_source(diagnostic: Diagnostic, provider: &str) -> Diagnostic {
    let source = format!("hashicorp/{provider}");
    let source = if is_published(&source) { source } else { "NAMESPACE/NAME".to_owned() };
    diagnostic
        .note("its configuration stays in the output, so that terraform can destroy what was made with it")
        .hint(format!(
            "set `providers.{provider}.source`, as in `providers: {{ {provider}: {{ source: {source} }} }}`"
        ))
        .hint("or remove its configuration when nothing is left that was made with it")
}

/// Where a demand on a provider is made: its key in the stack file, or the tier whose component makes it.
fn origin_of(stack: &Stack, origin: &Origin, provider: &str, key: &str) -> Option<Location> {
    match origin {
        Origin::StackFile => stack.location_of(&format!("providers.{provider}.{key}")),
        Origin::Tier(tier) => stack.tiers.get(tier).map(|tier| tier.component.location.clone()),
    }
}

/// Every place of the stack file that leads from one tier of the circle to the next; the first block's tier
/// where there is none.
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
