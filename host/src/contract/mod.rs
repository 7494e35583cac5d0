//! The contract with tiers: which versions this host speaks, and one adapter per version.
//!
//! Generated bindings stay inside the adapters. What comes out is `model`.

mod error;
mod json;
mod loader;
mod v0_1;

pub use error::ContractError;
pub use loader::LoadFailure;

use crate::model::{Contribution, Limits, Manifest, Program, Request, TierDiagnostic};
use wasmtime::component::{Component, Linker};
use wasmtime::{AsContextMut, Engine};

/// The interface that a tier exports, without its version.
const INTERFACE: &str = "terrace:tier/synthesis";

/// Versions of the contract that this host speaks, newest first.
pub const VERSIONS: &[&str] = &["0.1.0"];

/// What a synth call gives: the contribution, or every problem the tier found.
pub type Answer = Result<Contribution, Vec<TierDiagnostic>>;

/// A component that exports a version of the contract that this host speaks.
pub struct Guest<T: 'static> {
    adapter: v0_1::Adapter<T>,
    version: &'static str,
}

impl<T: 'static> Guest<T> {
    /// Reads the contract version from the component's exports and prepares it to be instantiated.
    /// Nothing of the component runs.
    pub fn new(engine: &Engine, component: &Component) -> Result<Self, ContractError> {
        let ty = component.component_type();
        let exports: Vec<&str> = ty.exports(engine).map(|(name, _)| name).collect();
        let version = version(&exports)?;
        let imports: Vec<String> = ty.imports(engine).map(|(name, _)| name.to_owned()).collect();
        if !imports.is_empty() {
            return Err(ContractError::Imports { imports });
        }
        let linker = Linker::new(engine);
        let adapter = v0_1::Adapter::new(&linker, component)?;
        Ok(Self { adapter, version })
    }

    /// The version of the contract that it exports.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Runs `describe` in a fresh instance. A language engine is given `program` before. Of `limits` those count that
    /// bound what it gives.
    pub fn describe(
        &self,
        store: impl AsContextMut<Data = T>,
        program: Option<&Program>,
        limits: &Limits,
    ) -> Result<Manifest, ContractError> {
        self.adapter.describe(store, program, limits)
    }

    /// Runs `synth` in a fresh instance. A language engine is given `program` before. Of `limits` those count that
    /// bound what it gives.
    pub fn synth(
        &self,
        store: impl AsContextMut<Data = T>,
        program: Option<&Program>,
        request: &Request,
        limits: &Limits,
    ) -> Result<Answer, ContractError> {
        self.adapter.synth(store, program, request, limits)
    }
}

/// The version of the interface among the exports, if this host speaks it.
fn version(exports: &[&str]) -> Result<&'static str, ContractError> {
    let found = exports.iter().find_map(|export| export.strip_prefix(INTERFACE)?.strip_prefix('@'));
    let Some(found) = found else {
        return Err(ContractError::World { exports: exports.iter().map(|e| (*e).to_owned()).collect() });
    };
    known(found).ok_or_else(|| ContractError::Version { found: found.to_owned() })
}

/// A version of the contract by its text, if this host speaks it.
pub fn known(version: &str) -> Option<&'static str> {
    VERSIONS.iter().find(|known| **known == version).copied()
}
