//! Runs the test cases of a tier.

use super::layout::{self, Instance};
use super::selection;
use crate::resolve::Resolution;
use crate::synth::locate;
use crate::synth::run::{self, Component, TierCall};
use crate::synth::{load_one, surroundings, synthesize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use terrace_core::merge::merge;
use terrace_core::model::{Contribution, Diagnostic, Manifest, Secrets, Sources, TierName};
use terrace_core::scope::Context;
use terrace_core::terraform_json::{pretty, print};
use terrace_engine::Engine;
use terrace_stack::stack::{self, Case, CaseErrors, ComponentReference, Stack, Subject};

/// A tier that test cases are run on.
pub struct Suite<'engine> {
    engine: &'engine Engine,
    reference: ComponentReference,
    resolution: Resolution,
    component: Component<'engine>,
    providers: Vec<String>,
}

/// The result of running a tier on a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// The result in the format of the expected results: JSON with sorted keys, an indentation of two spaces, line feeds, and
    /// numbers with their original digits.
    pub text: String,
    /// The part of the result that terraform can run.
    pub applicable: ApplicableConfiguration,
    /// A request's contribution as a configuration in the tier's own names, to be checked against provider schemas.
    pub configuration: Option<Value>,
    /// The problems, if the result consists of problems.
    pub problems: Vec<Diagnostic>,
    /// The secrets of the case, which are in the text and must not be shown.
    pub secrets: Secrets,
    /// True if the problems are about the contribution: then the tier is wrong, not the request.
    pub is_faulty: bool,
}

/// The part of a result that terraform can run.
#[derive(Debug, Clone, PartialEq)]
pub enum ApplicableConfiguration {
    /// This configuration, the text of a `main.tf.json`, and the stack with its settings for simulated providers.
    Configuration(String, Option<Box<Stack>>),
    /// Nothing, because the tier returned problems.
    Problems,
    /// Nothing, for this reason.
    Not(String),
}

impl CaseResult {
    fn contribution(text: String, applicable: ApplicableConfiguration, configuration: Option<Value>) -> Self {
        let (problems, secrets) = (Vec::new(), Secrets::default());
        Self { text, applicable, configuration, problems, secrets, is_faulty: false }
    }

    /// Returns problems as a result, or as an error if the tier failed to run.
    fn problems(
        problems: Vec<Diagnostic>,
        instance: Instance,
        is_faulty: bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        if problems.iter().any(|problem| problem.is_failure_to_run) {
            return Err(problems);
        }
        let text = pretty(&layout::diagnostics(&problems, instance));
        let (applicable, secrets) = (ApplicableConfiguration::Problems, Secrets::default());
        Ok(Self { text, applicable, configuration: None, problems, secrets, is_faulty })
    }
}

impl<'engine> Suite<'engine> {
    /// Loads a component. A remote one has to be in `resolution`. `progress` receives a short description of each step that
    /// takes a while.
    ///
    /// # Errors
    ///
    /// The component does not load, or its manifest or input schema is not valid.
    pub fn load(
        engine: &'engine Engine,
        reference: ComponentReference,
        resolution: Resolution,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Result<Self, Box<Diagnostic>> {
        let component = load_one(engine, &reference, &resolution, progress)?;
        Ok(Self::new(engine, reference, resolution, component))
    }

    pub(crate) fn new(
        engine: &'engine Engine,
        reference: ComponentReference,
        resolution: Resolution,
        component: Component<'engine>,
    ) -> Self {
        let providers = component.loaded.manifest.providers.iter().map(|p| p.name.clone()).collect();
        Self { engine, reference, resolution, component, providers }
    }

    /// Returns the tier's manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.component.loaded.manifest
    }

