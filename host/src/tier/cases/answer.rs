//! Runs the case of a file.

use super::layout::{self, Instance};
use super::selection;
use crate::engine::Engine;
use crate::inputs::wire_form;
use crate::merge::merge;
use crate::model::{Diagnostic, Manifest, Sources, TierName};
use crate::scope::Context;
use crate::stack::{self, Case, CaseErrors, ComponentReference, Stack, Subject};
use crate::synth::locate::{self, is_failure_to_run};
use crate::synth::run::{self, Asked, Component};
use crate::synth::{load_one, synthesize};
use crate::terraform_json::{pretty, print};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// A tier that cases are run on.
pub struct Suite<'engine> {
    engine: &'engine Engine,
    reference: ComponentReference,
    component: Component<'engine>,
    providers: Vec<String>,
}

/// What a tier answers to a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The answer as it stands in the file of the expected one: JSON with sorted keys, two spaces, `\n`, and
    /// numbers as they were written.
    pub text: String,
    /// What terraform can run of it.
    pub applicable: Applicable,
    /// A request's contribution as a configuration in the tier's own names, to be held against schemas.
    pub configuration: Option<Value>,
}

/// What terraform can run of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Applicable {
    /// This configuration, the text of a `main.tf.json`, and what the stack file prescribes for simulated
    /// providers.
    Configuration(String, Option<Box<Stack>>),
    /// Nothing, because the tier gives problems.
    Problems,
    /// Nothing, for this reason.
    Not(String),
}

impl Answer {
    /// Whether it is problems instead of a contribution.
    pub fn is_refusal(&self) -> bool {
        self.applicable == Applicable::Problems
    }
}

impl<'engine> Suite<'engine> {
    /// Loads a component. `compiling` is called with its name when it has to be compiled.
    ///
    /// # Errors
    ///
    /// It does not load or describe itself, or its schema is not valid.
    pub fn load(
        engine: &'engine Engine,
        reference: ComponentReference,
        compiling: &(dyn Fn(&str) + Sync),
    ) -> Result<Self, Box<Diagnostic>> {
        let component = load_one(engine, &reference, compiling)?;
        Ok(Self::new(engine, reference, component))
    }

    pub(crate) fn new(
        engine: &'engine Engine,
        reference: ComponentReference,
        component: Component<'engine>,
    ) -> Self {
        let providers = component.loaded.manifest.providers.iter().map(|p| p.name.clone()).collect();
        Self { engine, reference, component, providers }
    }

    /// What the tier says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.component.loaded.manifest
    }

    /// What a case needs to know of the tier.
    pub fn subject(&self) -> Subject<'_> {
        let name = &self.manifest().name;
        Subject { component: &self.reference, name, providers: &self.providers }
    }

    /// Runs the case of a file.
    ///
    /// # Errors
    ///
    /// Its file cannot be read, or the tier does not run to its end: that is no answer, whatever is expected.
    pub fn answer(&self, path: &Path) -> Result<Answer, CaseErrors> {
        self.answer_to(stack::case(path, self.subject())?)
    }

    /// Runs a case.
    ///
    /// # Errors
    ///
    /// The tier does not run to its end.
    pub fn answer_to(&self, case: Case) -> Result<Answer, CaseErrors> {
        let answer = match &case {
            Case::Request(stack) => self.request(stack),
            Case::StackFile { stack, tiers } => self.stack_file(stack, tiers),
        };
        answer.map_err(|diagnostics| CaseErrors { sources: sources(case), diagnostics })
    }

    fn request(&self, stack: &Stack) -> Result<Answer, Vec<Diagnostic>> {
        match self.contribution(stack) {
            Ok(answer) => Ok(answer),
            Err(diagnostics) => problems(diagnostics, Instance::Hidden),
        }
    }

    fn contribution(&self, stack: &Stack) -> Result<Answer, Vec<Diagnostic>> {
        let context = Context::new(&stack.settings);
        let regions = stack.regions();
        let tags = wire_form(&stack.tags);
        let Some(instance) = stack.instances().first() else { return Err(Vec::new()) };
        let Asked { contribution, warnings, .. } =
            run::ask(stack, &self.component, instance, &regions, &tags)?;
        let configuration = layout::configuration(contribution.clone(), self.manifest());
        let laid_out = layout::contribution(contribution.clone(), &warnings);
        let scoped = run::scope(stack, &context, &self.component, instance, contribution)?;
        let applicable = match missing(stack) {
            Some(reason) => Applicable::Not(reason),
            None => {
                let configuration = merge(&stack.settings, vec![scoped]).map_err(|errors| {
                    errors.iter().map(|error| locate::merge(stack, error)).collect::<Vec<_>>()
                })?;
                Applicable::Configuration(print(&configuration), None)
            }
        };
        Ok(Answer { text: pretty(&laid_out), applicable, configuration: Some(configuration) })
    }

    fn stack_file(&self, stack: &Stack, tiers: &BTreeSet<TierName>) -> Result<Answer, Vec<Diagnostic>> {
        let synthesis = match synthesize(stack, self.engine, &|_| {}) {
            Ok(synthesis) => synthesis,
            Err(diagnostics) => return problems(diagnostics, Instance::Shown),
        };
        let unreadable =
            |error: serde_json::Error| vec![Diagnostic::error("invalid-json", error.to_string())];
        let whole: Value = serde_json::from_str(&synthesis.text).map_err(unreadable)?;
        let mut answer = json!({ "configuration": selection::of_tiers(&whole, tiers) });
        if !synthesis.warnings.is_empty() {
            let warnings = synthesis.warnings.iter();
            answer["warnings"] =
                warnings.map(|warning| layout::diagnostic(warning, Instance::Shown)).collect();
        }
        let applicable = Applicable::Configuration(synthesis.text, Some(Box::new(stack.clone())));
        Ok(Answer { text: pretty(&answer), applicable, configuration: None })
    }
}

/// Problems as an answer, unless the tier has not run to its end.
fn problems(diagnostics: Vec<Diagnostic>, instance: Instance) -> Result<Answer, Vec<Diagnostic>> {
    if diagnostics.iter().any(is_failure_to_run) {
        return Err(diagnostics);
    }
    let text = pretty(&layout::diagnostics(&diagnostics, instance));
    Ok(Answer { text, applicable: Applicable::Problems, configuration: None })
}

/// What a request speaks of that terraform would need, and that only a whole stack has.
fn missing(stack: &Stack) -> Option<String> {
    let tier = stack.settings.tiers.keys().next().map(|name| format!("tier.{name}"));
    let variable = || stack.settings.variables.keys().next().map(|name| format!("var.{name}"));
    let missing = tier.or_else(variable)?;
    Some(format!("its request refers to `{missing}`; write the case as a `stack_file` that has it"))
}

fn sources(case: Case) -> Sources {
    case.stack().sources.clone()
}
