//! Making a place where terraform runs with simulated providers.

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

/// The part of the sandbox's directory that is not terraform's.
const OWN: &str = ".terrace";
const CONFIGURATION: &str = "main.tf.json";
/// Holds the stamp of what init has succeeded for.
const INITIALIZED: &str = "initialized";

/// What a sandboxed run needs to know.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The directory that holds the synthesized `main.tf.json`.
    pub source: PathBuf,
    /// The configuration to run in the place of that `main.tf.json`, which then need not be there.
    pub configuration: Option<String>,
    /// The sandbox's own directory. It is made where it does not exist, and kept between runs, for it holds the
    /// state. Beside `source`, at the same depth, paths such as `${path.module}/../../x` mean the same in both.
    pub directory: PathBuf,
    /// The program to run, `terraform` or `tofu`. It is not started here; a sandbox that one has initialized is
    /// initialized again for another.
    pub program: PathBuf,
    /// The program that serves providers: the one whose `main` calls [`crate::provider_request`] first.
    pub executable: PathBuf,
    /// Where saved schemas are, best first; see [`crate::add_schemas`]. Directories need not exist.
    pub schemas: Vec<PathBuf>,
    /// Values that the stack prescribes.
    pub fixtures: Fixtures,
    /// Operations that are to fail in this run.
    pub faults: Vec<Fault>,
    /// What is to take its time in this run.
    pub delays: Vec<Delay>,
}

/// A sandbox that terraform can be run in.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What to run.
    pub program: PathBuf,
    /// Where to run it; holds the rewritten configuration and the state.
    pub directory: PathBuf,
    /// Environment variables of the run: to set, or with `None` to remove.
    pub environment: Vec<(String, Option<OsString>)>,
    /// Why `terraform init` must run first; none where it need not.
    pub init: Option<InitReason>,
    /// What is different from a real run and easily overlooked, one sentence each, for the user to see.
    pub notices: Vec<String>,
    stamp: String,
}

/// Why `terraform init` must run in a sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitReason {
    /// It has not succeeded there yet.
    First,
    /// The providers and their versions, the modules or the program are others.
    Changed,
    /// Its files are gone.
    Gone,
}

/// Completes the sentence "terraform init runs because …".
impl fmt::Display for InitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "the sandbox is new",
            Self::Changed => "the providers, the modules or the program have changed",
            Self::Gone => "something that it made is gone",
        })
    }
}

impl Prepared {
    /// A command of the program in the sandbox, without arguments.
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

    /// Notes that `terraform init` has succeeded, so that the next run can do without.
    ///
    /// # Errors
    ///
    /// Where the note cannot be written.
    pub fn initialized(&self) -> Result<(), PrepareError> {
        write(&self.directory.join(OWN).join(INITIALIZED), self.stamp.as_bytes())
    }
}

/// Makes the sandbox for a configuration, or brings it up to date with it.
///
/// Writes into the sandbox's directory only. Needs neither terraform nor a network.
///
/// # Errors
///
/// Where the configuration cannot be read or needs what a sandbox cannot give: modules that would have to be
/// downloaded, an address to fail that does not exist, versions that no provider can have.
pub fn prepare(options: &Options) -> Result<Prepared, PrepareError> {
    let source = files::absolute(&options.source)?;
    let path = source.join(CONFIGURATION);
    let mut root = match &options.configuration {
        Some(text) => parse(&path, text.as_bytes())?,
        None => read(&path)?,
    };
    fs::create_dir_all(&options.directory).map_err(|error| PrepareError::write(&options.directory, error))?;
    let directory = files::absolute(&options.directory)?;
    let own = directory.join(OWN);
    // Before anything is written or run: terraform would take what it cannot read for no mirror at all.
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
    // A sandbox is nobody else's, and a state is a secret.
    write(&directory.join(".gitignore"), b"*\n")?;

    let stamp = stamp(&mirrored, &modules, &options.program);
    let data = directory.join(".terraform");
    let makes_something = !providers.is_empty() || modules.len() > 1;
    let init = match fs::read_to_string(own.join(INITIALIZED)) {
        Err(_) => Some(InitReason::First),
        Ok(known) if known != stamp => Some(InitReason::Changed),
        // Where there is terraform's own provider alone, init makes nothing.
        Ok(_) => (makes_something && !data.exists()).then_some(InitReason::Gone),
    };
    if init.is_some() {
        // What was chosen for other providers, or by another program, must not bind this run.
        files::remove(&directory.join(".terraform.lock.hcl"))?;
        files::remove(&data)?;
    }
    let environment = environment::variables(&directory, &own, &options.executable);
    let program = options.program.clone();
    Ok(Prepared { program, directory, environment, init, notices, stamp })
}

/// The usual place of the sandbox for a configuration: `.NAME.sandbox` beside the directory `NAME`.
#[must_use]
pub fn beside(source: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(source.file_name().unwrap_or_default());
    name.push(".sandbox");
    source.with_file_name(name)
}

/// Removes a sandbox with everything in it, its state included. Says whether there was one.
///
/// # Errors
///
/// Where the directory is none of a sandbox's, or cannot be removed.
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
