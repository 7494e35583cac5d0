//! Language engines: components that run tiers from source.

use super::prepared::CompiledComponent;
use super::{Bytes, Engine, EngineError, Tier};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use terrace_core::digest::Digest;
use terrace_core::model::{Limits, Program};

/// A language engine that is ready to load programs.
#[derive(Clone)]
pub struct LanguageEngine(Arc<CompiledComponent>);

/// The language engines of a process, each prepared once.
#[derive(Default)]
pub(super) struct LanguageEngines(Mutex<BTreeMap<Digest, Arc<Slot>>>);

/// Locked while an engine is prepared, so that only those who need the same engine wait.
type Slot = Mutex<Option<LanguageEngine>>;

impl LanguageEngines {
    fn slot(&self, digest: Digest) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(digest).or_default())
    }
}

impl Engine {
    /// Prepares a language engine, once in this process. `digest` is the SHA-256 of its bytes, which are requested, after a
    /// call of `compiling`, only if the cache does not have them compiled. Only those limits apply that bound compilation.
    pub fn language(
        &self,
        digest: Digest,
        bytes: Bytes,
        limits: &Limits,
        compiling: &dyn Fn(),
    ) -> Result<LanguageEngine, EngineError> {
        let slot = self.languages.slot(digest);
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ready) = &*slot {
            return Ok(ready.clone());
        }
        let ready = LanguageEngine(Arc::new(self.prepare(digest, bytes, limits, compiling)?));
        *slot = Some(ready.clone());
        Ok(ready)
    }

    /// Makes a tier from a program. `digest` is the SHA-256 of its source.
    pub fn program(
        &self,
        language: LanguageEngine,
        program: Program,
        digest: Digest,
        limits: Limits,
    ) -> Tier<'_> {
        let LanguageEngine(prepared) = language;
        let entry = match (&self.cache, prepared.entry()) {
            (Some(cache), Some(runtime)) => Some(cache.program(runtime, &digest)),
            _ => None,
        };
        Tier { engine: self, prepared, digest, limits, entry, program: Some(program) }
    }
}
