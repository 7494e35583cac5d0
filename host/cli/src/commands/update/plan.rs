//! The effects of an update on each environment of a stack.

use crate::args::StackArgs;
use crate::commands::synth;
use crate::consent;
use crate::elsewhere;
use crate::progress::with_progress;
use crate::ui::{Problems, Ui};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Explain, ProviderSource};
use terrace_engine::Engine;
use terrace_project::consequences::{Beside, Consequences, Permissions};
use terrace_project::resolve::{self, Elsewhere, Locking};
use terrace_project::synth::provider_sources::joined;
use terrace_project::synth::{Foreign, Synthesis, output, synthesize};
use terrace_stack::lock::{self, Facts, Key, Lock};
use terrace_stack::stack::{Outline, Stack};

/// A stack in one of its environments.
pub struct Environment {
    /// `None` without an overlay.
    pub name: Option<String>,
    pub stack: Stack,
    /// The output directory.
    directory: PathBuf,
}

/// The baseline of the comparison.
pub enum Before {
    /// The output of the locked components.
    Locked,
    /// The output on disk. The locked components cannot be synthesized, for this reason.
    Disk(PathBuf, String),
    /// Nothing. The locked components cannot be synthesized, for this reason, and there is no output on disk.
    Nothing(String),
}

/// The effects on one environment.
pub struct Outcome {
    pub environment: Option<String>,
    pub before: Before,
    pub consequences: Consequences,
}

/// A planned update.
pub struct Plan {
    pub new: Lock,
    pub outcomes: Vec<Outcome>,
    /// The providers in all environments that need consent.
    pub foreign: Vec<Foreign>,
    /// New permissions of the components.
    pub permissions: Permissions,
}

/// Something that the user must consent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Destroy,
    NewTypes,
}

/// Loads a stack in all of its environments.
pub fn stacks(path: &Path, outline: &Outline) -> Result<Vec<Environment>, Problems> {
    let names = [None].into_iter().chain(outline.environments.iter().cloned().map(Some));
    names
        .map(|name| {
            let args = StackArgs { stack: path.to_owned(), environment: name.clone(), out: None };
            let stack = synth::load(&args)?;
            let directory = synth::directory(&stack, &args);
            Ok(Environment { name, stack, directory })
        })
        .collect()
}

impl Plan {
    /// Resolves the chosen components again, and synthesizes with the old and the new ones.
    pub fn make(
        ui: &Ui,
        environments: Vec<Environment>,
        chosen: BTreeSet<Key>,
        old: &Lock,
    ) -> Result<Self, Problems> {
        let Some(first) = environments.first() else { return Err(Problems::from(nothing())) };
        let elsewhere = elsewhere::open(ui, first.stack.directory())?;
        let engine = ui.engine();
        // All environments use the versions that the first one resolves.
        let mut known = old.clone();
        known.retain(|key| !chosen.contains(key));
        let mut new = Lock::default();
        let (mut made, mut foreign) = (Vec::new(), Vec::new());
        for environment in environments {
            let synthesis = with(ui, &environment.stack, &known, Locking::Anew(&chosen), engine, &elsewhere)?;
            foreign.extend(synthesis.foreign.iter().map(Foreign::without_places));
            for (key, entry) in synthesis.lock.iter() {
                known.insert(key.clone(), entry.clone());
                new.insert(key.clone(), entry.clone());
            }
            made.push((environment, synthesis));
        }
        old.allowed().for_each(|source| new.allow(source.clone()));
        new.drop_idle();
        let is_same = lock::changes(old, &new).is_empty();
        let made = if is_same { Vec::new() } else { made };
        let outcomes = made
            .into_iter()
            .map(|(environment, synthesis)| outcome(ui, environment, &synthesis, old, engine, &elsewhere));
        let outcomes = outcomes.collect::<Result<_, _>>()?;
        let permissions = permissions(old, &new);
        Ok(Self { new, outcomes, foreign: joined(foreign), permissions })
    }

    /// Allows those of the providers that a tier needs.
    pub fn allow(&mut self, sources: &[ProviderSource]) {
        let asked = self.foreign.iter().filter_map(Foreign::allowable);
        asked.filter(|source| sources.contains(source)).for_each(|source| self.new.allow(source));
    }

    /// Returns the options without which the update is refused.
    pub fn options(&self, needs: &[Need]) -> Vec<String> {
        let providers = consent::missing(&self.foreign, Some(&self.new)).filter_map(Foreign::allowable);
        let providers = providers.map(|source| format!("--allow-provider {source}"));
        needs.iter().map(|need| need.option().to_owned()).chain(providers).collect()
    }

