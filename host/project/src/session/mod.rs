//! A session: everything that loading, locking, synthesizing and updating stacks have in common.
//!
//! It has the engine, the cache, the stores of components and the user's settings. A command creates one and ends with it; a
//! language server keeps one, and synthesizes with it again after every change of a text in memory. It prints nothing: what it
//! does is reported to an [`Observer`], and what only a person can decide is decided by an [`Approver`].

mod compared;
mod complete_lock;
mod consent;
mod editor_schema;
mod lock_file;
mod observer;
mod relocated;
mod remote;
mod stored;
mod synthesized;

pub use compared::Compared;
pub use consent::{Consent, Purpose, idle_options, missing};
pub use editor_schema::write_editor_schema;
pub use lock_file::{LockUpdate, ResolvedStack, used_keys};
pub use observer::{Approver, Nobody, Observer, Progress, Silent};
pub use relocated::Relocated;
pub use remote::VENDOR;
pub use stored::{StoredComponents, locked_remotes, read_existing_lock, store_problem};
pub use synthesized::Synthesized;

use crate::resolve::{Locking, Resolution};
use crate::synth::components::{self, LoadedComponent};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_core::model::{Building, Diagnostic, Limits, Problems, Sources};
use terrace_engine::{Cache, Compiler, Engine};
use terrace_programs::Connections;
use terrace_stack::stack::ComponentReference;

/// The settings of a session.
///
/// The defaults are those of a session that leaves no trace: without a cache, without connections, without anyone to ask.
pub struct SessionSettings {
    /// The cache directory. Without one, everything is downloaded and compiled again.
    pub cache_dir: Option<PathBuf>,
    /// The path of the user's own configuration, which need not exist.
    pub user_configuration: Option<PathBuf>,
    /// Whether this process, and the programs that it starts, may open connections.
    pub connections: Connections,
    /// True if lock files must not change.
    pub is_locked: bool,
    /// Which tiers may be built if that runs their own programs.
    pub building: Building,
    /// Where components are compiled.
    pub compiler: Compiler,
    /// The limits where a stack sets no others.
    pub limits: Limits,
    /// Receives progress and warnings.
    pub observer: Arc<dyn Observer>,
    /// Decides in place of the user.
    pub approver: Arc<dyn Approver>,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            cache_dir: None,
            user_configuration: None,
            connections: Connections::Forbidden,
            is_locked: false,
            building: Building::Never,
            compiler: Compiler::default(),
            limits: Limits::default(),
            observer: Arc::new(Silent),
            approver: Arc::new(Nobody),
        }
    }
}

/// The engine, the cache, the stores and the settings that all stacks share. See the [module](self).
pub struct Session {
    engine: Engine,
    user_configuration: Option<PathBuf>,
    is_locked: bool,
    observer: Arc<dyn Observer>,
    approver: Arc<dyn Approver>,
}

impl Session {
    /// Creates a session. Nothing is read, written or started before it is needed.
    pub fn new(settings: SessionSettings) -> Self {
        let engine = Engine::new(settings.cache_dir.map(Cache::new), settings.limits)
            .compiled_by(settings.compiler)
            .with_building(settings.building)
            .with_connections(settings.connections);
        Self {
            engine,
            user_configuration: settings.user_configuration,
            is_locked: settings.is_locked,
            observer: settings.observer,
            approver: settings.approver,
        }
    }

    /// Returns the engine, which keeps compiled tiers in the cache.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Returns the cache directory, if there is one.
    pub fn cache_dir(&self) -> Option<&Path> {
        self.engine.cache().map(Cache::directory)
    }

    /// Returns whether this process, and the programs that it starts, may open connections.
    pub fn connections(&self) -> Connections {
        self.engine.connections()
    }

    /// Returns whether lock files must not change.
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Returns whether components that are not locked may be looked up.
    pub fn locking(&self) -> Locking<'static> {
        if self.is_locked { Locking::Locked } else { Locking::Open }
    }

    /// Runs an operation that may take a while. It calls its argument with a short description of each step.
    pub fn with_progress<R>(&self, work: impl FnOnce(&(dyn Fn(&str) + Sync)) -> R) -> R {
        let progress = self.observer.progress();
        work(&|step| progress.tell(step))
    }

    /// Loads a component, and reads its manifest. A remote one has to be in `resolution`.
    pub fn load_component(
        &self,
        reference: &ComponentReference,
        resolution: &Resolution,
    ) -> Result<LoadedComponent<'_>, Problems> {
        self.with_progress(|progress| components::load(&self.engine, reference, resolution, progress))
            .map_err(Problems::from)
    }

    /// Reports warnings that do not point into a file.
    pub(crate) fn warn(&self, diagnostics: Vec<Diagnostic>) {
        if !diagnostics.is_empty() {
            self.observer.warning(Problems { diagnostics, sources: Sources::default() });
        }
    }
}
