//! `terrace tier`: for authors of tiers.

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

use super::ui::Ui;
use crate::stack::ComponentReference;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use terrace_builtin::TIERS;
use terrace_languages::Language;

/// Arguments of `terrace tier`.
#[derive(Debug, Args)]
pub struct Tier {
    #[command(subcommand)]
    command: TierCommand,
}

#[derive(Debug, Subcommand)]
enum TierCommand {
    /// Make a new tier
    New(new::New),
    /// Build a tier's source into one component file
    Build(build::Build),
    /// Say whether a component fits this terrace
    Check(check::Check),
    /// Run a tier's test cases
    Test(test::Test),
    /// Print a tier's reference in Markdown
    Docs(crate::cli::args::Inspect),
    /// Make the engines that run tiers from source now, instead of on first use
    Prepare(prepare::Prepare),
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

/// The component that an argument means: the file or the source of a tier that is there under this path, else what a
/// stack file would mean by it.
pub fn component(argument: &Path) -> ComponentReference {
    let is_builtin = TIERS.iter().any(|tier| Path::new(tier.name) == argument);
    if argument.is_file() || Language::of(argument).is_some() || (argument.is_dir() && !is_builtin) {
        return ComponentReference::Path(argument.to_owned());
    }
    ComponentReference::parse(&argument.to_string_lossy(), Path::new(""))
}

/// The directory beside a component that holds its cases. None for a built-in tier, which has no place.
fn cases_beside(component: &ComponentReference) -> Option<PathBuf> {
    const CASES: &str = "tests";
    match component {
        ComponentReference::Builtin(_) => None,
        ComponentReference::Path(path) if path.is_dir() => Some(path.join(CASES)),
        ComponentReference::Path(path) => Some(path.with_file_name(CASES)),
    }
}
