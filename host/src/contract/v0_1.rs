//! Version 0.1 of the contract.

use super::{Answer, ContractError, json, loader};
use crate::model;
use serde_json::Value;
use wasmtime::AsContextMut;
use wasmtime::component::{Component, Linker};

#[allow(missing_docs)]
mod bindings {
    wasmtime::component::bindgen!({ path: "../wit", world: "tier" });
}

use bindings::exports::terrace::tier::synthesis as wit;

/// Speaks version 0.1 with a component.
pub(super) struct Adapter<T: 'static> {
    pre: bindings::TierPre<T>,
}

impl<T: 'static> Adapter<T> {
    pub(super) fn new(linker: &Linker<T>, component: &Component) -> Result<Self, ContractError> {
        let types = |error: wasmtime::Error| ContractError::Types(format!("{error:#}"));
        let pre = linker.instantiate_pre(component).map_err(types)?;
        Ok(Self { pre: bindings::TierPre::new(pre).map_err(types)? })
    }

    fn instantiate(
        &self,
        mut store: impl AsContextMut<Data = T>,
        program: Option<&model::Program>,
    ) -> Result<bindings::Tier, ContractError> {
        let Some(program) = program else { return self.pre.instantiate(&mut store).map_err(started) };
        let instance = self.pre.instance_pre().instantiate(&mut store).map_err(started)?;
        loader::load(&mut store, &instance, program)?;
        bindings::Tier::new(&mut store, &instance).map_err(started)
    }

    pub(super) fn describe(
        &self,
        mut store: impl AsContextMut<Data = T>,
        program: Option<&model::Program>,
    ) -> Result<model::Manifest, ContractError> {
        let guest = self.instantiate(&mut store, program)?;
        let manifest =
            guest.terrace_tier_synthesis().call_describe(&mut store).map_err(ContractError::Trap)?;
        manifest_from(manifest)
    }

    pub(super) fn synth(
        &self,
        mut store: impl AsContextMut<Data = T>,
        program: Option<&model::Program>,
        request: &model::Request,
    ) -> Result<Answer, ContractError> {
        let guest = self.instantiate(&mut store, program)?;
        let request = request_to(request);
        let answer =
            guest.terrace_tier_synthesis().call_synth(&mut store, &request).map_err(ContractError::Trap)?;
        match answer {
            Ok(contribution) => Ok(Ok(contribution_from(contribution)?)),
            Err(diagnostics) => Ok(Err(diagnostics.into_iter().map(diagnostic_from).collect())),
        }
    }
}

/// Instantiation fails where a limit stops it, which is a trap, and where the types of the exports
/// are not the contract's, which shows only here.
fn started(error: wasmtime::Error) -> ContractError {
    if error.is::<wasmtime::Trap>() {
        ContractError::Trap(error)
    } else {
        ContractError::Types(format!("{error:#}"))
    }
}

fn request_to(request: &model::Request) -> wit::Request {
    wit::Request {
        stack: request.stack.clone(),
        environment: request.environment.clone(),
        tier: request.tier.to_string(),
        region: request.region.as_ref().map(ToString::to_string),
        regions: request
            .regions
            .iter()
            .map(|region| wit::Region { name: region.name.to_string(), providers: region.providers.clone() })
            .collect(),
        tags: Value::Object(request.tags.clone()).to_string(),
        inputs: Value::Object(request.inputs.clone()).to_string(),
    }
}

fn manifest_from(manifest: wit::Manifest) -> Result<model::Manifest, ContractError> {
    let inputs = json::object(&manifest.inputs, || "the schema of its inputs".to_owned())?;
    Ok(model::Manifest {
        name: manifest.name,
        version: manifest.version,
        summary: manifest.summary,
        inputs: Value::Object(inputs),
        outputs: manifest
            .outputs
            .into_iter()
            .map(|output| model::OutputDeclaration {
                name: output.name,
                type_constraint: output.type_,
                description: output.description,
                sensitive: output.sensitive,
            })
            .collect(),
        providers: manifest
            .providers
            .into_iter()
            .map(|provider| model::ProviderRequirement {
                name: provider.name,
                source: provider.source,
                version: provider.version,
            })
            .collect(),
        resources: manifest.resources,
        data_sources: manifest.data_sources,
        ephemeral_resources: manifest.ephemeral_resources,
        modules: manifest.modules,
        annotations: manifest.annotations,
    })
}

fn contribution_from(from: wit::Contribution) -> Result<model::Contribution, ContractError> {
    Ok(model::Contribution {
        resources: resources_from(from.resources, "")?,
        data_sources: resources_from(from.data_sources, "data.")?,
        ephemeral_resources: resources_from(from.ephemeral_resources, "ephemeral.")?,
        locals: values_from(from.locals, "local value")?,
        modules: blocks_from(from.modules, "module")?,
        checks: blocks_from(from.checks, "check")?,
        moved: from.moved.into_iter().map(|moved| model::Moved { from: moved.from, to: moved.to }).collect(),
        removed: from
            .removed
            .into_iter()
            .map(|removed| model::Removed { from: removed.from, destroy: removed.destroy })
            .collect(),
        outputs: values_from(from.outputs, "output")?,
        warnings: from.warnings.into_iter().map(diagnostic_from).collect(),
    })
}

fn resources_from(from: Vec<wit::Resource>, prefix: &str) -> Result<Vec<model::Resource>, ContractError> {
    from.into_iter()
        .map(|wit::Resource { type_, name, body }| {
            let body = json::object(&body, || format!("the body of `{prefix}{type_}.{name}`"))?;
            Ok(model::Resource { type_name: type_, name, body })
        })
        .collect()
}

fn values_from(from: Vec<wit::NamedValue>, what: &str) -> Result<Vec<model::NamedValue>, ContractError> {
    from.into_iter()
        .map(|wit::NamedValue { name, value }| {
            let value = json::value(&value, || format!("the value of {what} `{name}`"))?;
            Ok(model::NamedValue { name, value })
        })
        .collect()
}

fn blocks_from(from: Vec<wit::NamedBlock>, what: &str) -> Result<Vec<model::NamedBlock>, ContractError> {
    from.into_iter()
        .map(|wit::NamedBlock { name, body }| {
            let body = json::object(&body, || format!("the body of {what} `{name}`"))?;
            Ok(model::NamedBlock { name, body })
        })
        .collect()
}

fn diagnostic_from(from: wit::Diagnostic) -> model::TierDiagnostic {
    model::TierDiagnostic {
        severity: match from.severity {
            wit::Severity::Error => model::Severity::Error,
            wit::Severity::Warning => model::Severity::Warning,
        },
        code: from.code,
        summary: from.summary,
        detail: from.detail,
        address: from.address,
        path: from.path,
        hint: from.hint,
    }
}
