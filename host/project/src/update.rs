//! Updates the locked components of a stack: what follows from it in each environment, and what the user has to consent to.

use crate::consequences::{AdjacentBlocks, Consequences, Permissions};
use crate::resolve::{self, Locking, RemoteSources};
use crate::session::{Session, missing};
use crate::synth::components::lock_key;
use crate::synth::provider_sources::joined;
use crate::synth::{ForeignProvider, Synthesis, output, synthesize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems, ProviderSource};
use terrace_core::suggest::{did_you_mean, nearest};
use terrace_stack::lock::{self, Facts, Key, Lock};
use terrace_stack::stack::{self, Outline, Stack, Tier};

/// A stack in one of its environments.
pub struct StackEnvironment {
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
    pub foreign: Vec<ForeignProvider>,
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
pub fn environments(path: &Path, outline: &Outline) -> Result<Vec<StackEnvironment>, Problems> {
    let names = [None].into_iter().chain(outline.environments.iter().cloned().map(Some));
    names
        .map(|name| {
            let stack = stack::load(path, name.as_deref())?;
            let directory = output::directory_of_stack(&stack);
            Ok(StackEnvironment { name, stack, directory })
        })
        .collect()
}

/// Returns the keys of the remote components that these tiers have in any environment. Without names, those of all tiers.
pub fn components_of(names: &[String], environments: &[StackEnvironment]) -> Result<BTreeSet<Key>, Problems> {
    let tiers = environments.iter().flat_map(|one| {
        let directory = one.stack.directory();
        let key = move |tier: &Tier| lock_key(&tier.component.reference, directory);
        one.stack.tiers.iter().map(move |(name, tier)| (name.as_str(), key(tier)))
    });
    let tiers: Vec<(&str, Key)> = tiers.collect();
    if names.is_empty() {
        return Ok(tiers.into_iter().map(|(_, key)| key).filter(Key::is_remote).collect());
    }
    let mut chosen = BTreeSet::new();
    for name in names {
        let keys: Vec<_> =
            tiers.iter().filter(|(tier, _)| tier == name).map(|(_, key)| key.clone()).collect();
        if keys.is_empty() {
            let diagnostic = Diagnostic::error("unknown-tier", format!("the stack has no tier `{name}`"));
            let near = nearest(name, tiers.iter().map(|(tier, _)| *tier));
            return Err(near.map(did_you_mean).into_iter().fold(diagnostic, Diagnostic::hint).into());
        }
        if !keys.iter().any(Key::is_remote) {
            let summary =
                format!("the component of the tier `{name}` is not remote, so there is nothing to update");
            let hint = "built-in tiers are updated with Terrace itself; a local component is whatever the file contains";
            return Err(Diagnostic::error("local-tier", summary).hint(hint).into());
        }
        chosen.extend(keys.into_iter().filter(Key::is_remote));
    }
    Ok(chosen)
}

impl Session {
    /// Resolves the chosen components again, and synthesizes with the old and the new ones.
    pub fn plan_update(
        &self,
        environments: Vec<StackEnvironment>,
        chosen: BTreeSet<Key>,
        old: &Lock,
    ) -> Result<Plan, Problems> {
        let Some(first) = environments.first() else { return Err(Problems::from(nothing())) };
        let elsewhere = self.remote_sources(first.stack.directory())?;
        // All environments use the versions that the first one resolves.
        let mut known = old.clone();
        known.retain(|key| !chosen.contains(key));
        let mut new = Lock::default();
        let (mut made, mut foreign) = (Vec::new(), Vec::new());
        for environment in environments {
            let synthesis =
                self.synthesize_with(&environment.stack, &known, Locking::Anew(&chosen), &elsewhere)?;
            foreign.extend(synthesis.foreign.iter().map(ForeignProvider::without_places));
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
            .map(|(environment, synthesis)| self.outcome(environment, &synthesis, old, &elsewhere));
        let outcomes = outcomes.collect::<Result<_, _>>()?;
        let permissions = permissions(old, &new);
        Ok(Plan { new, outcomes, foreign: joined(foreign), permissions })
    }

    fn synthesize_with(
        &self,
        stack: &Stack,
        lock: &Lock,
        locking: Locking<'_>,
        elsewhere: &RemoteSources,
    ) -> Result<Synthesis, Problems> {
        let resolution = resolve::resolve(&resolve::wanted(stack), lock, elsewhere, locking)
            .map_err(|found| resolve::problems(&found, stack.sources.clone()))?;
        self.with_progress(|progress| synthesize(stack, &resolution, self.engine(), progress))
            .map_err(|diagnostics| Problems { diagnostics, sources: stack.sources.clone() })
    }

    fn outcome(
        &self,
        environment: StackEnvironment,
        new: &Synthesis,
        old: &Lock,
        elsewhere: &RemoteSources,
    ) -> Result<Outcome, Problems> {
        let (before, text) = match self.synthesize_with(&environment.stack, old, Locking::Open, elsewhere) {
            Ok(synthesis) => (Before::Locked, Some(synthesis.text.into_bytes())),
            Err(problems) => {
                let first = problems.diagnostics.into_iter().next();
                let reason = first.expect("a failed synthesis has an error").summary;
                let present = output::read(&environment.directory)?;
                match present {
                    Some(bytes) => {
                        (Before::Disk(environment.directory.join(output::FILE_NAME), reason), Some(bytes))
                    }
                    None => (Before::Nothing(reason), None),
                }
            }
        };
        // The output on disk may be anything. If it is not JSON, everything is new.
        let before_value = text.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok());
        let beside = AdjacentBlocks::read(&output::additions(&environment.directory));
        let new = serde_json::from_str(&new.text).expect("the synthesized output is JSON");
        let consequences =
            Consequences::of(&before_value.unwrap_or(Value::Null), &new, &beside, Permissions::default());
        Ok(Outcome { environment: environment.name, before, consequences })
    }
}

impl Plan {
    /// Allows those of the providers that a tier needs.
    pub fn allow(&mut self, sources: &[ProviderSource]) {
        let asked = self.foreign.iter().filter_map(ForeignProvider::allowable);
        asked.filter(|source| sources.contains(source)).for_each(|source| self.new.allow(source));
    }

    /// Returns the options without which the update is refused.
    pub fn options(&self, needs: &[Need]) -> Vec<String> {
        let providers = missing(&self.foreign, Some(&self.new)).filter_map(ForeignProvider::allowable);
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
                let may = crate::consequences::permissions(&plan.permissions);
                may.into_iter().fold(diagnostic, Diagnostic::note).hint(hint)
            }
        }
    }
}
