//! Adds a tier to a stack file, and its component to the lock file.

use super::choose::{Chosen, choose};
use super::file;
use crate::resolve::Resolution;
use crate::session::{Purpose, Session, idle_options};
use crate::synth::components::{self, lock_key};
use crate::synth::provider_sources::of_new_tier;
use crate::synth::{ForeignProvider, locked};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Manifest, Problems, ProviderSource, Sources, TierName};
use terrace_core::render::clean;
use terrace_core::suggest::{did_you_mean, nearest};
use terrace_engine::Engine;
use terrace_stack::inputs::properties;
use terrace_stack::inputs::schema::Schema;
use terrace_stack::lock::{self, Entry, Key, Lock};
use terrace_stack::stack::edit::{NewTier, add_tier};
use terrace_stack::stack::{self, Outline};

/// A tier that a user wants to add.
#[derive(Debug, Clone, Copy)]
pub struct TierToAdd<'a> {
    /// The component: a reference as in a stack file.
    pub component: &'a str,
    /// The tier's name. `None` means the component's own name.
    pub name: Option<&'a str>,
    /// The regions, or `all`. Without any, a tier that needs a provider runs in all regions of a stack that has any.
    pub regions: &'a [String],
    /// The version range. `None` means versions that are compatible with the newest one.
    pub version: Option<&'a str>,
    /// The providers to which the user consents.
    pub allowed: &'a [ProviderSource],
}

/// A tier that was added.
#[derive(Debug, Clone)]
pub struct AddedTier {
    /// The tier's name in the stack.
    pub tier: String,
    /// The path of the stack file.
    pub file: PathBuf,
    /// The component, as written in the stack file.
    pub component: String,
    /// The version range in the stack file.
    pub requires: Option<String>,
    /// The component's own name.
    pub name: String,
    /// The component's entry in a lock file.
    pub entry: Entry,
    /// The digest of the component.
    pub digest: Digest,
    /// The inputs that the user has to fill in.
    pub inputs: Vec<String>,
    /// The providers whose source only the tier names.
    pub foreign: Vec<ForeignProvider>,
    /// The sources of its providers to which the user consented in this run.
    pub allowed: BTreeSet<ProviderSource>,
    /// The earlier lock file, with the consent of this run.
    pub lock: Lock,
}

impl Session {
    /// Adds a tier to the stack file at a path, and its component to the lock file.
    pub fn add_tier(&self, path: &Path, wanted: &TierToAdd<'_>) -> Result<AddedTier, Problems> {
        let outline = stack::outline(path, None)?;
        let lock_file = lock::path(&outline.file);
        let old = lock::load(&lock_file)?;
        if self.is_locked() {
            return Err(refused());
        }
        let chosen = choose(self, wanted, &outline, &old.clone().unwrap_or_default())?;
        let loaded = self.load_component(&chosen.reference, &chosen.resolution)?;
        let entry = locked::entry(&chosen.reference, &loaded, &chosen.resolution);
        let tier = tier(wanted, &outline, &chosen, &loaded.manifest)?;
        let foreign = of_new_tier(&tier.name, &loaded.manifest.providers, &outline.provider_sources);
        self.warn(idle_options(&foreign, wanted.allowed));
        let allowed = self
            .settle_consent(&foreign, old.as_ref(), Purpose::Lock(wanted.allowed))
            .map_err(|diagnostics| Problems { diagnostics, sources: Sources::default() })?
            .given;

        let key = lock_key(&chosen.reference, outline.directory());
        let guard = lock::hold(&outline.file)?;
        let text = file::changed(&outline.file, |text| add_tier(text, &tier))
            .map_err(|problems| by_hand(problems, &tier))?;
        let has_lock = old.is_some();
        let mut lock = old.unwrap_or_default();
        // The lock file first: an entry that no tier names does no harm.
        if has_lock || key.is_remote() || !allowed.is_empty() {
            let entries = locals(self.engine(), &outline, &lock).chain([(key, entry.clone())]);
            self.add_to_lock(&guard, &outline, lock_file, entries, &allowed)?;
        }
        file::write(&outline.file, &text)?;
        drop(guard);
        allowed.iter().for_each(|source| lock.allow(source.clone()));
        Ok(AddedTier {
            file: outline.file,
            component: chosen.text,
            requires: chosen.requires,
            name: loaded.manifest.name.clone(),
            entry,
            digest: *loaded.tier.digest(),
            inputs: tier.inputs.iter().map(|(name, _)| name.clone()).collect(),
            tier: tier.name,
            foreign,
            allowed,
            lock,
        })
    }

