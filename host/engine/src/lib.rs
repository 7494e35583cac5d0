//! Runs tier components: the only crate that names wasmtime.
//!
//! An [`Engine`] compiles components, or finds them compiled in its [`Cache`], and makes [`Tier`]s of them. A tier describes
//! itself and is asked for contributions, each time in a fresh instance and within [`Limits`].
//!
//! ```no_run
//! use std::sync::Arc;
//! use terrace_core::digest::Digest;
//! use terrace_core::model::Limits;
//! use terrace_engine::{Bytes, Cache, Engine};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let component = std::fs::read("network.wasm")?;
//! let digest = Digest::of(&component);
//! let bytes: Bytes = Arc::new(move || Ok(component.clone().into()));
//!
//! let engine = Engine::new(Some(Cache::new("cache")), Limits::default());
//! let tier = engine.load(digest, bytes, &|| eprintln!("compiling"))?;
//! let manifest = tier.describe()?;
//! eprintln!("{} {}", manifest.name, manifest.version);
//! # Ok(())
//! # }
//! ```
//!
//! # Main types
//!
//! - [`contract`] translates between the versions of the contract and the words of [`terrace_core::model`]. Nothing else in
//!   Terrace sees a type that was generated from WIT.
//! - [`ContributionCache`] are cached contributions: a tier is a pure function, so it need not run again for the same request.
//! - A [`LanguageEngine`] is a component that runs tiers from source.
//! - A [`Compiler`] decides in which process components are compiled. A program that lets a separate process do it must call
//!   [`serve`] before it does anything else.
//!
//! The crate knows neither stacks nor where components come from.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod answers;
mod apart;
mod budget;
mod cache;
mod clock;
mod compile;
pub mod contract;
mod error;
mod language;
mod native;
mod panic;
mod prepared;
mod room;
mod survey;

pub use answers::ContributionCache;
pub use answers::digest;
pub use apart::serve;
pub use cache::{Cache, Stamp, Usage};
pub use compile::Compiler;
pub use error::{EngineError, Phase, fault_hint};
pub use language::LanguageEngine;
pub use prepared::Bytes;

use crate::contract::{ContractError, Guest, SynthResult};
use budget::Budget;
use cache::Entry;
use language::LanguageEngines;
use prepared::CompiledComponent;
use room::{MAX_CALLS_ANSWER_BYTES, MAX_CALLS_MEMORY_BYTES, Room, Share};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use terrace_core::digest::Digest;
use terrace_core::model::{
    Bound, Building, Diagnostic, Explain, Limits, Manifest, Program, Request, Severity,
};
use terrace_programs::Connections;
use wasmtime::Store;

/// Compiles tiers, or loads them from the cache, and runs them within limits.
pub struct Engine {
    /// Started when code is first loaded or compiled: a run whose contributions are all cached needs none.
    wasmtime: OnceLock<wasmtime::Engine>,
    cache: Option<Cache>,
    limits: Limits,
    languages: LanguageEngines,
    compiler: Compiler,
    building: Building,
    connections: Connections,
    /// The memory of all calls.
    room: Arc<Room>,
    /// The first error of writing to the cache.
    unkept: OnceLock<EngineError>,
    /// The directory for language engines that cannot be cached.
    scratch: OnceLock<TempDir>,
}

impl Engine {
    /// Creates an engine that keeps compiled tiers in `cache`, or compiles them each time without one. `limits` bound
    /// compilation and the descriptions of tiers.
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

    /// Sets the compiler.
    #[must_use]
    pub fn compiled_by(self, compiler: Compiler) -> Self {
        Self { compiler, ..self }
    }

    pub fn compiler(&self) -> &Compiler {
        &self.compiler
    }

    /// Sets whether sources may be built.
    #[must_use]
    pub fn with_building(self, building: Building) -> Self {
        Self { building, ..self }
    }

    /// Returns whether sources may be built, which may run their own programs.
    pub fn building(&self) -> &Building {
        &self.building
    }

    /// Sets whether the tools of languages may open connections.
    #[must_use]
    pub fn with_connections(self, connections: Connections) -> Self {
        Self { connections, ..self }
    }

    /// Returns whether the tools of languages may open connections.
    pub fn connections(&self) -> Connections {
        self.connections
    }

