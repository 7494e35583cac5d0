//! Removes a tier from the files of a stack, and from its lock file.

use super::file;
use crate::session::{Session, used_keys};
use std::fs;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::suggest::{Listed, did_you_mean, nearest};
use terrace_stack::lock;
use terrace_stack::stack::edit::{has_tier, remove_tier};
use terrace_stack::stack::{self, Outline};

impl Session {
    /// Removes a tier from the stack file at a path and from its overlays. Returns the files that had it. With `is_forced`, it is
    /// removed even if other parts of the stack refer to it.
    pub fn remove_tier(&self, path: &Path, name: &str, is_forced: bool) -> Result<Vec<PathBuf>, Problems> {
        let outline = stack::outline(path, None)?;
        let guard = lock::hold(&outline.file)?;
        let files = holding(&outline, name)?;
        if !is_forced {
            refuse_if_needed(&outline, name)?;
        }
        // Compute all texts before writing any file, so that an error leaves all files unchanged.
        let mut texts = Vec::new();
        for file in &files {
            texts.push((file, file::changed(file, |text| remove_tier(text, name))?));
        }
        if self.is_locked() {
            refuse_if_locked(&outline)?;
        }
        // Overlays first: without the stack file's entry, they would have a tier without a component.
        for (file, text) in texts.iter().rev() {
            file::write(file, text)?;
        }
        drop_unused(self, &guard, &outline)?;
        Ok(files)
    }
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
        Some(near) => diagnostic.hint(did_you_mean(near)),
        None if names.is_empty() => diagnostic,
        None => diagnostic.note(format!("it has {}", Listed::near(name, names))),
    }
    .into())
}

fn refuse_if_needed(outline: &Outline, name: &str) -> Result<(), Problems> {
    let referring = stack::referring(&outline.files(), name)?;
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
    let has_lock = lock::load(&lock::path(&outline.file))?.is_some();
    if !has_lock {
        return Ok(());
    }
    Err(Diagnostic::error("stale-lock", "removing a tier would change terrace.lock, which --locked forbids")
        .hint("run it without --locked; --locked is the default if CI is set")
        .into())
}

/// Drops lock entries that no tier uses any more.
fn drop_unused(session: &Session, guard: &lock::Guard, outline: &Outline) -> Result<(), Problems> {
    let path = lock::path(&outline.file);
    let (Some(old), Some(used)) = (lock::load(&path)?, used_keys(&outline.file)) else {
        return Ok(());
    };
    let mut new = old.clone();
    new.retain(|key| used.contains(key));
    new.drop_idle();
    session.lock_update(&outline.file, path, old, new)?.save_held(guard)
}
