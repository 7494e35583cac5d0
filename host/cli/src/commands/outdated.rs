//! `terrace outdated`.

use crate::commands::synth;
use crate::locking;
use crate::table::table;
use crate::ui::{Problems, Ui};
use crate::{elsewhere, exit};
use clap::Args;
use clap::ValueHint;
use rayon::prelude::*;
use semver::Version;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::reference::{OciReference, Reference, Target};
use terrace_core::version::{VersionRange, newest, version_of};
use terrace_project::resolve::{Elsewhere, ResolveError};
use terrace_project::synth::components::lock_key;
use terrace_stack::lock::{self, Entry, Key};

#[derive(Debug, Args)]
pub struct Outdated {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub stack: PathBuf,
}

/// A locked component of a registry, compared with the registry.
#[derive(Serialize)]
struct Row {
    /// The tiers that use it.
    tiers: Vec<String>,
    component: String,
    /// The version range in the stack file.
    requires: Option<String>,
    locked: String,
    /// The version that the stack file allows now, if it is another component, or `moved` for a tag that points to another
    /// component than when it was locked.
    allowed: Option<String>,
    /// The newest version, if it is newer than the stack file allows.
    newest: Option<String>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    outdated: Vec<Row>,
}

pub fn run(ui: &Ui, args: &Outdated) -> anyhow::Result<u8> {
    let outline = synth::outline(&args.stack, None)?;
    let path = lock::path(&outline.file);
    let lock = locking::load(&path)?.unwrap_or_default();
    let mut tiers: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    for (name, named) in &outline.tiers {
        tiers.entry(lock_key(&named.reference, outline.directory())).or_default().push(name.clone());
    }
    if let Some(missing) = tiers.keys().find(|key| key.is_remote() && lock.get(key).is_none()) {
        let summary = format!("`{missing}` is not locked, so there is nothing to compare");
        return Err(
            Problems::from(Diagnostic::error("not-locked", summary).hint("run `terrace lock`")).into()
        );
    }
    let directory = outline.directory();
    let elsewhere =
        elsewhere::open(ui, if directory.as_os_str().is_empty() { Path::new(".") } else { directory })?;
    let locked: Vec<(&Key, &Entry)> = lock.iter().filter(|(key, _)| key.is_remote()).collect();
    let results: Vec<_> = locked
        .into_par_iter()
        .filter_map(|(key, entry)| row(key, entry, &tiers, &elsewhere).transpose())
        .collect();
    let (mut outdated, mut diagnostics) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(row) => outdated.push(row),
            Err(error) => diagnostics.push(error.diagnostic()),
        }
    }
    if !diagnostics.is_empty() {
        return Err(Problems { diagnostics, sources: terrace_core::model::Sources::default() }.into());
    }
    let code = if outdated.is_empty() { exit::DONE } else { exit::DIFFERENT };
    if ui.is_json() {
        ui.json(&Report { outdated })?;
    } else if outdated.is_empty() {
        ui.text("nothing is outdated\n")?;
    } else {
        ui.text(&text(&outdated))?;
    }
    Ok(code)
}

fn text(rows: &[Row]) -> String {
    let columns =
        [("TIERS", false), ("COMPONENT", false), ("LOCKED", false), ("ALLOWED", false), ("NEWEST", false)];
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = |row: &Row| {
        let requires = row.requires.as_ref().map(|range| format!(" {range}")).unwrap_or_default();
        [
            row.tiers.join(", "),
            format!("{}{requires}", row.component),
            row.locked.clone(),
            or_dash(&row.allowed),
            or_dash(&row.newest),
        ]
    };
    table(columns, rows.iter().map(row))
}

/// Returns `None` if nothing is newer.
fn row(
    key: &Key,
    entry: &Entry,
    tiers: &BTreeMap<Key, Vec<String>>,
    elsewhere: &Elsewhere,
) -> Result<Option<Row>, ResolveError> {
    // A component on a web server is identified by its digest, which is in the stack file.
    let Reference::Oci(reference) = Reference::parse(&key.reference)? else { return Ok(None) };
    let tags = elsewhere.tags(&reference.repository)?;
    let tags = || tags.iter().map(String::as_str);
    let range = key.requires.as_deref().and_then(|range| range.parse::<VersionRange>().ok());
    let in_range = range.as_ref().and_then(|range| range.greatest(tags()));
    let allowed = match (&in_range, &reference.target) {
        (Some((version, tag)), _) => {
            let now =
                terrace_project::resolve::manifest_digest(&reference.repository.tagged(tag)?, elsewhere)?;
            (Some(now) != entry.manifest).then(|| version.to_string())
        }
        (None, Target::Tag(_)) => moved(&reference, entry.manifest, elsewhere)?,
        (None, _) => None,
    };
    let current = in_range.map(|(version, _)| version).or_else(|| version_now(&reference, entry));
    let newest = newest(tags()).map(|(version, _)| version);
    let newest = newest.filter(|newest| current.as_ref().is_none_or(|current| newest > current));
    if allowed.is_none() && newest.is_none() {
        return Ok(None);
    }
    Ok(Some(Row {
        tiers: tiers.get(key).cloned().unwrap_or_default(),
        component: key.reference.clone(),
        requires: key.requires.clone(),
        locked: entry.facts.version.clone(),
        allowed,
        newest: newest.map(|version| version.to_string()),
    }))
}

fn moved(
    reference: &OciReference,
    locked: Option<Digest>,
    elsewhere: &Elsewhere,
) -> Result<Option<String>, ResolveError> {
    let now = terrace_project::resolve::manifest_digest(reference, elsewhere)?;
    Ok((Some(now) != locked).then(|| "moved".to_owned()))
}

/// Returns the version of a reference without a range: its tag's, or the one in the component's manifest.
fn version_now(reference: &OciReference, entry: &Entry) -> Option<Version> {
    reference.tag().and_then(version_of).or_else(|| Version::parse(&entry.facts.version).ok())
}
