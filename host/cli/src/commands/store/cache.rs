//! `terrace cache`.

use crate::bytes::size;
use crate::exit;
use crate::table::table;
use crate::ui::Ui;
use clap::{Args, Subcommand, ValueHint};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::render::clean;
use terrace_core::words::count;
use terrace_engine::{Cache as Compiled, Usage};
use terrace_files::reason::reason;
use terrace_project::Session;
use terrace_project::session::{locked_remotes, read_existing_lock, store_problem};
use terrace_project::source::unfinished;
use terrace_registry::store::{Prune, PruneReport, Store};
use terrace_stack::stack;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Args)]
pub struct Cache {
    #[command(subcommand)]
    command: CacheCommand,
}

#[derive(Debug, Subcommand)]
enum CacheCommand {
    /// List downloaded components, and the size of the rest of the cache
    List,
    /// Remove old files
    Prune(PruneArgs),
    /// Check all downloads; damaged files are moved away, and downloaded again when needed
    Verify,
}

#[derive(Debug, Args)]
struct PruneArgs {
    /// Stacks whose locked components are kept regardless of age
    #[arg(value_name = "STACK", value_hint = ValueHint::AnyPath)]
    stacks: Vec<PathBuf>,
    /// Keep files downloaded or compiled in the last N days
    #[arg(long, default_value_t = 30, value_name = "N")]
    keep_days: u32,
}

/// `terrace cache`
pub fn run(ui: &Ui, session: &Session, args: &Cache) -> anyhow::Result<u8> {
    match &args.command {
        CacheCommand::List => list(ui, session),
        CacheCommand::Prune(args) => prune(ui, session, args),
        CacheCommand::Verify => verify(ui, session),
    }
}

#[derive(Serialize)]
struct List {
    directory: PathBuf,
    /// Downloaded components, sorted by name. They may share files.
    components: Vec<Component>,
    /// Compiled tiers.
    compiled: Usage,
    /// Cached manifests and results of tiers, and digests of files.
    remembered: Usage,
    /// Leftovers of interrupted runs: incomplete files and language engines.
    unfinished: Usage,
}

#[derive(Serialize)]
struct Component {
    name: String,
    /// The digest of the manifest, or of the component for one from a web server.
    digest: Digest,
    bytes: u64,
}

fn compiled(session: &Session) -> Result<Compiled, Problems> {
    let directory = session.cache_dir().ok_or_else(|| {
        Problems::from(
            Diagnostic::error("store", "there is no cache directory")
                .hint("set one with --cache-dir or TERRACE_CACHE_DIR"),
        )
    })?;
    Ok(Compiled::new(directory))
}

fn cache_problem(cache: &Compiled, error: &std::io::Error) -> Problems {
    let summary = format!("cannot use the cache `{}`: {}", cache.directory().display(), reason(error));
    Diagnostic::error("cache", summary).hint("check its owner and permissions").into()
}

fn list(ui: &Ui, session: &Session) -> anyhow::Result<u8> {
    let (store, cache) = (session.store()?, compiled(session)?);
    let known = store.list().map_err(|error| store_problem(&error))?;
    let components = known.into_iter().map(|listed| Component {
        name: listed.entry.name,
        digest: listed.entry.descriptor.digest,
        bytes: listed.size,
    });
    let (compiled, remembered) = cache.usage().map_err(|error| cache_problem(&cache, &error))?;
    let directory = cache.directory().to_owned();
    let unfinished = unfinished::usage(&directory).map_err(|error| cache_problem(&cache, &error))?;
    let list = List { directory, components: components.collect(), compiled, remembered, unfinished };
    if ui.is_json() {
        ui.json(&list)?;
        return Ok(exit::DONE);
    }
    let row = |one: &Component| [one.name.clone(), one.digest.to_string(), size(one.bytes)];
    let mut text = String::new();
    if !list.components.is_empty() {
        let columns = [("DOWNLOADED", false), ("DIGEST", false), ("SIZE", true)];
        text = table(columns, list.components.iter().map(row)) + "\n";
    }
    let line = |name: &str, usage: &Usage| {
        format!("{name}: {}, {}\n", count(usage.files, "file"), size(usage.bytes))
    };
    text += &line("compiled tiers", &list.compiled);
    text += &line("cached tier results", &list.remembered);
    if list.unfinished.files > 0 {
        text += &line("left over from interrupted runs", &list.unfinished);
    }
    text += &format!("in {}\n", list.directory.display());
    ui.text(&(clean(text.trim_end()) + "\n"))?;
    Ok(exit::DONE)
}

