//! `terrace update`.

mod plan;
mod report;

use super::synth;
use crate::consent::{self, Purpose};
use crate::locking::{self, Locked};
use crate::ui::{Problems, Ui};
use crate::{ask, exit};
use clap::Args;
use plan::Plan;
use std::collections::BTreeSet;
use terrace_core::model::{Diagnostic, Sources};
use terrace_core::suggest::nearest;
use terrace_project::synth::components::lock_key;
use terrace_stack::lock;

/// The arguments of `terrace update`.
#[derive(Debug, Args)]
pub struct Update {
    /// The tiers to update [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Show the resulting changes, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Allow the update to destroy resources that hold data
    #[arg(long)]
    allow_destroy: bool,
    /// Allow new permissions of tiers: to create other types of resources, or to use other providers
    #[arg(long)]
    allow_new_types: bool,
    #[command(flatten)]
    providers: crate::args::ProviderOptions,
    #[command(flatten)]
    stack: crate::args::StackOption,
}

/// `terrace update`
pub fn run(ui: &Ui, args: &Update) -> anyhow::Result<u8> {
    let outline = synth::outline(&args.stack.stack, None)?;
    let path = lock::path(&outline.file);
    let Some(old) = locking::load(&path)? else {
        let summary = format!("there is no `{}`, so there is nothing to update", path.display());
        return Err(
            Problems::from(Diagnostic::error("not-locked", summary).hint("run `terrace lock`")).into()
        );
    };
    let stacks = plan::stacks(&args.stack.stack, &outline)?;
    let chosen = chosen(args, &stacks)?;
    let options = &args.providers.allow_provider;
    let mut plan = Plan::make(ui, stacks, chosen, &old)?;
    plan.allow(options);
    ui.diagnostics(&consent::idle(&plan.foreign, options), &Sources::default());
    let changes = lock::changes(&old, &plan.new);
    let locked = |new| Locked::new(ui, &outline.file, path.clone(), old.clone(), new);
    if !args.dry_run {
        // Report a violation of --locked before asking for any consent.
        locked(plan.new.clone())?;
    }
    let needs = plan.needs(args.allow_destroy, args.allow_new_types);
    if !ui.is_json() {
        ui.text(&report::text(&plan, &changes, ui.is_coloured()))?;
    }
    let refused = if args.dry_run { None } else { refused(ui, &mut plan, &needs)? };
    let changes = lock::changes(&old, &plan.new);
    let is_written = !args.dry_run && refused.is_none() && !changes.is_empty();
    if is_written {
        locked(plan.new.clone())?.save()?;
    }
    if ui.is_json() {
        ui.json(&report::Report::new(&plan, &path, &changes, &needs, is_written))?;
        return Ok(if refused.is_some() { exit::FAILED } else { exit::DONE });
    }
    if let Some(problems) = refused {
        return Err(problems.into());
    }
    ui.text(&report::verdict(&plan, &path, &changes, &needs, args.dry_run))?;
    Ok(exit::DONE)
}

/// Returns the keys of the components to update.
fn chosen(args: &Update, stacks: &[plan::Environment]) -> Result<BTreeSet<lock::Key>, Problems> {
    let tiers = stacks.iter().flat_map(|one| {
        let directory = one.stack.directory();
        let key = move |tier: &terrace_stack::stack::Tier| lock_key(&tier.component.reference, directory);
        one.stack.tiers.iter().map(move |(name, tier)| (name.as_str(), key(tier)))
    });
    let tiers: Vec<(&str, lock::Key)> = tiers.collect();
    if args.names.is_empty() {
        return Ok(tiers.into_iter().map(|(_, key)| key).filter(lock::Key::is_remote).collect());
    }
    let mut chosen = BTreeSet::new();
    for name in &args.names {
        let keys: Vec<_> =
            tiers.iter().filter(|(tier, _)| tier == name).map(|(_, key)| key.clone()).collect();
        if keys.is_empty() {
            let diagnostic = Diagnostic::error("unknown-tier", format!("the stack has no tier `{name}`"));
            let near = nearest(name, tiers.iter().map(|(tier, _)| *tier));
            return Err(near
                .map(|near| format!("did you mean `{near}`?"))
                .into_iter()
                .fold(diagnostic, Diagnostic::hint)
                .into());
        }
        if !keys.iter().any(lock::Key::is_remote) {
            let summary =
                format!("the component of the tier `{name}` is not remote, so there is nothing to update");
            let hint = "built-in tiers are updated with Terrace itself; a local component is whatever the file contains";
            return Err(Diagnostic::error("local-tier", summary).hint(hint).into());
        }
        chosen.extend(keys.into_iter().filter(lock::Key::is_remote));
    }
    Ok(chosen)
}

/// Asks for consent if there is a terminal, and records consent to providers in the plan. Returns the errors for missing
/// consent.
fn refused(ui: &Ui, plan: &mut Plan, needs: &[plan::Need]) -> anyhow::Result<Option<Problems>> {
    let can_ask = ask::is_possible() && !ui.is_json();
    let mut diagnostics = Vec::new();
    for need in needs {
        if can_ask && ask::consent(need.question())? {
            continue;
        }
        diagnostics.push(need.diagnostic(plan));
    }
    match consent::settle(ui, &plan.foreign, Some(&plan.new), Purpose::Lock(&[])) {
        Ok(consent) => consent.given.into_iter().for_each(|source| plan.new.allow(source)),
        Err(missing) => diagnostics.extend(missing),
    }
    let sources = Sources::default();
    Ok((!diagnostics.is_empty()).then_some(Problems { diagnostics, sources }))
}