    /// Returns everything, except providers, that still needs the user's consent.
    pub fn needs(&self, may_destroy: bool, may_do_more: bool) -> Vec<Need> {
        // Without a baseline, it is unknown what the update destroys.
        let destroys = self.outcomes.iter().any(|outcome| {
            !outcome.consequences.destroyed.is_empty() || matches!(outcome.before, Before::Nothing(_))
        });
        let needs = [
            (destroys && !may_destroy, Need::Destroy),
            (!self.permissions.is_empty() && !may_do_more, Need::NewTypes),
        ];
        needs.into_iter().filter(|(is_needed, _)| *is_needed).map(|(_, need)| need).collect()
    }
}

fn nothing() -> Diagnostic {
    Diagnostic::error("stack-file", "the stack has no environment")
}

fn with(
    ui: &Ui,
    stack: &Stack,
    lock: &Lock,
    locking: Locking<'_>,
    engine: &Engine,
    elsewhere: &Elsewhere,
) -> Result<Synthesis, Problems> {
    let problems = |diagnostics| Problems { diagnostics, sources: stack.sources.clone() };
    let resolution = resolve::resolve(&resolve::wanted(stack), lock, elsewhere, locking)
        .map_err(|found| problems(found.iter().map(resolve::Problem::diagnostic).collect()))?;
    with_progress(ui, |progress| synthesize(stack, &resolution, engine, progress)).map_err(problems)
}

fn outcome(
    ui: &Ui,
    environment: Environment,
    new: &Synthesis,
    old: &Lock,
    engine: &Engine,
    elsewhere: &Elsewhere,
) -> Result<Outcome, Problems> {
    let (before, text) = match with(ui, &environment.stack, old, Locking::Open, engine, elsewhere) {
        Ok(synthesis) => (Before::Locked, Some(synthesis.text.into_bytes())),
        Err(problems) => {
            let first = problems.diagnostics.into_iter().next();
            let reason = first.map(|diagnostic| diagnostic.summary).unwrap_or_default();
            let there = output::read(&environment.directory).map_err(Problems::from)?;
            match there {
                Some(bytes) => {
                    (Before::Disk(environment.directory.join(output::FILE_NAME), reason), Some(bytes))
                }
                None => (Before::Nothing(reason), None),
            }
        }
    };
    let parsed = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or(Value::Null);
    let before_value = text.as_deref().map_or(Value::Null, parsed);
    let beside = Beside::read(&output::additions(&environment.directory));
    let new = parsed(new.text.as_bytes());
    let consequences = Consequences::of(&before_value, &new, &beside, Permissions::default());
    Ok(Outcome { environment: environment.name, before, consequences })
}

/// Returns the new permissions of components. A component that was not locked before, in any range, had none.
fn permissions(old: &Lock, new: &Lock) -> Permissions {
    let mut found = Permissions::default();
    for (key, entry) in new.iter().filter(|(key, _)| key.is_remote()) {
        let mut before = Permissions::default();
        let earlier = old.iter().filter(|(earlier, _)| earlier.reference == key.reference);
        earlier.for_each(|(_, entry)| before.extend(of(&entry.facts)));
        found.extend(of(&entry.facts).beyond(&before));
    }
    found
}

fn of(facts: &Facts) -> Permissions {
    Permissions {
        providers: facts.sources().map(str::to_owned).collect(),
        resources: facts.resources.iter().cloned().collect(),
        data_sources: facts.data_sources.iter().cloned().collect(),
        ephemeral_resources: facts.ephemeral_resources.iter().cloned().collect(),
        modules: facts.modules.iter().cloned().collect(),
    }
}

impl Need {
    /// Returns the option that consents.
    pub fn option(self) -> &'static str {
        match self {
            Self::Destroy => "--allow-destroy",
            Self::NewTypes => "--allow-new-types",
        }
    }

    pub fn question(self) -> &'static str {
        match self {
            Self::Destroy => "Destroy these resources and the data that they hold?",
            Self::NewTypes => "Allow the tiers these permissions?",
        }
    }

    /// Returns an error about missing consent.
    pub fn diagnostic(self, plan: &Plan) -> Diagnostic {
        let hint = format!("allow it with {}, or name the tiers to update", self.option());
        match self {
            Self::Destroy => {
                let all = plan.outcomes.iter().flat_map(|outcome| &outcome.consequences.destroyed);
                let all: BTreeSet<&String> = all.collect();
                let summary = match all.is_empty() {
                    true => "cannot tell what the update destroys, because there is nothing to compare with",
                    false => "the update destroys resources that hold data",
                };
                let diagnostic = Diagnostic::error("destroys", summary);
                all.into_iter().fold(diagnostic, Diagnostic::note).hint(hint)
            }
            Self::NewTypes => {
                let summary = "the update gives tiers new permissions";
                let diagnostic = Diagnostic::error("new-types", summary);
                let may = terrace_project::consequences::permissions(&plan.permissions);
                may.into_iter().fold(diagnostic, Diagnostic::note).hint(hint)
            }
        }
    }
}