    fn add_to_lock(
        &self,
        guard: &lock::Guard,
        outline: &Outline,
        lock_file: PathBuf,
        entries: impl Iterator<Item = (Key, Entry)>,
        allowed: &BTreeSet<ProviderSource>,
    ) -> Result<(), Problems> {
        let old = lock::load(&lock_file)?.unwrap_or_default();
        let mut new = old.clone();
        entries.for_each(|(key, entry)| new.insert(key, entry));
        allowed.iter().for_each(|source| new.allow(source.clone()));
        self.lock_update(&outline.file, lock_file, old, new)?.save_held(guard)
    }
}

fn refused() -> Problems {
    Diagnostic::error("stale-lock", "adding a tier would change terrace.lock, which --locked forbids")
        .hint("run it without --locked; --locked is the default if CI is set")
        .into()
}

/// Returns the local components of the stack that are not locked yet. One that cannot be loaded is left out here; the next
/// synth reports it.
fn locals<'a>(
    engine: &'a Engine,
    outline: &'a Outline,
    old: &'a Lock,
) -> impl Iterator<Item = (Key, Entry)> + use<'a> {
    let missing = outline.tiers.values().map(|named| &named.reference).filter(|reference| {
        reference.remote().is_none() && old.get(&lock_key(reference, outline.directory())).is_none()
    });
    missing.filter_map(|reference| {
        let resolution = Resolution::default();
        let loaded = components::load(engine, reference, &resolution, &|_| {}).ok()?;
        Some((lock_key(reference, outline.directory()), locked::entry(reference, &loaded, &resolution)))
    })
}

/// Returns the entry to write into the stack file.
fn tier(
    wanted: &TierToAdd<'_>,
    outline: &Outline,
    chosen: &Chosen,
    manifest: &Manifest,
) -> Result<NewTier, Problems> {
    let name = TierName::new(wanted.name.unwrap_or(&manifest.name)).map_err(|error| {
        Diagnostic::error("invalid-name", format!("tier {error}")).hint("choose a name with `--name`")
    })?;
    if outline.tiers.contains_key(name.as_str()) {
        let summary = format!("`{}` already has a tier `{name}`", outline.file.display());
        return Err(Diagnostic::error("tier-exists", summary)
            .hint("choose another name with `--name`")
            .into());
    }
    let mut keys = vec![("component", json!(chosen.text))];
    keys.extend(chosen.requires.as_ref().map(|range| ("version", json!(range))));
    keys.extend(chosen.digest.map(|digest| ("digest", json!(digest.to_string()))));
    keys.extend(regions(wanted, outline, manifest)?.map(|regions| ("regions", regions)));
    let required = properties(&Schema::new(&manifest.inputs))
        .into_iter()
        .filter(|property| property.required && property.default.is_none() && !property.path.contains('.'));
    let inputs = required.map(|property| {
        let what = terrace_stack::inputs::first_sentence(&property.description);
        let colon = if what.is_empty() { "" } else { ": " };
        (property.path, clean(&format!("{}{colon}{what}", property.type_text)).replace('\n', " "))
    });
    Ok(NewTier { name: name.to_string(), keys, inputs: inputs.collect() })
}

/// Returns the requested regions. Without a request, a tier that needs a provider runs in all regions of a stack that has any.
fn regions(
    wanted: &TierToAdd<'_>,
    outline: &Outline,
    manifest: &Manifest,
) -> Result<Option<Value>, Problems> {
    if wanted.regions.is_empty() {
        let is_regional = !outline.regions.is_empty() && !manifest.providers.is_empty();
        return Ok(is_regional.then(|| json!("all")));
    }
    if wanted.regions == ["all"] {
        return Ok(Some(json!("all")));
    }
    if let Some(unknown) = wanted.regions.iter().find(|region| !outline.regions.contains(region)) {
        let summary = format!("the stack has no region `{unknown}`");
        let diagnostic = Diagnostic::error("unknown-region", summary);
        let near = nearest(unknown, outline.regions.iter().map(String::as_str));
        return Err(match near {
            Some(near) => diagnostic.hint(did_you_mean(near)),
            None => diagnostic.hint("declare it under `regions` in the stack file"),
        }
        .into());
    }
    Ok(Some(json!(wanted.regions)))
}

/// Adds the text to write by hand to the errors about a file that could not be changed.
fn by_hand(problems: Problems, tier: &NewTier) -> Problems {
    let diagnostics = problems
        .diagnostics
        .into_iter()
        .map(|diagnostic| diagnostic.hint(format!("add it yourself:\n{}", tier.example().trim_end())));
    Problems { diagnostics: diagnostics.collect(), ..problems }
}
