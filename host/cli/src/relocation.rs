//! Effects of a change on blocks that it touches only through the settings of their tier, region or provider.
//!
//! They are reported before the output is written, because afterwards the previous output is gone.

use crate::commands::synth::Synthesized;
use crate::commands::terraform::Terraform;
use crate::ui::{Problems, Ui};
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Location};
use terrace_project::consequences::{self, Beside, Relocation, Told};
use terrace_project::synth::output;
use terrace_stack::stack::Stack;
use terrace_terraform::Environment;
use terrace_terraform::held;

/// The suggested file name for `moved` blocks, next to the output.
const FILE_NAME: &str = "moved.tf";

/// A relocation with its warnings.
#[derive(Default)]
pub struct Relocated {
    pub relocation: Relocation,
    pub warnings: Vec<Diagnostic>,
}

/// Compares the synthesized output with the one on disk. An unreadable one is ignored, since it can still be replaced.
pub fn find(done: &Synthesized) -> Relocated {
    if done.is_present() {
        return Relocated::default();
    }
    let old = output::read(&done.directory).ok().flatten().filter(|old| *old != done.text.as_bytes());
    let Some(old) = old else { return Relocated::default() };
    let relocation = Relocation::of_texts(&old, &done.text, || Beside::read(&done.additions));
    Relocated { warnings: warnings(done, &relocation), relocation }
}

/// Returns the warnings of a relocation, with labels in the stack file.
pub fn warnings(done: &Synthesized, relocation: &Relocation) -> Vec<Diagnostic> {
    let file = done.directory.join(FILE_NAME).display().to_string();
    relocation.warnings(&file).into_iter().map(|told| located(&done.stack, told)).collect()
}

impl Relocated {
    /// Shows the warnings and the `moved` blocks. Warnings that repeat the errors about the state are left out.
    pub fn show(&self, ui: &Ui, stack: &Stack, refused: Option<&Problems>) {
        let is_told = |warning: &&Diagnostic| {
            refused.is_none_or(|refused| refused.diagnostics.iter().all(|error| error.code != warning.code))
        };
        let warnings: Vec<_> = self.warnings.iter().filter(is_told).cloned().collect();
        ui.diagnostics(&warnings, &stack.sources);
        self.show_moved(ui);
    }

    /// Shows only the `moved` blocks.
    pub fn show_moved(&self, ui: &Ui) {
        if !ui.is_json() {
            show_moved(ui, &self.relocation);
        }
    }
}

/// Prints the `moved` blocks to standard error, ready to be copied.
pub fn show_moved(ui: &Ui, relocation: &Relocation) {
    if !relocation.moved.is_empty() {
        ui.say(&relocation.moved);
    }
}

fn configuration(done: &Synthesized) -> Value {
    serde_json::from_str(&done.text).expect("the output is JSON")
}

fn located(stack: &Stack, told: Told) -> Diagnostic {
    match place(stack, &told.path) {
        Some(place) => told.diagnostic.label(place, ""),
        None => told.diagnostic,
    }
}

/// Returns the location of a path in the stack file, or of its section if the path no longer exists.
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

/// Fails if terraform would fail because parts of the state need a provider configuration that no longer exists.
///
/// Only looks at a state that is a local file.
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
                "if the region was only renamed: restore the name `{region}`, run `terrace synth`, and rename it again; \
                 `terrace diff` then shows the `moved` blocks that keep its resources"
            ));
        }
        located(&done.stack, told)
    });
    Err(Problems { diagnostics: errors.collect(), sources: done.stack.sources.clone() })
}

/// Returns the state's file, or `None` if the state is remote or the arguments name another file.
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

/// Returns a warning if terraform failed because of missing provider configurations.
pub fn missed(regions: &[String]) -> Option<Diagnostic> {
    let names: Vec<_> = regions.iter().map(|name| format!("`{name}`")).collect();
    let names = match names.as_slice() {
        [] => return None,
        [one] => format!("the region {one}, which is no longer configured"),
        all => format!("the regions {}, which are no longer configured", all.join(", ")),
    };
    Some(
        Diagnostic::warning("region-needed", format!("the state has resources in {names}"))
            .note("terraform needs their provider configurations to destroy them")
            .hint("put them back under `regions`, remove them from the `regions` of all tiers, and run `terrace apply`; then remove them again")
            .hint("if a region was only renamed, `moved` blocks in a file next to the output keep its resources"),
    )
}
