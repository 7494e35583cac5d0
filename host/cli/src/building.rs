//! Decides which commands may build sources that run programs of their own, with the user's consent.

use crate::ask;
use crate::settings::user_configuration;
use etcetera::BaseStrategy;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use terrace_core::model::Building;
use terrace_files::atomic::AtomicWrite;
use terrace_files::ownership::is_private;
use terrace_programs::{Connections, Outside};
use terrace_registry::config::Configuration;
use terrace_terraform::filtered;

/// Returns when sources are built: never for a command that only reads, or else with consent. `build` is the option of that name.
pub fn of(is_building: bool, build: bool) -> Building {
    if !is_building {
        return Building::Never;
    }
    // Several tiers are loaded at once, but the user can answer only one prompt at a time.
    let one_by_one = Mutex::new(());
    Building::Where(Arc::new(move |project| {
        let _turn = one_by_one.lock().unwrap_or_else(PoisonError::into_inner);
        build || is_allowed(project) || is_remembered(project) || ask_for_consent(project)
    }))
}

/// Returns whether the user's own configuration names the project, or a directory above it.
fn is_allowed(project: &Path) -> bool {
    let Some(user) = user_configuration() else { return false };
    let allowed = Configuration::build_allowed(&user).unwrap_or_else(|error| {
        // Without this, the hint would send people to a file that is not read.
        let warning = format!("warning: `[build] allow` is ignored: {error}");
        let _ = writeln!(anstream::stderr(), "{}", filtered(&warning));
        Vec::new()
    });
    let below = |directory: &PathBuf| directory.canonicalize().is_ok_and(|real| project.starts_with(real));
    allowed.iter().any(below)
}

/// Returns the file that records the user's consent. It is not in the cache, which may be part of a checkout.
fn note(project: &Path) -> Option<PathBuf> {
    let directory = etcetera::choose_base_strategy().ok()?.data_dir().join("terrace/built");
    let name = blake3::hash(project.as_os_str().as_encoded_bytes()).to_hex();
    let is_outside = Outside::of([project], Connections::Forbidden).allows(&directory);
    is_outside.then(|| directory.join(name.as_str()))
}

fn is_remembered(project: &Path) -> bool {
    let own = |path: &Path| {
        let is_own = |metadata: fs::Metadata| !metadata.is_symlink() && is_private(&metadata);
        fs::symlink_metadata(path).is_ok_and(is_own)
    };
    note(project).is_some_and(|note| {
        own(&note)
            && note.parent().is_some_and(own)
            && fs::read(&note).is_ok_and(|said| said == content(project))
    })
}

fn content(project: &Path) -> Vec<u8> {
    project.as_os_str().as_encoded_bytes().to_vec()
}

fn ask_for_consent(project: &Path) -> bool {
    if !ask::is_possible() {
        return false;
    }
    let shown = terrace_core::render::clean(&project.display().to_string()).replace('\n', " ");
    let question = format!("building `{shown}` runs its build scripts on this machine; build it?");
    let is_wanted = ask::consent(&question).unwrap_or_default();
    if is_wanted {
        // If the answer cannot be saved, the user is asked again next time.
        let _ = remember(project);
    }
    is_wanted
}

fn remember(project: &Path) -> std::io::Result<()> {
    let Some(note) = note(project) else { return Ok(()) };
    if let Some(directory) = note.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    }
    AtomicWrite::cache().replace(&note, &content(project)).map(drop)
}
