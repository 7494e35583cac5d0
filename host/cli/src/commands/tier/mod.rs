//! `terrace tier`, for authors of tiers.

mod apply;
mod build;
mod cases_report;
mod check;
mod docs;
mod junit;
mod language;
mod new;
mod prepare;
mod test;

use crate::ui::Ui;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use terrace_stack::stack::ComponentReference;

/// The arguments of `terrace tier`.
#[derive(Debug, Args)]
pub struct Tier {
    #[command(subcommand)]
    command: TierCommand,
}

#[derive(Debug, Subcommand)]
enum TierCommand {
    /// Create a new tier
    New(new::New),
    /// Build a tier's source into a component file
    Build(build::Build),
    /// Check that a component is compatible with this version of Terrace
    Check(check::Check),
    /// Run a tier's test cases
    Test(test::Test),
    /// Print a tier's reference documentation in Markdown
    Docs(docs::Docs),
    /// Build the engines that run tiers from source now, instead of on first use
    Prepare(prepare::Prepare),
}

impl Tier {
    /// Returns whether the command may build its argument. Some commands only look at it.
    pub fn is_building(&self) -> bool {
        matches!(self.command, TierCommand::Build(_) | TierCommand::Check(_) | TierCommand::Test(_))
    }
}

/// `terrace tier`
pub fn run(ui: &Ui, args: &Tier) -> anyhow::Result<u8> {
    match &args.command {
        TierCommand::New(args) => new::run(ui, args),
        TierCommand::Build(args) => build::run(ui, args),
        TierCommand::Check(args) => check::run(ui, args),
        TierCommand::Test(args) => test::run(ui, args),
        TierCommand::Docs(args) => docs::run(ui, args),
        TierCommand::Prepare(args) => prepare::run(ui, args),
    }
}

/// Returns the directory of test cases next to a component. Built-in tiers and remote components have none.
pub fn cases_beside(component: &ComponentReference) -> Option<PathBuf> {
    const CASES: &str = "tests";
    match component {
        ComponentReference::Builtin(_) | ComponentReference::Remote(_) => None,
        ComponentReference::Path(path) if path.is_dir() => Some(path.join(CASES)),
        ComponentReference::Path(path) => Some(path.with_file_name(CASES)),
    }
}