    /// Makes a tier from a component, within the limits of this engine. `digest` is the SHA-256 of its bytes and its key in the
    /// cache. The bytes are requested, after a call of `compiling`, only if the cache does not have them compiled. No code of
    /// the component runs.
    pub fn load(&self, digest: Digest, bytes: Bytes, compiling: &dyn Fn()) -> Result<Tier<'_>, EngineError> {
        self.load_within(digest, bytes, self.limits, compiling)
    }

    /// Like [`Self::load`], within other limits.
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

    /// Returns the limits that apply where no others are set.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the cache of compiled tiers.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Returns a warning if writing to the cache failed. Everything works without it.
    pub fn unkept(&self) -> Option<Diagnostic> {
        let diagnostic = self.unkept.get()?.diagnostic();
        Some(Diagnostic { severity: Severity::Warning, ..diagnostic }.note("every run repeats the work"))
    }

    /// Returns a temporary directory that is removed with the engine. It holds files that cannot be cached.
    pub fn scratch(&self) -> io::Result<&Path> {
        if let Some(made) = self.scratch.get() {
            return Ok(made.path());
        }
        let made = tempfile::Builder::new().prefix("terrace-").tempdir()?;
        // If two threads create one at once, both use the same.
        Ok(self.scratch.get_or_init(|| made).path())
    }

    pub fn note_unkept(&self, error: EngineError) {
        // Only the first one is reported.
        let _ = self.unkept.set(error);
    }

    fn wasmtime(&self) -> Result<&wasmtime::Engine, EngineError> {
        if let Some(started) = self.wasmtime.get() {
            return Ok(started);
        }
        let started = wasmtime::Engine::new(&terrace_compiled::config());
        let started = started.map_err(|e| EngineError::Start(format!("{e:#}")))?;
        clock::start(&started)?;
        // If two threads start one at once, both use the same.
        Ok(self.wasmtime.get_or_init(|| started))
    }

    /// Creates the store of a call. `answer` bounds the bytes that the call may return.
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

/// A tier that is ready to run. Every call gets a fresh instance.
pub struct Tier<'engine> {
    engine: &'engine Engine,
    prepared: Arc<CompiledComponent>,
    digest: Digest,
    /// The limits for loading and describing it.
    limits: Limits,
    /// Its entry in the cache.
    entry: Option<Entry>,
    /// The program that a language engine loads before each call.
    program: Option<Program>,
}

impl Tier<'_> {
    /// Returns the SHA-256 of the component, or of its source if it runs from that.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Identifies the tier by the digest of its source, because the compiled code differs from machine to machine.
    pub fn of_source(self, digest: Digest) -> Self {
        Self { digest, ..self }
    }

    /// Returns the version of the contract that it was built for.
    pub fn contract(&self) -> &'static str {
        self.prepared.contract()
    }

    /// Returns the cached manifest of the tier.
    pub fn known(&self) -> Option<&Arc<Manifest>> {
        self.entry.as_ref().and_then(Entry::manifest)
    }

    /// Caches the manifest of the tier. The caller must have validated it, because a cached one is not checked again.
    pub fn keep(&self, manifest: &Arc<Manifest>) {
        if let (Some(cache), Some(entry)) = (&self.engine.cache, &self.entry)
            && let Err(unkept) = cache.keep_manifest(entry, manifest)
        {
            self.engine.note_unkept(unkept);
        }
    }

    /// Runs the tier's `describe`.
    pub fn describe(&self) -> Result<Manifest, EngineError> {
        let limits = &self.limits;
        self.run(Phase::Describe, limits, |guest, store| guest.describe(store, self.program.as_ref(), limits))
    }

    /// Runs the tier's `synth` for one instance.
    pub fn synth(&self, request: &Request, limits: &Limits) -> Result<SynthResult, EngineError> {
        self.run(Phase::Synth, limits, |guest, store| {
            guest.synth(store, self.program.as_ref(), request, limits)
        })
    }

    /// Returns a key that identifies this tier, this request and these limits. `surroundings` is the digest of those
    /// of the request. Returns none if the tier is not cached.
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
        let _span = tracing::debug_span!("call", function = ?phase).entered();
        let called = |share, answer| {
            let mut store = self.engine.store(limits, share, answer)?;
            call(&guest, &mut store).map_err(|error| EngineError::from_call(phase, error, &store))
        };
        let most = limits[Bound::Contribution];
        let part = most.min(MAX_CALLS_ANSWER_BYTES / rayon::current_num_threads().max(1) as u64);
        match called(Share::of(&self.engine.room), part) {
            // A tier is a pure function, so it returns the same when it runs again.
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
