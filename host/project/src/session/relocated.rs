//! Effects of a change on blocks that it touches only through the settings of their tier, region or provider.
//!
//! They are reported before the output is written, because afterwards the previous output is gone.

use super::Synthesized;
use crate::consequences::{self, AdjacentBlocks, Relocation, StackDiagnostic};
use crate::synth::output;
use std::path::Path;
use terrace_core::model::{Diagnostic, Location, Problems};
use terrace_stack::stack::Stack;
use terrace_terraform::held;

/// The suggested file name for `moved` blocks, next to the output.
const FILE_NAME: &str = "moved.tf";

/// A relocation with its warnings.
#[derive(Default)]
pub struct Relocated {
    /// The effects, and the `moved` blocks that avoid them.
    pub relocation: Relocation,
    /// The warnings about them, with labels in the stack file.
    pub warnings: Vec<Diagnostic>,
}

impl Synthesized {
    /// Compares the settings of this output with those of the output on disk. An unreadable one is ignored, since it can still
    /// be replaced.
    pub fn relocated(&self) -> Relocated {
        if self.is_present() {
            return Relocated::default();
        }
        let old = output::read(&self.directory).ok().flatten().filter(|old| *old != self.text.as_bytes());
        let Some(old) = old else { return Relocated::default() };
        let relocation = Relocation::of_texts(&old, &self.text, || AdjacentBlocks::read(&self.additions));
        Relocated { warnings: self.relocation_warnings(&relocation), relocation }
    }

    /// Returns the warnings of a relocation, with labels in the stack file.
    pub fn relocation_warnings(&self, relocation: &Relocation) -> Vec<Diagnostic> {
        let file = self.directory.join(FILE_NAME).display().to_string();
        relocation.warnings(&file).into_iter().map(|told| located(&self.stack, told)).collect()
    }

    /// Fails if terraform would fail because parts of a state, a local file, need a provider configuration that no longer exists.
    pub fn check_state_file(&self, relocated: &Relocated, state: &Path) -> Result<(), Problems> {
        let mut held = held::of_state(state);
        held.retain(|held| held.on.alias.is_some());
        let beside = AdjacentBlocks::read(&self.additions);
        if held.is_empty() || beside.has_providers {
            return Ok(());
        }
        let stranded = consequences::stranded(&held, &self.configuration(), &beside);
        if stranded.is_empty() {
            return Ok(());
        }
        let is_moved = |address: &String| relocated.relocation.moves.iter().any(|one| one.from == *address);
        let errors = stranded.iter().map(|one| {
            let mut told = one.told(Diagnostic::error, "the state has");
            let file = self.directory.join(FILE_NAME);
            if one.addresses.iter().any(is_moved) {
                told.diagnostic.hints =
                    vec![format!("to keep them, save the `moved` blocks above as `{}`", file.display())];
            } else if let Some(region) = &one.region {
                told.diagnostic = told.diagnostic.hint(format!(
                    "if the region was only renamed: restore the name `{region}`, run `terrace synth`, and rename it again; \
                     `terrace diff` then shows the `moved` blocks that keep its resources"
                ));
            }
            located(&self.stack, told)
        });
        Err(Problems { diagnostics: errors.collect(), sources: self.stack.sources.clone() })
    }
}

fn located(stack: &Stack, told: StackDiagnostic) -> Diagnostic {
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
