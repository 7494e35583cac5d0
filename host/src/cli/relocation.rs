//! Effects of the change from the last output on blocks that only their tier's, region's or provider's settings concern.
//!
//! It is told before the output is written: afterwards nobody knows what the last one was.

use super::args::Terraform;
use super::synth::Synthesized;
use super::ui::{Problems, Ui};
use crate::consequences::{self, Beside, Relocation, Told};
use crate::held;
use crate::model::{Diagnostic, Location};
use crate::stack::Stack;
use crate::synth::output;
use crate::terraform::Environment;
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;

/// The file beside the output that is proposed for `moved` blocks.
const FILE_NAME: &str = "moved.tf";

/// The relocation, and its warnings.
#[derive(Default)]
pub struct Relocated {
    pub relocation: Relocation,
    pub warnings: Vec<Diagnostic>,
}

/// Compares what was synthesized with what is on disk. What cannot be read there tells nothing; it can still be replaced.
pub fn find(done: &Synthesized) -> Relocated {
    if done.is_present() {
        return Relocated::default();
    }
    let old = output::read(&done.directory).ok().flatten().filter(|old| *old != done.text.as_bytes());
    let Some(old) = old else { return Relocated::default() };
    let relocation = Relocation::of_texts(&old, &done.text, || Beside::read(&done.additions));
    Relocated { warnings: warnings(done, &relocation), relocation }
}

/// The same as diagnostics with places in the stack file.
pub fn warnings(done: &Synthesized, relocation: &Relocation) -> Vec<Diagnostic> {
    let file = done.directory.join(FILE_NAME).display().to_string();
    relocation.warnings(&file).into_iter().map(|told| located(&done.stack, told)).collect()
}

impl Relocated {
    /// Shows the warnings, and the blocks to save. With the errors of a state, which tell the same of what it holds, only the rest.
    pub fn show(&self, ui: &Ui, stack: &Stack, refused: Option<&Problems>) {
        let is_told = |warning: &&Diagnostic| {
            refused.is_none_or(|refused| refused.diagnostics.iter().all(|error| error.code != warning.code))
        };
        let warnings: Vec<_> = self.warnings.iter().filter(is_told).cloned().collect();
        ui.diagnostics(&warnings, &stack.sources);
        self.show_moved(ui);
    }

    /// Shows the blocks to save, as they are.
    pub fn show_moved(&self, ui: &Ui) {
        if !ui.is_json() {
            show_moved(ui, &self.relocation);
        }
    }
}

/// Shows the `moved` blocks on standard error, ready to be copied.
pub fn show_moved(ui: &Ui, relocation: &Relocation) {
    if !relocation.moved.is_empty() {
        ui.say(&relocation.moved);
    }
}

fn configuration(done: &Synthesized) -> Value {
    serde_json::from_str(&done.text).expect("what was printed is JSON")
}

fn located(stack: &Stack, told: Told) -> Diagnostic {
    match place(stack, &told.path) {
        Some(place) => told.diagnostic.label(place, ""),
        None => told.diagnostic,
    }
}

/// The place of a path, or of the section in which it was.
fn place(stack: &Stack, path: &str) -> Option<Location> {
    let mut steps = path.split('.');
    let (section, name) = (steps.next()?, steps.next().unwrap_or_default());
    let is_there = match section {
        "regions" => stack.settings.regions.keys().any(|region| region.as_str() == name),
        "tiers" => {
            return stack
                .tiers
                .iter()
                .find(|(tier, _)| tier.as_str() == name)
                .map(|(_, it)| it.location.clone());
        }
        _ => true,
    };
    stack.location_of(if is_there { path } else { section })
}

/// Refuses what terraform would fail at: to plan without the provider configuration that parts of the state need.
///
/// Only a state that is a file is looked at.
pub fn check_state(
    done: &Synthesized,
    relocated: &Relocated,
    args: &Terraform,
    environment: &Environment,
) -> Result<(), Problems> {
    let Some(file) = state_file(done, args, environment) else { return Ok(()) };
    let mut held = held::of_state(&file);
    held.retain(|held| held.on.alias.is_some());
    let beside = Beside::read(&done.additions);
    if held.is_empty() || beside.has_providers {
        return Ok(());
    }
    let stranded = consequences::stranded(&held, &configuration(done), &beside);
    if stranded.is_empty() {
        return Ok(());
    }
    let is_moved = |address: &String| relocated.relocation.moves.iter().any(|one| one.from == *address);
    let errors = stranded.iter().map(|one| {
        let mut told = one.told(Diagnostic::error, "the state has");
        let file = done.directory.join(FILE_NAME);
        if one.addresses.iter().any(is_moved) {
            told.diagnostic.hints =
                vec![format!("to keep them, save the `moved` blocks above as `{}`", file.display())];
        } else if let Some(region) = &one.region {
            told.diagnostic = told.diagnostic.hint(format!(
                "if the region only has another name now: put the name `{region}` back, run `terrace synth`, and rename it again; \
                 `terrace diff` then shows the `moved` blocks that keep what is there"
            ));
        }
        located(&done.stack, told)
    });
    Err(Problems { diagnostics: errors.collect(), sources: done.stack.sources.clone() })
}

/// The state's file; none where it is elsewhere, or where the arguments name another one.
fn state_file(done: &Synthesized, args: &Terraform, environment: &Environment) -> Option<PathBuf> {
    let names_another = |argument: &OsString| {
        argument
            .to_str()
            .is_some_and(|text| text.trim_start_matches('-').starts_with("state=") && text.starts_with('-'))
    };
    if args.arguments.iter().any(names_another) {
        return None;
    }
    if args.sandbox.sandbox {
        let directory = terrace_sandbox::beside(&done.directory);
        return Some(held::state_file(&directory, &directory.join(".terraform"), None));
    }
    let is_file = match &done.stack.settings.backend {
        None => true,
        Some((kind, body)) => kind == "local" && body.is_empty(),
    };
    let data = done.directory.join(environment.get("TF_DATA_DIR").unwrap_or(".terraform".as_ref()));
    is_file.then(|| held::state_file(&done.directory, &data, environment.get("TF_WORKSPACE")))
}

/// That terraform has failed because of provider configurations that it misses.
pub fn missed(regions: &[String]) -> Option<Diagnostic> {
    let names: Vec<_> = regions.iter().map(|name| format!("`{name}`")).collect();
    let names = match names.as_slice() {
        [] => return None,
        [one] => format!("the region {one}, which is no longer configured"),
        all => format!("the regions {}, which are no longer configured", all.join(", ")),
    };
    Some(
        Diagnostic::warning("region-needed", format!("the state holds parts of {names}"))
            .note("terraform needs their provider configurations to destroy them")
            .hint("put them back under `regions`, take them out of the `regions` of all tiers, and run `terrace apply`; then remove them")
            .hint("if a region only has another name now, `moved` blocks in a file beside the output keep what is there"),
    )
}
