//! `terrace schema`.

use super::args::StackSchema;
use super::exit;
use super::locking;
use super::progress::with_progress;
use super::synth::outline;
use super::ui::{Problems, Ui};
use crate::editor;
use crate::engine::Engine;
use crate::model::Sources;
use crate::stack::{self, Outline};
use crate::synth::files;
use serde::Serialize;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// What `--write --format json` prints.
#[derive(Serialize)]
struct Report {
    /// The file that was written.
    schema: PathBuf,
    /// The comment by which editors find it from the stack file.
    modeline: String,
}

pub fn run(ui: &Ui, args: &StackSchema) -> anyhow::Result<u8> {
    let environment = args.environment.as_deref();
    let outline = outline(&args.stack, environment)?;
    let engine = ui.engine();
    let schema = make(ui, engine, &outline, environment);
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

/// Writes the schema of a stack file that was just made.
pub fn create(ui: &Ui, stack: &Path) -> Result<PathBuf, Problems> {
    let outline = outline(stack, None)?;
    let schema = make(ui, ui.engine(), &outline, None);
    write(&outline, None, &schema)
}

/// Which schemas [`refresh`] makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// Those that are there.
    Present,
    /// Those as well that a file's modeline asks for.
    Wanted,
}

/// Brings the schemas of a stack's files up to date where they are older than what they are made of. Whatever
/// stands in the way is a warning: nobody has asked for a schema here.
pub fn refresh(ui: &Ui, stack: &Path, environment: Option<&str>, which: Refresh) {
    for environment in [None, environment].into_iter().take(1 + usize::from(environment.is_some())) {
        if which == Refresh::Present && !editor::schema_path(stack, environment).exists() {
            continue;
        }
        let Ok(outline) = stack::outline(stack, environment) else { return };
        let path = editor::schema_path(&outline.file, environment);
        let file = if environment.is_some() { outline.overlay.as_ref() } else { Some(&outline.file) };
        let is_wanted =
            || which == Refresh::Wanted && file.is_some_and(|file| has_modeline(file, environment));
        let is_due = if path.exists() { is_stale(ui, &path, &outline) } else { is_wanted() };
        if is_due {
            let schema = make(ui, ui.engine(), &outline, environment);
            if let Err(problems) = write(&outline, environment, &schema) {
                ui.warn(problems);
            }
        }
    }
}

fn is_stale(ui: &Ui, path: &Path, outline: &Outline) -> bool {
    // A new version of Terrace may say more.
    let program = std::env::current_exe().ok();
    editor::is_stale(path, files(outline, ui.engine()).into_iter().chain(program))
}

fn has_modeline(file: &Path, environment: Option<&str>) -> bool {
    let modeline = editor::modeline(environment);
    fs::read_to_string(file).is_ok_and(|text| text.lines().any(|line| line.trim() == modeline))
}

/// The schema. Components that cannot be loaded are told as warnings.
fn make(ui: &Ui, engine: &Engine, outline: &Outline, environment: Option<&str>) -> Value {
    let resolution = locking::find_each(ui, outline);
    let (components, warnings) =
        with_progress(ui, |progress| editor::describe(engine, outline, &resolution, progress));
    ui.diagnostics(&warnings, &Sources::default());
    editor::schema(outline, &components, editor::form(environment))
}

fn write(outline: &Outline, environment: Option<&str>, schema: &Value) -> Result<PathBuf, Problems> {
    let path = editor::schema_path(&outline.file, environment);
    editor::write(&path, schema).map_err(|error| Problems::from(error.diagnostic()))?;
    Ok(path)
}
