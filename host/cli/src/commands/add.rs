//! `terrace add`.

mod choose;

use crate::args::ProviderOptions;
use crate::args::StackOption;
use crate::commands::synth;
use crate::consent::{self, Purpose};
use crate::locking::{self, Locked};
use crate::progress::Progress;
use crate::ui::{Problems, Ui};
use crate::{edit, exit};
use choose::{Chosen, choose};
use clap::Args;
use clap::ValueHint;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use terrace_core::model::{Diagnostic, Manifest, ProviderSource, Sources, TierName};
use terrace_core::render::clean;
use terrace_core::suggest::nearest;
use terrace_engine::Engine;
use terrace_project::resolve::Resolution;
use terrace_project::synth::components::{self, lock_key};
use terrace_project::synth::provider_sources::of_new_tier;
use terrace_project::synth::{Foreign, locked};
use terrace_stack::inputs::properties;
use terrace_stack::inputs::schema::Schema;
use terrace_stack::lock::{self, Entry, Facts, Key, Lock};
use terrace_stack::stack::edit::{NewTier, add_tier};
use terrace_stack::stack::{ComponentReference, Outline};

#[derive(Debug, Args)]
pub struct Add {
    /// The component: `oci://REGISTRY/REPOSITORY`, `https://…`, a built-in tier's name, or a path
    #[arg(value_hint = ValueHint::FilePath)]
    pub reference: String,
    /// The tier's name in the stack [default: the component's own name]
    #[arg(long)]
    pub name: Option<String>,
    /// `all`, or a comma-separated list of regions [default: all, if the stack has regions and the tier needs a provider]
    #[arg(long, value_delimiter = ',', value_name = "REGIONS")]
    pub regions: Vec<String>,
    /// Version range [default: compatible with the newest version]
    #[arg(long, value_name = "RANGE")]
    pub version: Option<String>,
    #[command(flatten)]
    pub providers: ProviderOptions,
    #[command(flatten)]
    pub stack: StackOption,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    tier: &'a str,
    file: PathBuf,
    /// The component, as written in the stack file.
    component: &'a str,
    /// The version range in the stack file.
    requires: Option<&'a str>,
    version: &'a str,
    digest: String,
    /// The inputs that the user has to fill in.
    inputs: Vec<&'a str>,
    providers: &'a [String],
    /// The sources of its providers to which the user consented in this run.
    allowed: Vec<&'a str>,
    /// The resource types that it may create.
    resources: &'a [String],
}

pub fn run(ui: &Ui, args: &Add) -> anyhow::Result<u8> {
    let outline = synth::outline(&args.stack.stack, None)?;
    let lock_file = lock::path(&outline.file);
    let old = locking::load(&lock_file)?;
    if ui.is_locked() {
        return Err(refused().into());
    }
    let chosen = choose(ui, args, &outline, &old.clone().unwrap_or_default())?;
    let engine = ui.engine();
    let progress = Progress::new(ui);
    let loaded = components::load(engine, &chosen.reference, &chosen.resolution, &|what| progress.tell(what))
        .map_err(Problems::from)?;
    drop(progress);
    let entry = locked::entry(&chosen.reference, &loaded, &chosen.resolution);
    let tier = tier(args, &outline, &chosen, &loaded.manifest)?;
    let foreign = of_new_tier(&tier.name, &loaded.manifest.providers, &outline.provider_sources);
    let allowed = allowed(ui, args, &foreign, old.as_ref())?;

    let key = lock_key(&chosen.reference, outline.directory());
    let guard = lock::hold(&outline.file).map_err(locking::problem)?;
    let text =
        edit::changed(&outline.file, |text| add_tier(text, &tier)).map_err(|error| by_hand(error, &tier))?;
    // The lock file first: an entry that no tier names does no harm.
    if old.is_some() || key.is_remote() || !allowed.is_empty() {
        let old = old.clone().unwrap_or_default();
        let entries = locals(engine, &outline, &old).chain([(key, entry.clone())]);
        save(ui, &guard, &outline, lock_file, entries, &allowed)?;
    }
    edit::write(&outline.file, &text)?;
    drop(guard);

    let digest = loaded.tier.digest().to_string();
    let inputs: Vec<&str> = tier.inputs.iter().map(|(name, _)| name.as_str()).collect();
    if ui.is_json() {
        ui.json(&Report {
            tier: &tier.name,
            file: outline.file.clone(),
            component: &chosen.text,
            requires: chosen.requires.as_deref(),
            version: &entry.facts.version,
            digest,
            inputs,
            providers: &entry.facts.providers,
            allowed: allowed.iter().map(ProviderSource::as_str).collect(),
            resources: &entry.facts.resources,
        })?;
        return Ok(exit::DONE);
    }
    let file = outline.file.display();
    let fill_in = if inputs.is_empty() {
        String::new()
    } else {
        format!("; fill in its inputs: {}", inputs.join(", "))
    };
    let mut now = old.unwrap_or_default();
    allowed.into_iter().for_each(|source| now.allow(source));
    let providers = entry.facts.providers.iter().map(|one| consent::marked(one, &foreign, Some(&now)));
    let text = format!(
        "{} {} {digest}\n{}\n{file}: tier `{}` added{fill_in}\n",
        loaded.manifest.name,
        entry.facts.version,
        abilities(&entry.facts, &providers.collect()),
        tier.name
    );
    ui.text(&clean(&text))?;
    Ok(exit::DONE)
}

