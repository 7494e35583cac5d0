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
use terrace_project::Session;

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
pub fn run(ui: &Ui, session: &Session, args: &Tier) -> anyhow::Result<u8> {
    match &args.command {
        TierCommand::New(args) => new::run(ui, args),
        TierCommand::Build(args) => build::run(ui, session, args),
        TierCommand::Check(args) => check::run(ui, session, args),
        TierCommand::Test(args) => test::run(ui, session, args),
        TierCommand::Docs(args) => docs::run(ui, session, args),
        TierCommand::Prepare(args) => prepare::run(ui, session, args),
    }
}
