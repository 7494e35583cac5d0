//! Runs tier components.

mod answers;
mod apart;
mod budget;
mod cache;
mod clock;
mod compile;
mod digest;
mod error;
mod language;
mod native;
mod panic;
mod prepared;
mod room;
mod survey;

pub use answers::Answers;
pub(crate) use answers::digest;
pub use apart::serve;
pub use cache::{Cache, Stamp, Usage};
pub use compile::Compiler;
pub use digest::Digest;
pub use error::{EngineError, Phase, fault_hint};
pub use language::LanguageEngine;
pub use prepared::Bytes;

use crate::contract::{Answer, ContractError, Guest};
use crate::model::{Bound, Building, Diagnostic, Limits, Manifest, Program, Request, Severity};
use crate::parallel;
use budget::Budget;
use cache::Entry;
use language::LanguageEngines;
use prepared::Prepared;
use room::{MAX_CALLS_ANSWER_BYTES, MAX_CALLS_MEMORY_BYTES, Room, Share};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use terrace_programs::Connections;
use wasmtime::Store;

/// Compiles tiers, or takes them from the cache, and runs them within limits.
pub struct Engine {
    /// Started when code is first loaded or compiled: a run whose every answer is known needs none.
    wasmtime: OnceLock<wasmtime::Engine>,
    cache: Option<Cache>,
    limits: Limits,
    languages: LanguageEngines,
    compiler: Compiler,
    building: Building,
    connections: Connections,
    /// The memory of all calls.
    room: Arc<Room>,
    /// The first thing that the cache could not keep.
    unkept: OnceLock<EngineError>,
    /// Where language engines are made that the cache cannot keep.
    scratch: OnceLock<TempDir>,
}

impl Engine {
    /// An engine that keeps compiled tiers in `cache`; without one it compiles anew each time. `limits` bound what is
    /// compiled and how tiers describe themselves.
    pub fn new(cache: Option<Cache>, limits: Limits) -> Self {
        Self {
            wasmtime: OnceLock::new(),
            cache,
            limits,
            languages: LanguageEngines::default(),
            compiler: Compiler::default(),
            building: Building::Never,
            connections: Connections::Allowed,
            room: Room::new(MAX_CALLS_MEMORY_BYTES),
            unkept: OnceLock::new(),
            scratch: OnceLock::new(),
        }
    }

    /// The same engine, with another compiler.
    #[must_use]
    pub fn compiled_by(self, compiler: Compiler) -> Self {
        Self { compiler, ..self }
    }

    /// Where it compiles.
    pub fn compiler(&self) -> &Compiler {
        &self.compiler
    }

    /// The same engine, which lets sources be built.
    #[must_use]
    pub fn with_building(self, building: Building) -> Self {
        Self { building, ..self }
    }

    /// Whether sources are built that run programs of their own.
    pub fn building(&self) -> &Building {
        &self.building
    }

    /// The same engine, whose tools may open connections or not.
    #[must_use]
    pub fn with_connections(self, connections: Connections) -> Self {
        Self { connections, ..self }
    }

    /// Whether the tools of languages may open connections.
    pub fn connections(&self) -> Connections {
        self.connections
    }

    /// Makes a tier of a component, within the limits of this engine. `digest` is its bytes' SHA-256, by which the cache
    /// knows it; they are asked for, and `compiling` is called, only if the cache does not have it. Nothing of the component
    /// runs.
    pub fn load(&self, digest: Digest, bytes: Bytes, compiling: &dyn Fn()) -> Result<Tier<'_>, EngineError> {
        self.load_within(digest, bytes, self.limits, compiling)
    }

    /// [`Self::load`] within other limits.
    pub fn load_within(
        &self,
        digest: Digest,
        bytes: Bytes,
        limits: Limits,
        compiling: &dyn Fn(),
    ) -> Result<Tier<'_>, EngineError> {
        let prepared = Arc::new(self.prepare(digest, bytes, &limits, compiling)?);
        let entry = prepared.entry().cloned();
        Ok(Tier { engine: self, prepared, digest, limits, entry, program: None })
    }

    /// The limits of what has no others.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Where compiled tiers are kept.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Why the cache does not keep what it should, where that is so. For one warning: everything works without.
    pub fn unkept(&self) -> Option<Diagnostic> {
        let diagnostic = self.unkept.get()?.diagnostic();
        Some(Diagnostic { severity: Severity::Warning, ..diagnostic }.note("every run does the work again"))
    }

    /// A directory of this process alone, which is removed with the engine. For what the cache should keep and cannot.
    pub(crate) fn scratch(&self) -> io::Result<&Path> {
        if let Some(made) = self.scratch.get() {
            return Ok(made.path());
        }
        let made = tempfile::Builder::new().prefix("terrace-").tempdir()?;
        // Of those that two threads make at once, both use one.
        Ok(self.scratch.get_or_init(|| made).path())
    }

    pub(crate) fn note_unkept(&self, error: EngineError) {
        // One is enough.
        let _ = self.unkept.set(error);
    }

    fn wasmtime(&self) -> Result<&wasmtime::Engine, EngineError> {
        if let Some(started) = self.wasmtime.get() {
            return Ok(started);
        }
        let started = wasmtime::Engine::new(&terrace_compiled::config());
        let started = started.map_err(|e| EngineError::Start(format!("{e:#}")))?;
        clock::start(&started)?;
        // Of those that two threads start at once, both use one.
        Ok(self.wasmtime.get_or_init(|| started))
    }

    /// `answer` is how many bytes the call may give.
    fn store(&self, limits: &Limits, share: Share, answer: u64) -> Result<Store<Budget>, EngineError> {
        let mut store = Store::new(self.wasmtime()?, Budget::new(*limits, share));
        store.limiter(|budget| budget);
        store.set_epoch_deadline(clock::ticks(limits[Bound::Seconds]));
        store.epoch_deadline_callback(|mut store| Ok(store.data_mut().deadline()));
        store.set_hostcall_fuel(usize::try_from(answer).unwrap_or(usize::MAX));
        store.set_fuel(limits[Bound::Fuel]).map_err(|e| EngineError::Start(format!("{e:#}")))?;
        Ok(store)
    }
}