    /// Returns the properties of the tier that are needed to read a case.
    pub fn subject(&self) -> Subject<'_> {
        let name = &self.manifest().name;
        Subject { component: &self.reference, name, providers: &self.providers }
    }

    /// Runs the case in a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or the tier fails to run, which is never an expected result.
    pub fn answer(&self, path: &Path) -> Result<CaseResult, CaseErrors> {
        self.answer_to(stack::case(path, self.subject())?)
    }

    /// Runs a case that was read before.
    ///
    /// # Errors
    ///
    /// The tier fails to run.
    pub fn answer_to(&self, case: Case) -> Result<CaseResult, CaseErrors> {
        let answer = match &case {
            Case::Request(stack) => self.request(stack),
            Case::StackFile { stack, tiers } => self.stack_file(stack, tiers),
        };
        let secrets = case.stack().sources.secrets();
        let answer = answer.map(|answer| CaseResult { secrets, ..answer });
        answer.map_err(|diagnostics| CaseErrors { sources: sources(case), diagnostics })
    }

    fn request(&self, stack: &Stack) -> Result<CaseResult, Vec<Diagnostic>> {
        let Some(instance) = stack.instances().first() else { return Err(Vec::new()) };
        self.component.schema.tell(&stack.sources, &instance.inputs);
        let surroundings = Arc::new(surroundings(stack));
        let context = Context::new(&stack.settings);
        let asked = match run::ask(stack, &context, &self.component, instance, &surroundings, None) {
            Ok(asked) => asked,
            Err(problems) => return CaseResult::problems(problems, Instance::Hidden, false),
        };
        let TierCall { contribution, warnings, .. } = asked;
        let configuration = layout::configuration(contribution.clone(), self.manifest());
        let laid_out = layout::contribution(contribution.clone(), &warnings);
        match self.applicable(stack, &context, instance, contribution) {
            Ok(applicable) => {
                Ok(CaseResult::contribution(pretty(&laid_out), applicable, Some(configuration)))
            }
            Err(problems) => CaseResult::problems(problems, Instance::Hidden, true),
        }
    }

    /// Returns the part of a contribution that terraform can run, or the errors in the contribution.
    fn applicable(
        &self,
        stack: &Stack,
        context: &Context<'_>,
        instance: &stack::Instance,
        contribution: Contribution,
    ) -> Result<ApplicableConfiguration, Vec<Diagnostic>> {
        let scoped = run::scope(stack, context, &self.component, instance, contribution)?;
        if let Some(reason) = missing_definition(stack) {
            return Ok(ApplicableConfiguration::Not(reason));
        }
        let configuration = merge(context, vec![scoped])
            .map_err(|errors| errors.iter().map(|error| locate::merge(stack, error)).collect::<Vec<_>>())?;
        Ok(ApplicableConfiguration::Configuration(print(&configuration), None))
    }

    fn stack_file(&self, stack: &Stack, tiers: &BTreeSet<TierName>) -> Result<CaseResult, Vec<Diagnostic>> {
        let synthesis = match synthesize(stack, &self.resolution, self.engine, &|_| {}) {
            Ok(synthesis) => synthesis,
            Err(diagnostics) => return CaseResult::problems(diagnostics, Instance::Shown, false),
        };
        let whole: Value = serde_json::from_str(&synthesis.text).expect("the output is JSON");
        let mut answer = json!({ "configuration": selection::of_tiers(&whole, tiers) });
        if !synthesis.warnings.is_empty() {
            let warnings = synthesis.warnings.iter();
            answer["warnings"] =
                warnings.map(|warning| layout::diagnostic(warning, Instance::Shown)).collect();
        }
        let applicable =
            ApplicableConfiguration::Configuration(synthesis.text, Some(Box::new(stack.clone())));
        Ok(CaseResult::contribution(pretty(&answer), applicable, None))
    }
}

/// Returns why terraform cannot run a request: it refers to something that only a whole stack has.
fn missing_definition(stack: &Stack) -> Option<String> {
    let tier = stack.settings.tiers.keys().next().map(|name| format!("tier.{name}"));
    let variable = || stack.settings.variables.keys().next().map(|name| format!("var.{name}"));
    let missing = tier.or_else(variable)?;
    Some(format!("its request refers to `{missing}`; write the case as a `stack_file` that defines it"))
}

fn sources(case: Case) -> Sources {
    case.stack().sources.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_core::model::InstanceId;

    #[test]
    fn failure_to_run_is_not_a_result_whatever_the_problem_says() {
        let tier = TierName::new("queues").unwrap();
        let problem = Diagnostic::error("refused", "tier `queues` failed: it says so itself")
            .instance(InstanceId { tier, region: None });
        let result =
            |problem: &Diagnostic| CaseResult::problems(vec![problem.clone()], Instance::Hidden, false);
        assert!(result(&problem).unwrap().text.contains("it says so itself"));
        let crash = Diagnostic { is_failure_to_run: true, ..problem };
        assert_eq!(result(&crash), Err(vec![crash]));
    }
}
