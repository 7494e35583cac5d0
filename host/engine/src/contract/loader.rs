//! The interface through which a language engine loads a program.

use super::ContractError;
use terrace_core::model::Program;
use wasmtime::AsContextMut;
use wasmtime::component::{ComponentType, Instance, Lift, Lower};

/// The name of the interface, with its version.
const INTERFACE: &str = "terrace:tier/loader@0.1.0";

#[derive(ComponentType, Lower)]
#[component(record)]
struct Module<'a> {
    path: &'a str,
    text: &'a str,
}

/// The reason why a program could not be loaded as a tier.
#[derive(Debug, Clone, PartialEq, Eq, ComponentType, Lift)]
#[component(record)]
pub struct LoadFailure {
    /// The problem, in one line.
    pub summary: String,
    /// The language's own report, with the call stack.
    pub detail: Option<String>,
    /// The file that contains the problem.
    pub path: Option<String>,
    /// The line in that file, counted from 1.
    pub line: Option<u32>,
}

/// Loads a program into an instance of a language engine.
pub(super) fn load(
    mut store: impl AsContextMut,
    instance: &Instance,
    program: &Program,
) -> Result<(), ContractError> {
    let types = |error: wasmtime::Error| ContractError::Types(format!("{error:#}"));
    let missing = || ContractError::Types(format!("it does not export `{INTERFACE}`"));
    let interface = instance.get_export_index(&mut store, None, INTERFACE).ok_or_else(missing)?;
    let function = instance.get_export_index(&mut store, Some(&interface), "load").ok_or_else(missing)?;
    let load = instance
        .get_typed_func::<(&str, &[Module<'_>]), (Result<(), LoadFailure>,)>(&mut store, function)
        .map_err(types)?;
    let modules: Vec<_> =
        program.modules.iter().map(|module| Module { path: &module.path, text: &module.text }).collect();
    let (loaded,) =
        load.call(&mut store, (program.entry.as_str(), modules.as_slice())).map_err(ContractError::Trap)?;
    loaded.map_err(ContractError::Load)
}