/// A tier that is ready to run. Every call gets an instance of its own.
pub struct Tier<'engine> {
    engine: &'engine Engine,
    prepared: Arc<Prepared>,
    digest: Digest,
    /// What loading it and asking what it is may use up.
    limits: Limits,
    /// Where the cache keeps it.
    entry: Option<Entry>,
    /// What a language engine is given before each call.
    program: Option<Program>,
}

impl Tier<'_> {
    /// SHA-256 of the component; of its source, where it runs from that.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The same tier, told by the digest of its source: what a compiler makes of it differs from machine to machine.
    pub fn of_source(self, digest: Digest) -> Self {
        Self { digest, ..self }
    }

    /// The version of the contract that it was built for.
    pub fn contract(&self) -> &'static str {
        self.prepared.contract()
    }

    /// What the tier said of itself before, where that was kept.
    pub fn known(&self) -> Option<&Arc<Manifest>> {
        self.entry.as_ref().and_then(Entry::manifest)
    }

    /// Keeps what the tier says of itself. For who has found it valid: what is known is not checked again.
    pub fn keep(&self, manifest: &Arc<Manifest>) {
        if let (Some(cache), Some(entry)) = (&self.engine.cache, &self.entry)
            && let Err(unkept) = cache.keep_manifest(entry, manifest)
        {
            self.engine.note_unkept(unkept);
        }
    }

    /// Asks the tier what it is.
    pub fn describe(&self) -> Result<Manifest, EngineError> {
        let limits = &self.limits;
        self.run(Phase::Describe, limits, |guest, store| guest.describe(store, self.program.as_ref(), limits))
    }

    /// Asks the tier for one instance's contribution.
    pub fn synth(&self, request: &Request, limits: &Limits) -> Result<Answer, EngineError> {
        self.run(Phase::Synth, limits, |guest, store| {
            guest.synth(store, self.program.as_ref(), request, limits)
        })
    }

    /// What tells this tier and this request, within these limits, from all others. `surroundings` is the digest of those
    /// of the request. None where nothing is kept of it.
    fn key(&self, request: &Request, surroundings: &blake3::Hash, limits: &Limits) -> Option<String> {
        let entry = self.entry.as_ref()?;
        let Request { surroundings: _, tier, region, inputs } = request;
        digest(&(entry.name(), limits, surroundings.as_bytes(), tier, region, inputs))
            .map(|digest| digest.to_hex().to_string())
    }

    fn run<R>(
        &self,
        phase: Phase,
        limits: &Limits,
        call: impl Fn(&Guest<Budget>, &mut Store<Budget>) -> Result<R, ContractError>,
    ) -> Result<R, EngineError> {
        let guest = self.engine.guest(&self.prepared)?;
        let called = |share, answer| {
            let mut store = self.engine.store(limits, share, answer)?;
            call(&guest, &mut store).map_err(|error| EngineError::from_call(phase, error, &store))
        };
        let most = limits[Bound::Contribution];
        let part = most.min(MAX_CALLS_ANSWER_BYTES / parallel::threads());
        match called(Share::of(&self.engine.room), part) {
            // A tier is a pure function, so it gives the same when it is asked again.
            Err(EngineError::Limit { limit, place: None, .. })
                if limit.bound == Bound::Contribution && part < most =>
            {
                let mut share = Share::of(&self.engine.room);
                share.go_beyond();
                called(share, most)
            }
            answer => answer,
        }
    }
}
