//! Prepares a directory in which Terraform runs with simulated providers.

mod additions;
mod address;
mod configuration;
mod environment;
mod error;
mod files;
mod mirror;
mod modules;
mod provider;
mod state;
mod version;

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

pub use error::PrepareError;
pub(crate) use provider::canonical;

use crate::fixture::Fixtures;
use crate::infer;
use crate::settings::{Delay, Fault, Settings};
use crate::store;

/// The part of the sandbox's directory that Terraform does not use.
const OWN: &str = ".terrace";
const CONFIGURATION: &str = "main.tf.json";
/// The file with the stamp of the last successful `terraform init`.
const INITIALIZED: &str = "initialized";

/// The options of a sandboxed run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The directory with the generated `main.tf.json`.
    pub source: PathBuf,
    /// The configuration to run instead of that `main.tf.json`, which then need not exist.
    pub configuration: Option<String>,
    /// The sandbox's own directory. It is created if it does not exist, and kept between runs, because it contains the state.
    /// Next to `source`, at the same depth, paths such as `${path.module}/../../x` mean the same in both.
    pub directory: PathBuf,
    /// The program to run, `terraform` or `tofu`. It is not started here. A sandbox that was initialized by one program is
    /// initialized again for another.
    pub program: PathBuf,
    /// The program that serves providers: the one whose `main` calls [`crate::provider_request`] first.
    pub executable: PathBuf,
    /// Directories with saved schemas, the preferred one first; see [`crate::add_schemas`]. They need not exist.
    pub schemas: Vec<PathBuf>,
    /// Values that the stack file sets.
    pub fixtures: Fixtures,
    /// Operations that fail in this run.
    pub faults: Vec<Fault>,
    /// Operations that take longer in this run.
    pub delays: Vec<Delay>,
}

/// A sandbox that Terraform can be run in.
#[derive(Clone, Debug)]
pub struct PreparedSandbox {
    /// The program to run.
    pub program: PathBuf,
    /// The directory to run it in, with the rewritten configuration and the state.
    pub directory: PathBuf,
    /// Environment variables of the run: to set or, with `None`, to remove.
    pub environment: Vec<(String, Option<OsString>)>,
    /// The reason why `terraform init` must run first, or `None` if it need not.
    pub init: Option<InitReason>,
    /// Differences from a real run that are easily overlooked, one sentence each, to show to the user.
    pub notices: Vec<String>,
    stamp: String,
}

/// The reason why `terraform init` must run in a sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitReason {
    /// It has not succeeded there yet.
    First,
    /// The providers, their versions, the modules or the program have changed.
    Changed,
    /// Its files are missing.
    Gone,
}

/// Completes the sentence "terraform init runs because …".
impl fmt::Display for InitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "the sandbox is new",
            Self::Changed => "the providers, the modules or the program have changed",
            Self::Gone => "some of its files are missing",
        })
    }
}

impl PreparedSandbox {
    /// Returns a command that runs the program in the sandbox, without arguments.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.directory);
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    /// Records that `terraform init` has succeeded, so that the next run can skip it.
    ///
    /// # Errors
    ///
    /// If the record cannot be written.
    pub fn initialized(&self) -> Result<(), PrepareError> {
        write(&self.directory.join(OWN).join(INITIALIZED), self.stamp.as_bytes())
    }
}

