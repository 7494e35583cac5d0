//! `terrace bundle`.

use crate::bytes::size;
use crate::ui::Ui;
use crate::{args::StackOption, exit};
use clap::{Args, Subcommand, ValueHint};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems, ProviderSource, Sources};
use terrace_core::words::count;
use terrace_files::atomic::AtomicWrite;
use terrace_files::reason::reason;
use terrace_project::Session;
use terrace_registry::bundle::{self, BundleError, Limits};
use terrace_stack::lock;

#[derive(Debug, Args)]
pub struct Bundle {
    #[command(subcommand)]
    command: BundleCommand,
}

#[derive(Debug, Subcommand)]
enum BundleCommand {
    /// Write all locked components, their signatures and the lock file to one file
    Save(Save),
    /// Load a bundle's components into the store, and its lock file next to the stack file
    Load(Load),
}

#[derive(Debug, Args)]
struct Save {
    /// The bundle file to write
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    #[command(flatten)]
    stack: StackOption,
}

#[derive(Debug, Args)]
struct Load {
    /// The bundle file to read
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Replace an existing lock file by the bundle's
    #[arg(long)]
    replace_lock: bool,
    #[command(flatten)]
    stack: StackOption,
}

#[derive(Serialize)]
struct SaveReport<'a> {
    file: &'a Path,
    components: usize,
    bytes: u64,
}

#[derive(Serialize)]
struct LoadReport<'a> {
    file: &'a Path,
    components: usize,
    /// The result for the lock file.
    lock: LockState,
}

/// The result of loading a bundle's lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum LockState {
    Written,
    /// The stack already has the same lock file.
    Same,
    /// There is no stack file to put it next to.
    NoStack,
    /// The stack has a different lock file, which was kept.
    Other,
}

/// `terrace bundle`
pub fn run(ui: &Ui, session: &Session, args: &Bundle) -> anyhow::Result<u8> {
    match &args.command {
        BundleCommand::Save(args) => save(ui, session, args),
        BundleCommand::Load(args) => load(ui, session, args),
    }
}

fn save(ui: &Ui, session: &Session, args: &Save) -> anyhow::Result<u8> {
    let failed = |error: io::Error| file_problem("write", &args.file, &error);
    // Before anything is downloaded, so that a wrong path is reported at once.
    let mut file = AtomicWrite::output().begin(&args.file).map_err(failed)?;
    let gathered = session.store_components(&args.stack.stack)?;
    let text =
        fs::read_to_string(&gathered.lock).map_err(|error| file_problem("read", &gathered.lock, &error))?;
    bundle::save(BufWriter::new(&mut file), gathered.elsewhere.store(), &gathered.names, &text)
        .map_err(|error| bundle_problem(&args.file, &error))?;
    let bytes = file.finish().and_then(|file| Ok(file.metadata()?.len())).map_err(failed)?;
    let components = gathered.names.len();
    if ui.is_json() {
        ui.json(&SaveReport { file: &args.file, components, bytes })?;
        return Ok(exit::DONE);
    }
    ui.text(&format!("{}: {}, {}\n", args.file.display(), count(components, "component"), size(bytes)))?;
    Ok(exit::DONE)
}

fn load(ui: &Ui, session: &Session, args: &Load) -> anyhow::Result<u8> {
    let store = session.store()?;
    let file = File::open(&args.file).map_err(|error| file_problem("read", &args.file, &error))?;
    let text = bundle::load(BufReader::new(file), &store, Limits::default())
        .map_err(|error| bundle_problem(&args.file, &error))?;
    let mut lock = lock::read(Path::new("terrace.lock"), &text).map_err(Problems::from)?;
    let components = lock.iter().filter(|(key, _)| key.is_remote()).count();
    let path = lock::path(&stack_file(&args.stack.stack));
    let path = path.strip_prefix(".").unwrap_or(&path);
    // Consent does not travel: the bundle's author cannot consent for those who load it.
    let before = lock::load(path).ok().flatten().unwrap_or_default();
    let left_out: Vec<_> = lock.allowed().filter(|source| !before.allows(source)).cloned().collect();
    let text = if left_out.is_empty() {
        text
    } else {
        lock.retain_allowed(|source| before.allows(source));
        lock.to_string()
    };
    let state = take_lock(session, args, path, &text)?;
    if state == LockState::Written {
        ui.diagnostics(&left_out.iter().map(not_taken).collect::<Vec<_>>(), &Sources::default());
    }
    if ui.is_json() {
        ui.json(&LoadReport { file: &args.file, components, lock: state })?;
        return Ok(exit::DONE);
    }
    let path = path.display();
    let told = match state {
        LockState::Written => format!("{path}: written\n"),
        LockState::Same => format!("{path}: unchanged\n"),
        LockState::NoStack => {
            "there is no stack file here, so the lock file was left in the bundle\n".to_owned()
        }
        LockState::Other => {
            format!("{path}: differs from the bundle's and was kept; use --replace-lock to replace it\n")
        }
    };
    ui.text(&format!("{} in the store\n{told}", count(components, "component")))?;
    Ok(exit::DONE)
}

fn not_taken(source: &ProviderSource) -> Diagnostic {
    let summary = format!("the bundle's lock file allows the provider `{source}`, which was not imported");
    let hint = format!("if you trust it, run `terrace lock --allow-provider {source}`");
    Diagnostic::warning("unknown-provider-source", summary).hint(hint)
}

fn stack_file(stack: &Path) -> PathBuf {
    if stack.is_dir() { stack.join("terrace.yaml") } else { stack.to_owned() }
}

/// Writes the lock file next to the stack file, unless there is a different one.
fn take_lock(session: &Session, args: &Load, path: &Path, text: &str) -> Result<LockState, Problems> {
    let stack_file = stack_file(&args.stack.stack);
    if !stack_file.is_file() {
        return Ok(LockState::NoStack);
    }
    let guard = lock::hold(&stack_file)?;
    let there = match fs::read_to_string(path) {
        Ok(there) => Some(there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(file_problem("read", path, &error)),
    };
    if there.as_deref() == Some(text) {
        return Ok(LockState::Same);
    }
    if there.is_some() && !args.replace_lock {
        return Ok(LockState::Other);
    }
    if session.is_locked() {
        let summary = format!("`{}` would change, which --locked forbids", path.display());
        let hint = "load the bundle without --locked, and commit the lock file; --locked is the default if CI is set";
        return Err(Diagnostic::error("stale-lock", summary).hint(hint).into());
    }
    AtomicWrite::edited()
        .replace(path, text.as_bytes())
        .map_err(|error| file_problem("write", path, &error))?;
    drop(guard);
    Ok(LockState::Written)
}

fn file_problem(what: &str, path: &Path, error: &io::Error) -> Problems {
    Diagnostic::error("bundle", format!("cannot {what} `{}`: {}", path.display(), reason(error))).into()
}

fn bundle_problem(path: &Path, error: &BundleError) -> Problems {
    let diagnostic = Diagnostic::error("bundle", format!("`{}`: {error}", path.display()));
    error.hint().into_iter().fold(diagnostic, Diagnostic::hint).into()
}
