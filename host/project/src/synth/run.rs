//! Runs one instance of a tier: from inputs to a scoped contribution.

use super::components::{LoadedComponent, inspect};
use super::locate;
use super::manifest::InstanceEntry;
use super::total::{Total, of_contribution, of_diagnostics, of_map, of_scoped};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::model::{
    Contribution, Diagnostic, Explain, Grants, Limits, Manifest, OutputDeclaration, Request, Surroundings,
};
use terrace_core::scope::{Context, ScopedContribution, scope_contribution};
use terrace_engine::ContributionCache;
use terrace_schema::types::Type;
use terrace_stack::fit::check_outputs;
use terrace_stack::grant;
use terrace_stack::inputs::{InputError, InputSchema, Problem};
use terrace_stack::stack::{Instance, Stack};

/// Creates the span of a step for one instance.
macro_rules! span {
    ($name:literal, $instance:expr) => {
        tracing::debug_span!(
            $name,
            tier = %$instance.id.tier,
            region = $instance.id.region.as_ref().map(tracing::field::display),
        )
    };
}

/// A component that is ready to run, with its input schema and output types.
pub(crate) struct Component<'engine> {
    pub(crate) loaded: LoadedComponent<'engine>,
    pub(crate) schema: InputSchema,
    /// The type of each declared output.
    pub(crate) types: BTreeMap<String, Type>,
    /// The component's name and version.
    title: String,
}

impl<'engine> Component<'engine> {
    /// Reads the schema of the inputs and the types of the outputs, and reports an error if one of them is not valid.
    pub(crate) fn new(loaded: LoadedComponent<'engine>) -> Result<Self, Box<Diagnostic>> {
        let schema = if loaded.is_known {
            InputSchema::known(&loaded.manifest.inputs)
        } else {
            InputSchema::new(&loaded.manifest.inputs).map_err(|error| error.diagnostic())?
        };
        let types = output_types(&loaded.manifest)?;
        let title = title(&loaded.manifest);
        Ok(Self { loaded, schema, types, title })
    }

    /// Returns the component's name and version.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }
}

fn title(manifest: &Manifest) -> String {
    let Manifest { name, version, .. } = manifest;
    format!("{name}@{version}")
}

/// Returns the declared types of a tier's outputs.
fn output_types(manifest: &Manifest) -> Result<BTreeMap<String, Type>, Box<Diagnostic>> {
    let mut types = BTreeMap::new();
    let mut faults = Vec::new();
    for OutputDeclaration { name, type_constraint, .. } in &manifest.outputs {
        match type_constraint.parse::<Type>() {
            Ok(read) => _ = types.insert(name.clone(), read),
            Err(error) => faults.push(format!("`{name}` is declared as `{type_constraint}`: {error}")),
        }
    }
    if faults.is_empty() {
        return Ok(types);
    }
    let summary = format!("the component `{}` declares invalid output types", manifest.name);
    let diagnostic = Diagnostic::error("invalid-output-type", summary);
    let diagnostic = faults.into_iter().fold(diagnostic, Diagnostic::note);
    Err(Box::new(diagnostic.note("this is a mistake in the tier, not in the stack file")))
}

/// A request to a tier and its contribution, in the tier's own names.
pub(crate) struct TierCall {
    pub(crate) request: Request,
    pub(crate) contribution: Contribution,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// The result of running an instance.
pub(super) struct InstanceResult {
    pub(super) contribution: ScopedContribution,
    pub(super) entry: InstanceEntry,
    /// The instance's inputs, including defaults.
    pub(super) inputs: Map<String, Value>,
    /// True if the inputs contain a secret as a literal value.
    pub(super) is_secret: bool,
    pub(super) warnings: Vec<Diagnostic>,
}

/// The context that all instances of a stack share.
pub(super) struct Runs<'a> {
    pub(super) stack: &'a Stack,
    pub(super) context: &'a Context<'a>,
    pub(super) surroundings: &'a Arc<Surroundings>,
    pub(super) answers: &'a ContributionCache<'a>,
    pub(super) total: &'a Total,
}

