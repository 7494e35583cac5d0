//! `terrace lock`.

use crate::args::ProviderOptions;
use crate::commands::synth;
use crate::consent::{self, Purpose};
use crate::exit;
use crate::locking::{self, Locked};
use crate::progress::with_progress;
use crate::ui::{Problems, Ui};
use clap::Args;
use clap::ValueHint;
use serde::Serialize;
use std::path::{Path, PathBuf};
use terrace_core::model::{ProviderSource, Sources};
use terrace_core::words::count;
use terrace_project::synth::locked::{self, Described};
use terrace_stack::lock;
use terrace_stack::stack::{self, Stack};

#[derive(Debug, Args)]
pub struct Lock {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
    #[command(flatten)]
    pub providers: ProviderOptions,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    lock: PathBuf,
    /// The changes to it, as text.
    changes: Vec<String>,
}

pub fn run(ui: &Ui, args: &Lock) -> anyhow::Result<u8> {
    let locked = complete(ui, &args.stack, &args.providers.allow_provider)?;
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

/// Returns the lock for all environments of a stack. Existing entries stay as they are.
fn complete(ui: &Ui, path: &Path, allowed: &[ProviderSource]) -> Result<Locked, Problems> {
    let base = load(path, None)?;
    let (file, lock_file) = (base.file().to_owned(), lock::path(base.file()));
    let old = locking::load(&lock_file)?.unwrap_or_default();
    let mut stacks = vec![base];
    for environment in &synth::outline(path, None)?.environments {
        stacks.push(load(path, Some(environment))?);
    }
    let described = stacks.iter().map(|stack| describe(ui, stack)).collect::<Result<Vec<_>, _>>()?;
    let all: Vec<_> = described.iter().flat_map(|one| one.foreign.clone()).collect();
    ui.diagnostics(&consent::idle(&all, allowed), &Sources::default());
    let (mut new, mut known) = (lock::Lock::default(), old.clone());
    for (stack, Described { lock, foreign }) in stacks.iter().zip(&described) {
        lock.iter().for_each(|(key, entry)| new.insert(key.clone(), entry.clone()));
        // Consent given in one environment is not asked for again in the next.
        let consent = consent::settle(ui, foreign, Some(&known), Purpose::Lock(allowed))
            .map_err(|diagnostics| Problems { diagnostics, sources: stack.sources.clone() })?;
        consent.given.into_iter().for_each(|source| known.allow(source));
    }
    known.allowed().for_each(|source| new.allow(source.clone()));
    new.drop_idle();
    Locked::new(ui, &file, lock_file, old, new)
}

fn load(path: &Path, environment: Option<&str>) -> Result<Stack, Problems> {
    stack::load(path, environment)
        .map_err(|errors| Problems { diagnostics: errors.diagnostics(), sources: errors.sources })
}

fn describe(ui: &Ui, stack: &Stack) -> Result<Described, Problems> {
    let found = locking::find(ui, stack)?;
    with_progress(ui, |progress| locked::describe(stack, &found.resolution, ui.engine(), progress))
        .map_err(|diagnostics| Problems { diagnostics, sources: stack.sources.clone() })
}
