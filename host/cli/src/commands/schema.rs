//! `terrace schema`.

use crate::commands::synth::outline;
use crate::exit;
use crate::locking;
use crate::progress::with_progress;
use crate::ui::{Problems, Ui};
use clap::Args;
use clap::ValueHint;
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Sources};
use terrace_files::regular;
use terrace_project::editor;
use terrace_project::resolve::Locking;
use terrace_project::synth::files;
use terrace_stack::stack::{self, Outline};

#[derive(Debug, Args)]
pub struct StackSchema {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    /// Use the overlay `terrace.<NAME>.yaml` instead of the stack file
    #[arg(short, long, value_name = "NAME")]
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

pub fn run(ui: &Ui, args: &StackSchema) -> anyhow::Result<u8> {
    let environment = args.environment.as_deref();
    let outline = outline(&args.stack, environment)?;
    let schema = make(ui, &outline, environment);
    if !args.write {
        ui.json(&schema)?;
        return Ok(exit::DONE);
    }
    let path = write(&outline, environment, &schema)?;
    let modeline = editor::modeline(environment);
    if ui.is_json() {
        ui.json(&Report { schema: path, modeline })?;
        return Ok(exit::DONE);
    }
    ui.text(&format!("{} written\n", path.display()))?;
    let file = if environment.is_some() { outline.overlay.as_ref() } else { Some(&outline.file) };
    if let Some(file) = file.filter(|file| !has_modeline(file, environment)) {
        ui.text(&format!("\nEditors find it if {} begins with:\n\n{modeline}\n", file.display()))?;
    }
    Ok(exit::DONE)
}

/// Writes the schema of a stack file that was just created.
pub fn create(ui: &Ui, stack: &Path) -> Result<PathBuf, Problems> {
    let outline = outline(stack, None)?;
    let schema = make(ui, &outline, None);
    write(&outline, None, &schema)
}

/// Updates the schemas of a stack's files: those that are older than their sources, and those that do not exist although the
/// file's modeline names them, as in a fresh clone. Ignores errors, because nobody asked for a schema here;
/// `terrace schema --write` reports them.
pub fn refresh(ui: &Ui, stack: &Path, environment: Option<&str>) {
    for environment in [None, environment].into_iter().take(1 + usize::from(environment.is_some())) {
        let files = stack::possible_files(stack, environment);
        let is_wanted = |file: &PathBuf| {
            editor::schema_path(file, environment).exists() || has_modeline(file, environment)
        };
        if !files.iter().any(is_wanted) {
            continue;
        }
        let Ok(outline) = stack::outline(stack, environment) else { return };
        let path = editor::schema_path(&outline.file, environment);
        let is_due = !path.exists() || is_stale(ui, &path, &outline);
        if is_due {
            let (schema, _, _) = made(ui, &outline, environment, Locking::Locked);
            let _ = write(&outline, environment, &schema);
        }
    }
}

fn is_stale(ui: &Ui, path: &Path, outline: &Outline) -> bool {
    // A new version of Terrace may describe more.
    let program = std::env::current_exe().ok();
    editor::is_stale(path, files(outline, ui.engine()).into_iter().chain(program))
}

fn has_modeline(file: &Path, environment: Option<&str>) -> bool {
    let modeline = editor::modeline(environment);
    regular::read(file, stack::MAX_FILE_BYTES)
        .is_ok_and(|text| String::from_utf8_lossy(&text).lines().any(|line| line.trim() == modeline))
}

/// Returns the schema. Prints warnings about components that cannot be loaded.
fn make(ui: &Ui, outline: &Outline, environment: Option<&str>) -> Value {
    let (schema, missing, warnings) = made(ui, outline, environment, locking::mode(ui));
    missing.into_iter().for_each(|problems| ui.warn(problems));
    ui.diagnostics(&warnings, &Sources::default());
    schema
}

/// Returns the schema, the errors about components that were not found, and warnings about those that cannot be loaded.
fn made(
    ui: &Ui,
    outline: &Outline,
    environment: Option<&str>,
    locking: Locking<'_>,
) -> (Value, Vec<Problems>, Vec<Diagnostic>) {
    let (resolution, missing) = locking::find_each(ui, outline, locking);
    let (components, warnings) =
        with_progress(ui, |progress| editor::describe(ui.engine(), outline, &resolution, progress));
    (editor::schema(outline, &components, editor::form(environment)), missing, warnings)
}

fn write(outline: &Outline, environment: Option<&str>, schema: &Value) -> Result<PathBuf, Problems> {
    let path = editor::schema_path(&outline.file, environment);
    editor::write(&path, schema).map_err(Problems::from)?;
    Ok(path)
}
