//! The contract with tiers: the versions that this host supports, and one adapter per version.
//!
//! Generated bindings stay inside the adapters, which return the types of [`terrace_core::model`].

mod error;
mod json;
mod loader;
mod v0_1;

pub use error::ContractError;
pub use loader::LoadFailure;

use terrace_core::model::{Contribution, Limits, Manifest, Program, Request, TierDiagnostic};
use wasmtime::component::{Component, Linker};
use wasmtime::{AsContextMut, Engine};

/// The interface that a tier exports, without its version.
const INTERFACE: &str = "terrace:tier/synthesis";

/// Versions of the contract that this host supports, newest first.
pub const VERSIONS: &[&str] = &["0.1.0"];

/// The result of a synth call: the contribution, or every problem that the tier found.
pub type SynthResult = Result<Contribution, Vec<TierDiagnostic>>;

/// A component that exports a supported version of the contract.
pub struct Guest<T: 'static> {
    adapter: v0_1::Adapter<T>,
    version: &'static str,
}

impl<T: 'static> Guest<T> {
    /// Reads the contract version from the component's exports and prepares the component for instantiation.
    /// No code of the component runs.
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

    /// Returns the version of the contract that the component exports.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Runs `describe` in a fresh instance. A language engine loads `program` first. Only those of `limits` apply that
    /// bound the result.
    pub fn describe(
        &self,
        store: impl AsContextMut<Data = T>,
        program: Option<&Program>,
        limits: &Limits,
    ) -> Result<Manifest, ContractError> {
        self.adapter.describe(store, program, limits)
    }

    /// Runs `synth` in a fresh instance. A language engine loads `program` first. Only those of `limits` apply that
    /// bound the result.
    pub fn synth(
        &self,
        store: impl AsContextMut<Data = T>,
        program: Option<&Program>,
        request: &Request,
        limits: &Limits,
    ) -> Result<SynthResult, ContractError> {
        self.adapter.synth(store, program, request, limits)
    }
}

/// Returns the version of the interface among the exports, if this host supports it.
fn version(exports: &[&str]) -> Result<&'static str, ContractError> {
    let found = exports.iter().find_map(|export| export.strip_prefix(INTERFACE)?.strip_prefix('@'));
    let Some(found) = found else {
        return Err(ContractError::World { exports: exports.iter().map(|e| (*e).to_owned()).collect() });
    };
    known(found).ok_or_else(|| ContractError::Version { found: found.to_owned() })
}

/// Looks up a supported version of the contract by its text.
pub fn known(version: &str) -> Option<&'static str> {
    VERSIONS.iter().find(|known| **known == version).copied()
}