#[derive(Serialize)]
struct CachePruneReport {
    /// References that were removed.
    references: usize,
    /// Files removed from the store.
    store: Usage,
    /// Compiled tiers, cached results of tiers, and leftovers of interrupted runs.
    cache: Usage,
}

fn prune(ui: &Ui, session: &Session, args: &PruneArgs) -> anyhow::Result<u8> {
    let (store, cache) = (session.store()?, compiled(session)?);
    let before = SystemTime::now().checked_sub(DAY * args.keep_days).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut keep = young(&store, before)?;
    let mut components = BTreeSet::new();
    for stack in &args.stacks {
        let outline = stack::outline(stack, None).map_err(Problems::from)?;
        let (_, lock) = read_existing_lock(&outline)?;
        for (_, entry) in locked_remotes(&lock)? {
            keep.extend(entry.manifest.or(entry.digest));
        }
        components.extend(lock.iter().filter_map(|(_, entry)| Some(entry.digest?.hex())));
    }
    let PruneReport { references, files, bytes } =
        store.prune(Prune::AllBut(&keep)).map_err(|error| store_problem(&error))?;
    let mut removed = cache.prune(before, &components).map_err(|error| cache_problem(&cache, &error))?;
    let unfinished = unfinished::prune(cache.directory()).map_err(|error| cache_problem(&cache, &error))?;
    removed.files += unfinished.files;
    removed.bytes += unfinished.bytes;
    let report = CachePruneReport { references, store: Usage { files, bytes }, cache: removed };
    if ui.is_json() {
        ui.json(&report)?;
        return Ok(exit::DONE);
    }
    let CachePruneReport { store, cache, .. } = &report;
    ui.text(&format!(
        "removed {}, {} from the store and {} from the cache: {}\n",
        count(references, "reference"),
        count(store.files, "file"),
        cache.files,
        size(store.bytes + cache.bytes)
    ))?;
    Ok(exit::DONE)
}

/// Returns the components downloaded since a time.
fn young(store: &Store, before: SystemTime) -> Result<BTreeSet<Digest>, Problems> {
    let entries = store.entries().map_err(|error| store_problem(&error))?;
    let is_young = |digest: &Digest| {
        let modified = std::fs::metadata(store.path(digest)).and_then(|metadata| metadata.modified());
        // Keep a file of unknown age.
        modified.map_or(true, |modified| modified >= before)
    };
    Ok(entries.into_iter().map(|entry| entry.descriptor.digest).filter(is_young).collect())
}

#[derive(Serialize)]
struct VerifyReport {
    /// True if no problems were found.
    clean: bool,
    /// The number and bytes of intact files.
    whole: Usage,
    /// Damaged files, which were moved away, and the reasons.
    damaged: BTreeMap<Digest, String>,
    /// References that were removed, each with the missing file.
    dropped: BTreeMap<String, Digest>,
    /// The reason why the list of references could not be read. The list was moved away.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<String>,
    /// Files that are not part of the store, which were left alone.
    foreign: Vec<String>,
}

fn verify(ui: &Ui, session: &Session) -> anyhow::Result<u8> {
    let report = session.store()?.verify().map_err(|error| store_problem(&error))?;
    let verified = VerifyReport {
        clean: report.is_clean(),
        whole: Usage { files: report.whole, bytes: report.bytes },
        damaged: report.damaged,
        dropped: report.dropped,
        index: report.index,
        foreign: report.foreign,
    };
    let code = if verified.clean { exit::DONE } else { exit::FAILED };
    if ui.is_json() {
        ui.json(&verified)?;
        return Ok(code);
    }
    let mut text = String::new();
    for (digest, reason) in &verified.damaged {
        text += &format!("damaged, and moved away: {digest}: {reason}\n");
    }
    if let Some(reason) = &verified.index {
        text += &format!("the list of references was moved away: {reason}\n");
    }
    for (name, digest) in &verified.dropped {
        text += &format!("removed from the list: {name}, which needs {digest}\n");
    }
    for name in &verified.foreign {
        text += &format!("not part of the store, left alone: {name}\n");
    }
    text += &format!("{} intact, {}\n", count(verified.whole.files, "file"), size(verified.whole.bytes));
    ui.text(&(clean(text.trim_end()) + "\n"))?;
    Ok(code)
}
