//! `terrace lock`.

use crate::args::{ProviderOptions, StackArgument};
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use terrace_core::words::count;
use terrace_project::Session;

#[derive(Debug, Args)]
pub struct Lock {
    #[command(flatten)]
    pub stack: StackArgument,
    #[command(flatten)]
    pub providers: ProviderOptions,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    lock: PathBuf,
    changes: Vec<String>,
}

pub fn run(ui: &Ui, session: &Session, args: &Lock) -> anyhow::Result<u8> {
    let update = session.complete_lock(&args.stack, &args.providers.allow_provider)?;
    update.save()?;
    let changes: Vec<String> = update.changes.iter().map(ToString::to_string).collect();
    if ui.is_json() {
        ui.json(&Report { lock: update.path().to_owned(), changes })?;
        return Ok(exit::DONE);
    }
    let told: String = changes.iter().map(|change| format!("{change}\n")).collect();
    let path = update.path().display();
    let what = if changes.is_empty() { "is up to date".to_owned() } else { count(changes.len(), "change") };
    ui.text(&format!("{told}{path}: {what}\n"))?;
    Ok(exit::DONE)
}
