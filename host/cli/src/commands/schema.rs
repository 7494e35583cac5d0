//! `terrace schema`.

use crate::args::StackArgument;
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use terrace_core::model::Problems;
use terrace_project::session::write_editor_schema;
use terrace_project::{Session, editor};
use terrace_stack::stack;

#[derive(Debug, Args)]
pub struct StackSchema {
    #[command(flatten)]
    pub stack: StackArgument,
    /// Use the overlay `terrace.<NAME>.yaml` instead of the stack file
    #[arg(short, long, value_name = "NAME", add = crate::complete::environments())]
    pub environment: Option<String>,
    /// Write it to `.terrace/schema.json` next to the stack file, where editors find it
    #[arg(long)]
    pub write: bool,
}

/// The output with `--write --format json`.
#[derive(Serialize)]
struct Report {
    schema: PathBuf,
    /// The comment in the stack file by which editors find the schema.
    modeline: String,
}

pub fn run(ui: &Ui, session: &Session, args: &StackSchema) -> anyhow::Result<u8> {
    let environment = args.environment.as_deref();
    let outline = stack::outline(&args.stack, environment).map_err(Problems::from)?;
    let schema = session.editor_schema(&outline, environment);
    if !args.write {
        ui.json(&schema)?;
        return Ok(exit::DONE);
    }
    let path = write_editor_schema(&outline, environment, &schema)?;
    let modeline = editor::modeline(environment);
    if ui.is_json() {
        ui.json(&Report { schema: path, modeline })?;
        return Ok(exit::DONE);
    }
    ui.text(&format!("{} written\n", path.display()))?;
    let file = if environment.is_some() { outline.overlay.as_ref() } else { Some(&outline.file) };
    if let Some(file) = file.filter(|file| !editor::has_modeline(file, environment)) {
        ui.text(&format!("\nEditors find it if {} begins with:\n\n{modeline}\n", file.display()))?;
    }
    Ok(exit::DONE)
}
