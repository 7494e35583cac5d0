//! `terrace sandbox`.

use crate::args::StackArgs;
use crate::exit;
use crate::simulation::schemas;
use crate::ui::Ui;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems};
use terrace_project::Session;

#[derive(Debug, clap::Args)]
pub struct Sandbox {
    #[command(subcommand)]
    pub command: SandboxCommand,
}

#[derive(Debug, clap::Subcommand)]
pub enum SandboxCommand {
    /// Remove a stack's sandbox, including its state
    Reset(StackArgs),
    /// Manage the schemas of simulated providers
    Schema(Schema),
}

#[derive(Debug, clap::Args)]
pub struct Schema {
    #[command(subcommand)]
    pub command: SchemaCommand,
}

#[derive(Debug, clap::Subcommand)]
pub enum SchemaCommand {
    /// Save schemas printed by `terraform providers schema -json`
    Add {
        /// The JSON file, optionally gzipped
        #[arg(value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
}

/// `terrace sandbox`
pub fn run(ui: &Ui, session: &Session, args: &Sandbox) -> anyhow::Result<u8> {
    match &args.command {
        SandboxCommand::Reset(args) => reset(ui, args),
        SandboxCommand::Schema(args) => match &args.command {
            SchemaCommand::Add { file } => add_schema(ui, session, file),
        },
    }
}

fn reset(ui: &Ui, args: &StackArgs) -> anyhow::Result<u8> {
    let stack = args.load()?;
    let directory = terrace_sandbox::beside(&args.directory(&stack));
    let removed = terrace_sandbox::reset(&directory).map_err(Problems::from)?;
    ui.say(if removed { "removed the sandbox and its state" } else { "there is no sandbox" });
    Ok(exit::DONE)
}

fn add_schema(ui: &Ui, session: &Session, file: &Path) -> anyhow::Result<u8> {
    let Some(directory) = schemas(session) else {
        let diagnostic =
            Diagnostic::error("no-cache", "this system has no cache directory").hint("set TERRACE_CACHE_DIR");
        return Err(Problems::from(diagnostic).into());
    };
    let sources = terrace_sandbox::add_schemas(file, &directory).map_err(Problems::from)?;
    for source in sources {
        ui.text(&format!("saved the schema of {source}\n"))?;
    }
    Ok(exit::DONE)
}
