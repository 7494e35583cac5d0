//! `terrace remove`.

use crate::args::StackOption;
use crate::commands::synth;
use crate::locking::{self, Locked};
use crate::ui::{Problems, Ui};
use crate::{edit, exit};
use clap::Args;
use serde::Serialize;
use std::fs;
use std::path::PathBuf;
use terrace_core::model::Diagnostic;
use terrace_core::suggest::nearest;
use terrace_stack::lock;
use terrace_stack::stack::edit::{has_tier, remove_tier};
use terrace_stack::stack::{self, Outline};

#[derive(Debug, Args)]
pub struct Remove {
    /// The tier's name in the stack
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

pub fn run(ui: &Ui, args: &Remove) -> anyhow::Result<u8> {
    let outline = synth::outline(&args.stack.stack, None)?;
    let guard = lock::hold(&outline.file).map_err(locking::problem)?;
    let files = holding(&outline, &args.name)?;
    if !args.force {
        refuse_if_needed(&outline, &args.name)?;
    }
    // Compute all texts before writing any file, so that an error leaves all files unchanged.
    let mut texts = Vec::new();
    for file in &files {
        texts.push((file, edit::changed(file, |text| remove_tier(text, &args.name))?));
    }
    if ui.is_locked() {
        refuse_if_locked(&outline)?;
    }
    // Overlays first: without the stack file's entry, they would have a tier without a component.
    for (file, text) in texts.iter().rev() {
        edit::write(file, text)?;
    }
    drop_unused(ui, &guard, &outline)?;
    drop(guard);
    if ui.is_json() {
        ui.json(&Report { tier: &args.name, files })?;
    } else {
        let told: String =
            files.iter().map(|file| format!("{}: tier `{}` removed\n", file.display(), args.name)).collect();
        ui.text(&told)?;
    }
    Ok(exit::DONE)
}

/// Returns the files that have the tier: the stack file first, then overlays.
fn holding(outline: &Outline, name: &str) -> Result<Vec<PathBuf>, Problems> {
    let has = |file: &PathBuf| fs::read_to_string(file).is_ok_and(|text| has_tier(&text, name));
    let files: Vec<PathBuf> = outline.files().into_iter().filter(has).collect();
    if !files.is_empty() {
        return Ok(files);
    }
    let summary = format!("`{}` has no tier `{name}`", outline.file.display());
    let diagnostic = Diagnostic::error("unknown-tier", summary);
    let names: Vec<&str> = outline.tiers.keys().map(String::as_str).collect();
    Err(match nearest(name, names.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None if names.is_empty() => diagnostic,
        None => diagnostic.note(format!("it has {}", names.join(", "))),
    }
    .into())
}

fn refuse_if_needed(outline: &Outline, name: &str) -> Result<(), Problems> {
    let referring = stack::referring(&outline.files(), name)
        .map_err(|errors| Problems { diagnostics: errors.diagnostics(), sources: errors.sources })?;
    if referring.places.is_empty() {
        return Ok(());
    }
    let diagnostic = Diagnostic::error("tier-in-use", format!("the stack refers to outputs of `{name}`"))
        .hint("change these lines first, or remove the tier with `--force` and change them afterwards");
    let diagnostic =
        referring.places.into_iter().fold(diagnostic, |diagnostic, place| diagnostic.label(place, ""));
    Err(Problems { diagnostics: vec![diagnostic], sources: referring.sources })
}

fn refuse_if_locked(outline: &Outline) -> Result<(), Problems> {
    let has_lock = locking::load(&lock::path(&outline.file))?.is_some();
    if !has_lock {
        return Ok(());
    }
    Err(Diagnostic::error("stale-lock", "removing a tier would change terrace.lock, which --locked forbids")
        .hint("run it where terrace.lock may change; --locked is the default if CI is set")
        .into())
}

/// Drops lock entries that no tier uses any more.
fn drop_unused(ui: &Ui, guard: &lock::Guard, outline: &Outline) -> Result<(), Problems> {
    let path = lock::path(&outline.file);
    let (Some(old), Some(used)) = (locking::load(&path)?, locking::used(&outline.file)) else {
        return Ok(());
    };
    let mut new = old.clone();
    new.retain(|key| used.contains(key));
    new.drop_idle();
    Locked::new(ui, &outline.file, path, old, new)?.save_held(guard)
}
