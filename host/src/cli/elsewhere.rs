//! Components from elsewhere, as the options of a command let them be found.

use super::progress::Downloads;
use super::ui::{Problems, Ui};
use super::writable;
use crate::engine::EngineError;
use crate::model::Diagnostic;
use crate::resolve::{self, Elsewhere, Network, Resolution, ResolveError};
use crate::stack::{ComponentReference, Remote};
use crate::synth::components::named_by;
use std::path::Path;
use std::sync::Arc;
use terrace_registry::client::{ClientOptions, RegistrySettings};
use terrace_registry::config::{ConfigError, Configuration, Ignored};
use terrace_registry::store::Store;
use terrace_registry::version::newest;
use terrace_registry::{OciReference, Reference, Target};

/// The directory beside a stack file that `terrace vendor` fills.
pub const VENDOR: &str = "terrace.vendor";

/// Where the stack in a directory can find components. Opens nothing yet.
pub fn open(ui: &Ui, directory: &Path) -> Result<Elsewhere, Problems> {
    let vendor = Some(directory.join(VENDOR)).filter(|vendor| vendor.is_dir()).map(Store::open_shared);
    open_with(ui, directory, vendor)
}

/// [`open`] with the project's own copies in this store.
pub fn open_with(ui: &Ui, directory: &Path, vendor: Option<Store>) -> Result<Elsewhere, Problems> {
    let configuration = configuration(ui, directory)?;
    let store = store_of_run(ui)?;
    let policy = configuration.policy.clone();
    let is_watched = ui.is_watched();
    let network = Network::new(move || options(&configuration, is_watched));
    let network = (!ui.connections().are_forbidden()).then_some(network);
    Ok(Elsewhere::new(vendor, store, network, policy))
}

/// The store in the cache directory.
pub fn store(ui: &Ui) -> Result<Store, Problems> {
    let cache = ui.cache_dir().ok_or_else(|| Problems::from(ResolveError::NoStore.diagnostic()))?;
    Ok(Store::open(cache.join("store")))
}

/// The store in the cache directory; one for this run alone where there can be none.
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

/// The configuration of the project that a directory belongs to, and of the user.
pub fn configuration(ui: &Ui, directory: &Path) -> Result<Configuration, Problems> {
    // Above a relative path there is nothing to be found.
    let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let own = Ui::config_file();
    let configuration = Configuration::load(&directory, own.as_deref()).map_err(problem)?;
    for ignored in &configuration.ignored {
        ui.warn(warning(ignored, own.as_deref()).into());
    }
    Ok(configuration)
}

/// A setting of a project that would decide for the user where passwords go.
fn warning(ignored: &Ignored, own: Option<&Path>) -> Diagnostic {
    let own = own.map_or_else(|| "your own configuration".to_owned(), |path| format!("`{}`", path.display()));
    Diagnostic::warning("ignored-setting", ignored.to_string())
        .note("only you decide how a registry is reached, because your password goes there")
        .hint(format!("if you want it, write it into {own}"))
}

fn problem(error: ConfigError) -> Problems {
    let diagnostic = Diagnostic::error("configuration", error.to_string());
    error.hint().into_iter().fold(diagnostic, Diagnostic::hint).into()
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

/// The component that an argument of a command means, and what it is where it is from elsewhere: the newest version, where
/// it names none.
pub fn argument(ui: &Ui, text: &Path) -> Result<(ComponentReference, Resolution), Problems> {
    let reference = named_by(text)
        .map_err(|error| Diagnostic::error("invalid-reference", error.to_string()).hint(error.hint()))?;
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

/// The newest version of a repository.
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
