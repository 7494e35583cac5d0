//! Opens the sources of remote components, and finds the component that an argument names.

use super::Session;
use crate::resolve::{self, Network, RemoteSources, Resolution, ResolveError};
use crate::synth::components::named_by;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::{Reference, Target};
use terrace_engine::{Cache, EngineError};
use terrace_files::writable;
use terrace_registry::client::{ClientOptions, Observer, RegistrySettings};
use terrace_registry::config::{Configuration, IgnoredSetting};
use terrace_registry::store::Store;
use terrace_stack::stack::{ComponentReference, Remote};

/// The directory next to a stack file that `terrace vendor` fills.
pub const VENDOR: &str = "terrace.vendor";

impl Session {
    /// Opens the sources of remote components for the stack in a directory. Does not connect yet.
    pub fn remote_sources(&self, directory: &Path) -> Result<RemoteSources, Problems> {
        let directory = or_working(directory);
        let vendor = Some(directory.join(VENDOR)).filter(|vendor| vendor.is_dir()).map(Store::open_shared);
        self.remote_sources_with(directory, vendor)
    }

    /// Like [`Self::remote_sources`], with this store of the project's own copies.
    pub(super) fn remote_sources_with(
        &self,
        directory: &Path,
        vendor: Option<Store>,
    ) -> Result<RemoteSources, Problems> {
        let configuration = self.configuration(directory)?;
        let store = self.store_of_run()?;
        let policy = configuration.policy.clone();
        let observer = Arc::clone(&self.observer);
        let network = Network::new(move || options(&configuration, observer.transfers()));
        let network = (!self.connections().are_forbidden()).then_some(network);
        Ok(RemoteSources::new(vendor, store, network, policy))
    }

    /// Returns the store in the cache directory.
    pub fn store(&self) -> Result<Store, Problems> {
        let cache = self.cache_dir().ok_or_else(|| Problems::from(ResolveError::NoStore))?;
        Ok(Store::open(cache.join("store")))
    }

    /// Returns the store in the cache directory, or a temporary one if there is no usable cache.
    fn store_of_run(&self) -> Result<Store, Problems> {
        let unkept = match self.engine.cache().map(Cache::directory).map(|cache| cache.join("store")) {
            None => EngineError::NoCache,
            Some(path) => match writable::made_in(&path) {
                Ok(()) => return Ok(Store::open(path)),
                Err(source) => EngineError::Cache { path, source },
            },
        };
        self.engine.note_unkept(unkept);
        let made = self.engine.scratch().map(|scratch| Store::open(scratch.join("store")));
        made.map_err(|source| EngineError::Cache { path: std::env::temp_dir(), source }.into())
    }

    /// Loads the configuration of the user and of the project that a directory belongs to.
    pub fn configuration(&self, directory: &Path) -> Result<Configuration, Problems> {
        // A relative path has no parents to search.
        let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
        let own = self.user_configuration.as_deref();
        let configuration = Configuration::load(&directory, own)?;
        for ignored in &configuration.ignored {
            self.warn(vec![warning(ignored, own)]);
        }
        Ok(configuration)
    }

    /// Returns the component that a user names outside of a stack file, downloaded if it is remote. Without a version, it is the
    /// newest one.
    pub fn find_component(&self, named: &Path) -> Result<(ComponentReference, Resolution), Problems> {
        let reference = named_by(named)?;
        let mut resolution = Resolution::default();
        let ComponentReference::Remote(remote) = reference else { return Ok((reference, resolution)) };
        let sources = self.remote_sources(Path::new("."))?;
        let remote = match &remote.reference {
            Reference::Oci(named) if named.target == Target::Unspecified => {
                let reference = Reference::Oci(resolve::newest(named, &sources)?);
                Remote { reference, requires: None }
            }
            _ => remote,
        };
        let resolved = resolve::anew(&remote, &sources)?;
        resolution.insert(remote.clone(), resolved);
        Ok((ComponentReference::Remote(remote), resolution))
    }
}

/// Returns a stack's directory in a form that can be searched: an empty path means the working directory.
pub(super) fn or_working(directory: &Path) -> &Path {
    if directory.as_os_str().is_empty() { Path::new(".") } else { directory }
}

/// Warns about a project setting that is ignored because it would decide where the user's passwords go.
fn warning(ignored: &IgnoredSetting, own: Option<&Path>) -> Diagnostic {
    let own = own.map_or_else(|| "your own configuration".to_owned(), |path| format!("`{}`", path.display()));
    Diagnostic::warning("ignored-setting", ignored.to_string())
        .note("only your own configuration can set how a registry is reached, because your password is sent there")
        .hint(format!("if you want this setting, add it to {own}"))
}

fn options(configuration: &Configuration, observer: Arc<dyn Observer>) -> Result<ClientOptions, String> {
    let mut options = ClientOptions::from_environment();
    for (host, settings) in &configuration.registries {
        let read = |path: &PathBuf| {
            std::fs::read(path)
                .map_err(|error| format!("cannot read the certificates `{}`: {error}", path.display()))
        };
        let ca = settings.ca.as_ref().map(read).transpose()?;
        let settings = RegistrySettings { ca, plain_http: settings.plain_http };
        options.registries.insert(host.clone(), settings);
    }
    options.observer = observer;
    Ok(options)
}
