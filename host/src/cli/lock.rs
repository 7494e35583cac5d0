//! `terrace lock`.

use super::args::Lock as Args;
use super::exit;
use super::locking::{self, Locked};
use super::progress::with_progress;
use super::synth;
use super::ui::{Problems, Ui, count};
use crate::engine::Engine;
use crate::lock::{self, Lock};
use crate::stack::{self, Stack};
use crate::synth::locked;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What `--format json` prints.
#[derive(Serialize)]
struct Report {
    /// The file.
    lock: PathBuf,
    /// What has changed in it, in words.
    changes: Vec<String>,
}

pub fn run(ui: &Ui, args: &Args) -> anyhow::Result<u8> {
    let engine = ui.engine();
    let locked = complete(ui, engine, &args.stack)?;
    locked.save()?;
    let changes: Vec<String> = locked.changes.iter().map(ToString::to_string).collect();
    if ui.is_json() {
        ui.json(&Report { lock: locked.path().to_owned(), changes })?;
        return Ok(exit::DONE);
    }
    let told: String = changes.iter().map(|change| format!("{change}\n")).collect();
    let path = locked.path().display();
    let what = if changes.is_empty() { "is up to date".to_owned() } else { count(changes.len(), "change") };
    ui.text(&format!("{told}{path}: {what}\n"))?;
    Ok(exit::DONE)
}

/// The lock of all environments of a stack. What is locked stays as it is.
pub fn complete(ui: &Ui, engine: &Engine, path: &Path) -> Result<Locked, Problems> {
    let base = load(path, None)?;
    let lock_file = lock::path(base.file());
    let old = locking::load(&lock_file)?.unwrap_or_default();
    let outline = synth::outline(path, None)?;
    let mut new = Lock::default();
    add(ui, engine, &base, &mut new)?;
    for environment in &outline.environments {
        add(ui, engine, &load(path, Some(environment))?, &mut new)?;
    }
    Locked::new(ui, base.file(), lock_file, old, new)
}

fn load(path: &Path, environment: Option<&str>) -> Result<Stack, Problems> {
    stack::load(path, environment)
        .map_err(|errors| Problems { diagnostics: errors.diagnostics(), sources: errors.sources })
}

fn add(ui: &Ui, engine: &Engine, stack: &Stack, lock: &mut Lock) -> Result<(), Problems> {
    let found = locking::find(ui, stack)?;
    let made = with_progress(ui, |progress| locked::lock(stack, &found.resolution, engine, progress));
    let made = made.map_err(|diagnostics| Problems { diagnostics, sources: stack.sources.clone() })?;
    for (key, entry) in made.iter() {
        lock.insert(key.clone(), entry.clone());
    }
    Ok(())
}