impl Runs<'_> {
    /// Runs an instance. The errors are empty if the total limit of all instances is exceeded, which is reported once
    /// elsewhere.
    pub(super) fn instance(
        &self,
        component: &Component<'_>,
        instance: &Instance,
    ) -> Result<InstanceResult, Vec<Diagnostic>> {
        if !self.total.has_room() {
            return Err(Vec::new());
        }
        let asked = ask(self.stack, self.context, component, instance, self.surroundings, Some(self.answers));
        asked.and_then(|asked| self.made(component, instance, asked)).map_err(|errors| self.kept(errors))
    }

    /// Returns the errors if the total limit leaves room for them, or else none.
    fn kept(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if self.total.add(of_diagnostics(&problems)) { problems } else { Vec::new() }
    }

    fn made(
        &self,
        component: &Component<'_>,
        instance: &Instance,
        asked: TierCall,
    ) -> Result<InstanceResult, Vec<Diagnostic>> {
        let TierCall { request, contribution, warnings } = asked;
        let given = of_contribution(&contribution);
        if !self.total.add(given + of_map(&request.inputs) + of_diagnostics(&warnings)) {
            return Err(Vec::new());
        }
        let entry = entry(&request, instance, component, &contribution);
        let contribution = scope(self.stack, self.context, component, instance, contribution)?;
        if !self.total.add(of_scoped(&contribution).saturating_sub(given)) {
            return Err(Vec::new());
        }
        let is_secret = component.schema.holds_secrets(&request.inputs);
        Ok(InstanceResult { contribution, entry, inputs: request.inputs, is_secret, warnings })
    }
}

/// Prepares an instance's inputs and runs its tier, unless its contribution is cached in `answers`.
pub(crate) fn ask(
    stack: &Stack,
    context: &Context<'_>,
    component: &Component<'_>,
    instance: &Instance,
    surroundings: &Arc<Surroundings>,
    answers: Option<&ContributionCache<'_>>,
) -> Result<TierCall, Vec<Diagnostic>> {
    let _span = span!("run", instance).entered();
    let request = request(stack, component, instance, surroundings)?;
    let LoadedComponent { tier, manifest, .. } = &component.loaded;
    let limits = limits(stack, instance);
    // A contribution made from a secret may contain it in any form.
    let is_secret = component.schema.holds_secrets(&request.inputs);
    let answers = answers.filter(|_| !is_secret);
    let answer = match answers.and_then(|answers| answers.recall(tier, &request, limits)) {
        // The inputs were validated before the contribution was cached.
        Some(contribution) => Ok(contribution),
        None => {
            component
                .schema
                .check(&request.inputs, &instance.inputs)
                .map_err(|e| unfit(stack, instance, &e))?;
            let answer = match answers {
                Some(answers) => answers.ask(tier, manifest, &request, limits),
                None => tier.synth(&request, limits),
            };
            answer.map_err(|error| vec![locate::engine(stack, &instance.id, &error)])?
        }
    };
    let contribution = answer.map_err(|problems| locate::tier_errors(stack, &instance.id, problems))?;
    permitted(stack, context, component, instance, request, contribution)
}

/// Returns the request to an instance's tier.
fn request(
    stack: &Stack,
    component: &Component<'_>,
    instance: &Instance,
    surroundings: &Arc<Surroundings>,
) -> Result<Request, Vec<Diagnostic>> {
    Ok(Request {
        surroundings: Arc::clone(surroundings),
        tier: instance.id.tier.clone(),
        region: instance.id.region.clone(),
        inputs: component.schema.fill(&instance.inputs).map_err(|errors| unfit(stack, instance, &errors))?,
    })
}

