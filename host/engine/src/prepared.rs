//! Compiled components, whose code is loaded when they first run.

use super::budget::Budget;
use super::cache::{Cache, Entry};
use super::{Engine, EngineError, native};
use crate::contract::{self, Guest};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use terrace_core::digest::Digest;
use terrace_core::model::Limits;
use wasmtime::component::Component;

/// Returns a component's bytes. It is called only if the component must be compiled.
pub type Bytes = Arc<dyn Fn() -> Result<Cow<'static, [u8]>, EngineError> + Send + Sync>;

/// A compiled component. A run whose contributions are all cached never loads its code.
pub(super) struct CompiledComponent {
    digest: Digest,
    bytes: Bytes,
    limits: Limits,
    /// Its entry in the cache.
    entry: Option<Entry>,
    /// Its code, once it is loaded. Locked during loading, so that it is loaded only once.
    guest: Mutex<Option<Arc<Guest<Budget>>>>,
    /// The version of the contract that it exports.
    contract: &'static str,
}

impl CompiledComponent {
    /// Returns its entry in the cache.
    pub(super) fn entry(&self) -> Option<&Entry> {
        self.entry.as_ref()
    }

    /// Returns the version of the contract that it exports.
    pub(super) fn contract(&self) -> &'static str {
        self.contract
    }
}

impl Engine {
    /// Finds a compiled component in the cache, or compiles it after a call of `compiling`.
    pub(super) fn prepare(
        &self,
        digest: Digest,
        bytes: Bytes,
        limits: &Limits,
        compiling: &dyn Fn(),
    ) -> Result<CompiledComponent, EngineError> {
        let entry = self.cache.as_ref().and_then(|cache| cache.find(&digest));
        let known = entry.and_then(|entry| match contract::known(entry.contract()) {
            Some(contract) => Some((contract, entry)),
            None => {
                tracing::debug!(%digest, "not used from the cache: it exports another contract");
                None
            }
        });
        if let Some((contract, entry)) = known {
            tracing::debug!(%digest, "compiled before");
            let (limits, guest) = (*limits, Mutex::new(None));
            return Ok(CompiledComponent { digest, bytes, limits, entry: Some(entry), guest, contract });
        }
        let (guest, entry) = self.compile(&digest, &bytes, limits, compiling)?;
        let contract = guest.version();
        let guest = Mutex::new(Some(Arc::new(guest)));
        Ok(CompiledComponent { digest, bytes, limits: *limits, entry, guest, contract })
    }

    /// Returns the code of a prepared component, and loads it if necessary.
    pub(super) fn guest(&self, prepared: &CompiledComponent) -> Result<Arc<Guest<Budget>>, EngineError> {
        let mut slot = prepared.guest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(guest) = &*slot {
            return Ok(Arc::clone(guest));
        }
        let _span = tracing::debug_span!("code", digest = %prepared.digest).entered();
        let wasmtime = self.wasmtime()?;
        let guest = match prepared.entry.as_ref().and_then(|entry| entry.load(wasmtime)) {
            Some(component) => Guest::new(wasmtime, &component)?,
            // The code was just verified, or it was compiled for a machine that differs in a way that its name does not tell.
            None => self.compile(&prepared.digest, &prepared.bytes, &prepared.limits, &|| {})?.0,
        };
        Ok(Arc::clone(slot.insert(Arc::new(guest))))
    }

    /// Compiles a component, unless it was compiled ahead of time, and caches it if it implements the contract.
    fn compile(
        &self,
        digest: &Digest,
        bytes: &Bytes,
        limits: &Limits,
        compiling: &dyn Fn(),
    ) -> Result<(Guest<Budget>, Option<Entry>), EngineError> {
        if let Some((component, code)) = native::of_build(self.wasmtime()?, digest) {
            return self.keep(digest, &component, &code);
        }
        compiling();
        let _span = tracing::info_span!("compile", %digest).entered();
        let bytes = bytes()?;
        let found = Digest::of(&bytes);
        if found != *digest {
            return Err(EngineError::Digest { expected: *digest, found });
        }
        let wasmtime = self.wasmtime()?;
        let code = self.compiler.compile(wasmtime, bytes, limits)?;
        let component = native::of_compiler(wasmtime, &code)
            .ok_or_else(|| EngineError::Compile("the compiler made code for another machine".to_owned()))?;
        self.keep(digest, &component, &code)
    }

    /// Caches a component and its code.
    fn keep(
        &self,
        digest: &Digest,
        component: &Component,
        code: &[u8],
    ) -> Result<(Guest<Budget>, Option<Entry>), EngineError> {
        let guest = Guest::new(self.wasmtime()?, component)?;
        let keep = |cache: &Cache| cache.keep(digest, code, guest.version());
        match self.cache.as_ref().map(keep).transpose() {
            Ok(entry) => Ok((guest, entry)),
            // The cache only saves time.
            Err(unkept @ EngineError::Cache { .. }) => {
                self.note_unkept(unkept);
                Ok((guest, None))
            }
            Err(other) => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_code_that_the_engine_rejects_is_compiled_again() {
        let directory = tempfile::tempdir().unwrap();
        let cache = Cache::new(directory.path().join("tiers"));
        let bytes = terrace_test_artifacts::FAULTY;
        let digest = Digest::of(bytes);
        // Compiled without counting fuel, and cached under the name of code that counts it.
        let other = wasmtime::Engine::default().precompile_component(bytes).unwrap();
        cache.keep(&digest, &other, contract::VERSIONS[0]).unwrap();
        let engine = Engine::new(Some(cache.clone()), Limits::default());
        let load = || engine.load(digest, Arc::new(|| Ok(bytes.into())), &|| panic!("it is in the cache"));
        let tier = load().unwrap();
        assert_eq!(tier.describe().unwrap().name, "faulty");
        let entry = cache.find(&digest).unwrap();
        assert!(entry.load(engine.wasmtime().unwrap()).is_some(), "what was made is kept");
    }
}