/// Creates the sandbox for a configuration, or updates it.
///
/// Writes into the sandbox's directory only. Needs neither Terraform nor a network.
///
/// # Errors
///
/// If the configuration cannot be read or needs something that a sandbox cannot provide: modules that would have to be
/// downloaded, an address to fail that does not exist, or versions that no provider can have.
pub fn prepare(options: &Options) -> Result<PreparedSandbox, PrepareError> {
    let source = files::absolute(&options.source)?;
    let path = source.join(CONFIGURATION);
    let mut root = match &options.configuration {
        Some(text) => parse(&path, text.as_bytes())?,
        None => read(&path)?,
    };
    fs::create_dir_all(&options.directory).map_err(|error| PrepareError::write(&options.directory, error))?;
    let directory = files::absolute(&options.directory)?;
    let own = directory.join(OWN);
    // Before anything is written or run, because Terraform would ignore a mirror whose path it cannot read.
    mirror::check(&own)?;

    let mut notices = Vec::new();
    let additions = additions::load(&source, &mut notices)?;
    let modules = modules::load(&root, &additions, &source)?;
    configuration::isolate(&mut root, &modules, &mut notices)?;
    let state = state::read(&directory.join("terraform.tfstate"));
    let named = address::check(options, &modules, &state)?;
    notices.extend(address::unused(&options.fixtures, &modules));
    configuration::tell_addresses(&mut root, &named);
    let root_module = modules::root(&root, &additions);
    let modules: Vec<_> = std::iter::once(root_module).chain(modules.into_iter().skip(1)).collect();

    let providers = provider::collect(&modules, &state)?;
    let uses = infer::uses(&modules);
    for provider in &providers {
        let schemas = provider.schemas(&modules, &uses, &state, options, &own)?;
        let json = serde_json::to_vec(&schemas).map_err(PrepareError::Encode)?;
        write(&store::schemas_path(&own, &provider.source), &json)?;
    }
    let moves = modules.iter().flat_map(|module| module.moves.clone()).collect();
    let settings = Settings {
        fixtures: options.fixtures.clone(),
        faults: options.faults.clone(),
        delays: options.delays.clone(),
        moves,
    };
    write(&store::settings_path(&own), &serde_json::to_vec(&settings).map_err(PrepareError::Encode)?)?;
    let mirrored = mirror::write(&own, &providers)?;
    let mut text = serde_json::to_vec_pretty(&root).map_err(PrepareError::Encode)?;
    text.push(b'\n');
    write(&directory.join(CONFIGURATION), &text)?;
    files::bring(&source, &directory, &additions.names)?;
    // A sandbox is private, and a state is a secret.
    write(&directory.join(".gitignore"), b"*\n")?;

    let stamp = stamp(&mirrored, &modules, &options.program);
    let data = directory.join(".terraform");
    let makes_something = !providers.is_empty() || modules.len() > 1;
    let init = match fs::read_to_string(own.join(INITIALIZED)) {
        Err(_) => Some(InitReason::First),
        Ok(known) if known != stamp => Some(InitReason::Changed),
        // With Terraform's built-in provider only, init creates no files.
        Ok(_) => (makes_something && !data.exists()).then_some(InitReason::Gone),
    };
    if init.is_some() {
        // Selections for other providers, or by another program, must not affect this run.
        files::remove(&directory.join(".terraform.lock.hcl"))?;
        files::remove(&data)?;
    }
    let environment = environment::variables(&directory, &own, &options.executable);
    let program = options.program.clone();
    Ok(PreparedSandbox { program, directory, environment, init, notices, stamp })
}

/// Returns the usual directory of the sandbox for a configuration: `.NAME.sandbox` next to the directory `NAME`.
#[must_use]
pub fn beside(source: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(source.file_name().unwrap_or_default());
    name.push(".sandbox");
    source.with_file_name(name)
}

/// Removes a sandbox with everything in it, including its state. Returns false if there was none.
///
/// # Errors
///
/// If the directory is not a sandbox, or cannot be removed.
pub fn reset(directory: &Path) -> Result<bool, PrepareError> {
    if !directory.exists() {
        return Ok(false);
    }
    if !directory.join(OWN).is_dir() {
        return Err(PrepareError::NoSandbox { directory: directory.to_owned() });
    }
    files::remove(directory)?;
    Ok(true)
}

fn stamp(mirrored: &str, modules: &[infer::Module], program: &Path) -> String {
    let mut hash = Sha256::new();
    hash.update(program.as_os_str().as_encoded_bytes());
    hash.update([0]);
    hash.update(mirrored);
    for call in modules.iter().flat_map(|module| &module.calls) {
        hash.update(format!("{}\0{}\0", call.name, call.source));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Result<Json, PrepareError> {
    parse(path, &fs::read(path).map_err(|error| PrepareError::read(path, error))?)
}

fn parse(path: &Path, text: &[u8]) -> Result<Json, PrepareError> {
    serde_json::from_slice(text).map_err(|error| PrepareError::NotJson { path: path.to_owned(), error })
}

fn write(path: &Path, content: &[u8]) -> Result<(), PrepareError> {
    store::write(path, content).map_err(|error| PrepareError::write(path, error))
}
