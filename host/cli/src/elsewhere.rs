//! Opens the component store and the registry client for a command.

use crate::progress::Downloads;
use crate::ui::{Problems, Ui};
use crate::writable;
use std::path::Path;
use std::sync::Arc;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::reference::{OciReference, Reference, Target};
use terrace_core::version::newest;
use terrace_engine::EngineError;
use terrace_project::resolve::{self, Elsewhere, Network, Resolution, ResolveError};
use terrace_project::synth::components::named_by;
use terrace_registry::client::{ClientOptions, RegistrySettings};
use terrace_registry::config::{Configuration, Ignored};
use terrace_registry::store::Store;
use terrace_stack::stack::{ComponentReference, Remote};

/// The directory next to a stack file that `terrace vendor` fills.
pub const VENDOR: &str = "terrace.vendor";

/// Opens the sources of remote components for the stack in a directory. Does not connect yet.
pub fn open(ui: &Ui, directory: &Path) -> Result<Elsewhere, Problems> {
    let vendor = Some(directory.join(VENDOR)).filter(|vendor| vendor.is_dir()).map(Store::open_shared);
    open_with(ui, directory, vendor)
}

/// Like [`open`], with this store of the project's own copies.
pub fn open_with(ui: &Ui, directory: &Path, vendor: Option<Store>) -> Result<Elsewhere, Problems> {
    let configuration = configuration(ui, directory)?;
    let store = store_of_run(ui)?;
    let policy = configuration.policy.clone();
    let is_watched = ui.is_watched();
    let network = Network::new(move || options(&configuration, is_watched));
    let network = (!ui.connections().are_forbidden()).then_some(network);
    Ok(Elsewhere::new(vendor, store, network, policy))
}

/// Returns the store in the cache directory.
pub fn store(ui: &Ui) -> Result<Store, Problems> {
    let cache = ui.cache_dir().ok_or_else(|| Problems::from(ResolveError::NoStore.diagnostic()))?;
    Ok(Store::open(cache.join("store")))
}

/// Returns the store in the cache directory, or a temporary one if there is no usable cache.
fn store_of_run(ui: &Ui) -> Result<Store, Problems> {
    let unkept = match ui.cache_dir().map(|cache| cache.join("store")) {
        None => EngineError::NoCache,
        Some(path) => match writable::made_in(&path) {
            Ok(()) => return Ok(Store::open(path)),
            Err(source) => EngineError::Cache { path, source },
        },
    };
    let engine = ui.engine();
    engine.note_unkept(unkept);
    let made = engine.scratch().map(|scratch| Store::open(scratch.join("store")));
    made.map_err(|source| EngineError::Cache { path: std::env::temp_dir(), source }.diagnostic().into())
}

/// Loads the configuration of the user and of the project that a directory belongs to.
pub fn configuration(ui: &Ui, directory: &Path) -> Result<Configuration, Problems> {
    // A relative path has no parents to search.
    let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let own = Ui::config_file();
    let configuration = Configuration::load(&directory, own.as_deref())?;
    for ignored in &configuration.ignored {
        ui.warn(warning(ignored, own.as_deref()).into());
    }
    Ok(configuration)
}

/// Warns about a project setting that is ignored because it would decide where the user's passwords go.
fn warning(ignored: &Ignored, own: Option<&Path>) -> Diagnostic {
    let own = own.map_or_else(|| "your own configuration".to_owned(), |path| format!("`{}`", path.display()));
    Diagnostic::warning("ignored-setting", ignored.to_string())
        .note("only your own configuration can set how a registry is reached, because your password is sent there")
        .hint(format!("if you want this setting, add it to {own}"))
}

fn options(configuration: &Configuration, is_watched: bool) -> Result<ClientOptions, String> {
    let mut options = ClientOptions::from_environment();
    for (host, settings) in &configuration.registries {
        let read = |path: &std::path::PathBuf| {
            std::fs::read(path)
                .map_err(|error| format!("cannot read the certificates `{}`: {error}", path.display()))
        };
        let ca = settings.ca.as_ref().map(read).transpose()?;
        let settings = RegistrySettings { ca, plain_http: settings.plain_http };
        options.registries.insert(host.clone(), settings);
    }
    options.observer = Arc::new(Downloads::new(is_watched));
    Ok(options)
}

/// Returns the component that a command's argument names, downloaded if it is remote. Without a version, it is the newest one.
pub fn argument(ui: &Ui, text: &Path) -> Result<(ComponentReference, Resolution), Problems> {
    let reference = named_by(text)?;
    let mut resolution = Resolution::default();
    let ComponentReference::Remote(remote) = reference else { return Ok((reference, resolution)) };
    let elsewhere = open(ui, Path::new("."))?;
    let failed = |error: ResolveError| Problems::from(error.diagnostic());
    let remote = match &remote.reference {
        Reference::Oci(named) if named.target == Target::Unspecified => {
            let reference = Reference::Oci(newest_of(named, &elsewhere).map_err(failed)?);
            Remote { reference, requires: None }
        }
        _ => remote,
    };
    let resolved = resolve::anew(&remote, &elsewhere).map_err(failed)?;
    resolution.insert(remote.clone(), resolved);
    Ok((ComponentReference::Remote(remote), resolution))
}

/// Returns the newest version in a repository.
pub fn newest_of(named: &OciReference, elsewhere: &Elsewhere) -> Result<OciReference, ResolveError> {
    let tags = elsewhere.tags(&named.repository)?;
    match newest(tags.iter().map(String::as_str)) {
        Some((_, tag)) => Ok(named.repository.tagged(tag)?),
        None => Err(ResolveError::NoVersion {
            repository: named.to_string(),
            range: "*".to_owned(),
            newest: None,
            is_offline: elsewhere.client()?.is_none(),
        }),
    }
}
