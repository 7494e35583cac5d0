//! `terrace remove`.

use crate::args::StackOption;
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use terrace_project::Session;

#[derive(Debug, Args)]
pub struct Remove {
    /// The tier's name in the stack
    #[arg(add = crate::complete::tiers())]
    pub name: String,
    /// Remove it even if other parts of the stack refer to it
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub stack: StackOption,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    tier: &'a str,
    files: Vec<PathBuf>,
}

pub fn run(ui: &Ui, session: &Session, args: &Remove) -> anyhow::Result<u8> {
    let files = session.remove_tier(&args.stack.stack, &args.name, args.force)?;
    if ui.is_json() {
        ui.json(&Report { tier: &args.name, files })?;
    } else {
        let told: String =
            files.iter().map(|file| format!("{}: tier `{}` removed\n", file.display(), args.name)).collect();
        ui.text(&told)?;
    }
    Ok(exit::DONE)
}
