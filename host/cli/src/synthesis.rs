//! From the arguments of a command to the synthesized stack, and how commands describe what came of it.

use crate::args::StackArgs;
use crate::ui::Ui;
use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Problems};
use terrace_project::Session;
use terrace_project::consequences::Relocation;
use terrace_project::session::{Compared, Purpose, Relocated, Synthesized};
use terrace_project::synth::{Difference, output};
use terrace_stack::stack::{self, Stack};

impl StackArgs {
    pub fn load(&self) -> Result<Stack, Problems> {
        Ok(stack::load(&self.stack, self.environment.as_deref())?)
    }

    /// Returns the output directory: the one in the arguments, else the environment's own.
    pub fn directory(&self, stack: &Stack) -> PathBuf {
        self.out.clone().unwrap_or_else(|| output::directory_of_stack(stack))
    }
}

/// Loads the stack that the arguments name, and synthesizes it. Writes nothing.
pub fn synthesize(
    ui: &Ui,
    session: &Session,
    args: &StackArgs,
    purpose: Purpose<'_>,
) -> Result<Synthesized, Problems> {
    synthesize_stack(ui, session, args.load()?, args, purpose)
}

/// Like [`synthesize`], for a stack that is already loaded.
pub fn synthesize_stack(
    ui: &Ui,
    session: &Session,
    stack: Stack,
    args: &StackArgs,
    purpose: Purpose<'_>,
) -> Result<Synthesized, Problems> {
    ui.hide(&stack.sources);
    session.synthesize(stack, args.out.clone(), purpose)
}

/// Describes the state of the output file, for commands that write nothing.
pub fn verdict(compared: &Compared) -> String {
    match (compared.difference, &compared.unreadable) {
        (Difference::Same, _) => "is up to date".to_owned(),
        (Difference::Missing, _) => "does not exist; run `terrace synth`".to_owned(),
        (Difference::Different, Some(error)) => {
            format!("is out of date, and is not JSON: {error}; run `terrace synth`")
        }
        (Difference::Different, None) if compared.consequences.changes.is_empty() => {
            "differs only in the origins of blocks; run `terrace synth`".to_owned()
        }
        (Difference::Different, None) => "is out of date; run `terrace synth`".to_owned(),
    }
}

/// Shows the warnings and the `moved` blocks of a relocation. Warnings that repeat the errors about the state are left out.
pub fn show_relocated(ui: &Ui, relocated: &Relocated, stack: &Stack, refused: Option<&Problems>) {
    let is_new = |warning: &&Diagnostic| {
        refused.is_none_or(|refused| refused.diagnostics.iter().all(|error| error.code != warning.code))
    };
    let warnings: Vec<_> = relocated.warnings.iter().filter(is_new).cloned().collect();
    ui.diagnostics(&warnings, &stack.sources);
    show_moved(ui, &relocated.relocation);
}

/// Prints the `moved` blocks to standard error, ready to be copied. With `--format json`, they are part of the document.
pub fn show_moved(ui: &Ui, relocation: &Relocation) {
    if !ui.is_json() && !relocation.moved.is_empty() {
        ui.say(&relocation.moved);
    }
}