/// Returns the providers to which the user consents in this run.
fn allowed(
    ui: &Ui,
    args: &Add,
    foreign: &[Foreign],
    lock: Option<&Lock>,
) -> Result<BTreeSet<ProviderSource>, Problems> {
    let options = &args.providers.allow_provider;
    ui.diagnostics(&consent::idle(foreign, options), &Sources::default());
    match consent::settle(ui, foreign, lock, Purpose::Lock(options)) {
        Ok(consent) => Ok(consent.given),
        Err(diagnostics) => Err(Problems { diagnostics, sources: Sources::default() }),
    }
}

fn refused() -> Problems {
    Diagnostic::error("stale-lock", "adding a tier would change terrace.lock, which --locked forbids")
        .hint("run it where terrace.lock may change; --locked is the default if CI is set")
        .into()
}

fn save(
    ui: &Ui,
    guard: &lock::Guard,
    outline: &Outline,
    lock_file: PathBuf,
    entries: impl Iterator<Item = (Key, Entry)>,
    allowed: &BTreeSet<ProviderSource>,
) -> Result<(), Problems> {
    let old = locking::load(&lock_file)?.unwrap_or_default();
    let mut new = old.clone();
    entries.for_each(|(key, entry)| new.insert(key, entry));
    allowed.iter().for_each(|source| new.allow(source.clone()));
    Locked::new(ui, &outline.file, lock_file, old, new)?.save_held(guard)
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
fn tier(args: &Add, outline: &Outline, chosen: &Chosen, manifest: &Manifest) -> Result<NewTier, Problems> {
    let name = args.name.as_ref().unwrap_or(&manifest.name);
    let name = TierName::new(name.as_str()).map_err(|error| {
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
    keys.extend(regions(args, outline, manifest)?.map(|regions| ("regions", regions)));
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
fn regions(args: &Add, outline: &Outline, manifest: &Manifest) -> Result<Option<Value>, Problems> {
    if args.regions.is_empty() {
        let is_regional = !outline.regions.is_empty() && !manifest.providers.is_empty();
        return Ok(is_regional.then(|| json!("all")));
    }
    if args.regions == ["all"] {
        return Ok(Some(json!("all")));
    }
    if let Some(unknown) = args.regions.iter().find(|region| !outline.regions.contains(region)) {
        let summary = format!("the stack has no region `{unknown}`");
        let diagnostic = Diagnostic::error("unknown-region", summary);
        let near = nearest(unknown, outline.regions.iter().map(String::as_str));
        return Err(match near {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic.hint("declare it under `regions` in the stack file"),
        }
        .into());
    }
    Ok(Some(json!(args.regions)))
}

/// Adds the text to write by hand to the errors about a file that could not be changed.
fn by_hand(problems: Problems, tier: &NewTier) -> Problems {
    let diagnostics = problems
        .diagnostics
        .into_iter()
        .map(|diagnostic| diagnostic.hint(format!("add it yourself:\n{}", tier.example().trim_end())));
    Problems { diagnostics: diagnostics.collect(), ..problems }
}

/// Describes what a tier needs and may do.
fn abilities(facts: &Facts, providers: &Vec<String>) -> String {
    let lists = [
        ("needs providers", providers),
        ("may create resources", &facts.resources),
        ("may read data sources", &facts.data_sources),
        ("may use ephemeral resources", &facts.ephemeral_resources),
        ("may call modules", &facts.modules),
    ];
    let told = lists.iter().filter(|(_, list)| !list.is_empty());
    told.map(|(heading, list)| format!("{heading}:\n{}", lines(list))).collect()
}

fn lines(list: &[String]) -> String {
    list.iter().map(|text| format!("  {text}\n")).collect()
}

impl Chosen {
    /// A component that needs no download: a built-in tier, or a path.
    fn local(text: &str, reference: ComponentReference) -> Self {
        let resolution = Resolution::default();
        Self { text: text.to_owned(), reference, requires: None, digest: None, resolution }
    }
}