fn unfit(stack: &Stack, instance: &Instance, errors: &[InputError]) -> Vec<Diagnostic> {
    let diagnostic = |error: &InputError| {
        let diagnostic = error.diagnostic().instance(instance.id.clone());
        match &error.problem {
            Problem::Unknown { near: None, known, .. } if known.is_cut() => {
                inspect(stack, diagnostic, instance.id.tier.as_str(), "inputs")
            }
            _ => diagnostic,
        }
    };
    errors.iter().map(diagnostic).collect()
}

fn limits<'stack>(stack: &'stack Stack, instance: &Instance) -> &'stack Limits {
    stack.tiers.get(&instance.id.tier).map_or(&stack.limits, |tier| &tier.limits)
}

/// Returns the strings that the stack file itself puts into an instance's inputs, and the tags.
fn texts<'stack>(stack: &'stack Stack, instance: &'stack Instance) -> Vec<&'stack str> {
    let mut texts = Vec::new();
    instance.inputs.for_each_text(&mut |text, _| texts.push(text));
    for entry in stack.tags.values() {
        entry.value.for_each_text(&mut |text, _| texts.push(text));
    }
    texts
}

/// Checks that a contribution stays within the tier's permissions.
fn permitted(
    stack: &Stack,
    context: &Context<'_>,
    component: &Component<'_>,
    instance: &Instance,
    request: Request,
    mut contribution: Contribution,
) -> Result<TierCall, Vec<Diagnostic>> {
    let manifest = &component.loaded.manifest;
    let mut warnings = locate::tier_warnings(stack, &instance.id, std::mem::take(&mut contribution.warnings));
    let none = Grants::default();
    let grants = stack.tiers.get(&instance.id.tier).map_or(&none, |tier| &tier.grants);
    let texts = texts(stack, instance);
    let (settings, templates) = (&stack.settings, context.templates());
    let ground =
        grant::Ground { instance: &instance.id, manifest, settings, texts: &texts, grants, templates };
    let verdict = grant::check(ground, &contribution);
    if !verdict.errors.is_empty() {
        return Err(verdict.errors.iter().map(|error| locate::grant(stack, error)).collect());
    }
    warnings.extend(verdict.warnings.iter().map(|warning| locate::grant_warning(stack, warning)));
    Ok(TierCall { request, contribution, warnings })
}

/// Renames a contribution's blocks into the stack's name space, and checks its outputs.
pub(crate) fn scope(
    stack: &Stack,
    context: &Context<'_>,
    component: &Component<'_>,
    instance: &Instance,
    contribution: Contribution,
) -> Result<ScopedContribution, Vec<Diagnostic>> {
    let _span = span!("scope", instance).entered();
    let manifest = &component.loaded.manifest;
    let scoped = scope_contribution(context, &instance.id, manifest, contribution)
        .map_err(|errors| errors.iter().map(|error| locate::scope(stack, error)).collect::<Vec<_>>())?;
    let misdeclared = check_outputs(context.templates(), &component.types, &scoped);
    if !misdeclared.is_empty() {
        return Err(misdeclared.iter().map(|error| locate::output_type(stack, error)).collect());
    }
    Ok(scoped)
}

fn entry(
    request: &Request,
    instance: &Instance,
    component: &Component<'_>,
    contribution: &Contribution,
) -> InstanceEntry {
    // The digest of a secret could be brute-forced. Serializing a JSON value cannot fail.
    let inputs = serde_json::to_string(&component.schema.masked(&request.inputs));
    let inputs = inputs.expect("JSON values always serialize");
    InstanceEntry {
        tier: instance.id.tier.to_string(),
        region: instance.id.region.as_ref().map(ToString::to_string),
        inputs: Digest::of(inputs.as_bytes()).to_string(),
        resources: contribution.resources.len(),
        data_sources: contribution.data_sources.len() + contribution.ephemeral_resources.len(),
        modules: contribution.modules.len(),
        outputs: contribution.outputs.len(),
    }
}
