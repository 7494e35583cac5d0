//! `terrace update`.

mod report;

use crate::ui::Ui;
use crate::{ask, exit};
use clap::Args;
use terrace_core::model::{Diagnostic, Problems, Sources};
use terrace_project::Session;
use terrace_project::session::{Purpose, idle_options};
use terrace_project::update::{Need, Plan, components_of, environments};
use terrace_stack::{lock, stack};

/// The arguments of `terrace update`.
#[derive(Debug, Args)]
pub struct Update {
    /// The tiers to update [default: all]
    #[arg(value_name = "NAME", add = crate::complete::tiers())]
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
pub fn run(ui: &Ui, session: &Session, args: &Update) -> anyhow::Result<u8> {
    let outline = stack::outline(&args.stack.stack, None).map_err(Problems::from)?;
    let path = lock::path(&outline.file);
    let Some(old) = lock::load(&path).map_err(Problems::from)? else {
        let summary = format!("there is no `{}`, so there is nothing to update", path.display());
        return Err(
            Problems::from(Diagnostic::error("not-locked", summary).hint("run `terrace lock`")).into()
        );
    };
    let environments = environments(&args.stack.stack, &outline)?;
    let chosen = components_of(&args.names, &environments)?;
    let options = &args.providers.allow_provider;
    let mut plan = session.plan_update(environments, chosen, &old)?;
    plan.allow(options);
    ui.diagnostics(&idle_options(&plan.foreign, options), &Sources::default());
    let changes = lock::changes(&old, &plan.new);
    let locked = |new| session.lock_update(&outline.file, path.clone(), old.clone(), new);
    if !args.dry_run {
        // Report a violation of --locked before asking for any consent.
        locked(plan.new.clone())?;
    }
    let needs = plan.needs(args.allow_destroy, args.allow_new_types);
    if !ui.is_json() {
        ui.text(&report::text(&plan, &changes, ui.is_coloured()))?;
    }
    let refused = if args.dry_run { None } else { ask_for_consent(ui, session, &mut plan, &needs)? };
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

/// Asks for consent if there is a terminal, and records consent to providers in the plan. Returns the errors for missing
/// consent.
fn ask_for_consent(
    ui: &Ui,
    session: &Session,
    plan: &mut Plan,
    needs: &[Need],
) -> anyhow::Result<Option<Problems>> {
    let can_ask = ask::is_possible() && !ui.is_json();
    let mut diagnostics = Vec::new();
    for need in needs {
        if can_ask && ask::consent(question(*need))? {
            continue;
        }
        diagnostics.push(need.diagnostic(plan));
    }
    match session.settle_consent(&plan.foreign, Some(&plan.new), Purpose::Lock(&[])) {
        Ok(consent) => consent.given.into_iter().for_each(|source| plan.new.allow(source)),
        Err(missing) => diagnostics.extend(missing),
    }
    let sources = Sources::default();
    Ok((!diagnostics.is_empty()).then_some(Problems { diagnostics, sources }))
}

fn question(need: Need) -> &'static str {
    match need {
        Need::Destroy => "Destroy these resources and the data that they hold?",
        Need::NewTypes => "Allow the tiers these permissions?",
    }
}
