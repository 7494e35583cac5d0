//! Version 0.1 of the contract.

use super::json::Texts;
use super::{ContractError, SynthResult, loader};
use serde_json::Value;
use terrace_core::model::{self, Bound, Limits};
use wasmtime::AsContextMut;
use wasmtime::component::{Component, Linker};

#[allow(missing_docs)]
mod bindings {
    wasmtime::component::bindgen!({ path: "../../wit", world: "tier" });
}

use bindings::exports::terrace::tier::synthesis as wit;

/// Calls a component through version 0.1 of the contract.
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
        limits: &Limits,
    ) -> Result<model::Manifest, ContractError> {
        let guest = self.instantiate(&mut store, program)?;
        let manifest =
            guest.terrace_tier_synthesis().call_describe(&mut store).map_err(ContractError::Trap)?;
        manifest_from(manifest, limits)
    }

    pub(super) fn synth(
        &self,
        mut store: impl AsContextMut<Data = T>,
        program: Option<&model::Program>,
        request: &model::Request,
        limits: &Limits,
    ) -> Result<SynthResult, ContractError> {
        let guest = self.instantiate(&mut store, program)?;
        let request = request_to(request);
        let answer =
            guest.terrace_tier_synthesis().call_synth(&mut store, &request).map_err(ContractError::Trap)?;
        match answer {
            Ok(contribution) => Ok(Ok(contribution_from(contribution, limits)?)),
            Err(problems) => Ok(Err(diagnostics_from(problems, limits))),
        }
    }
}

/// The runtime's message for a component with more instances, memories or tables than allowed. It has no error type for it.
const TOO_MANY: &str = "resource limit exceeded";

/// Converts an error of instantiation. A limit that stops it is a trap. Anything else means that the types of the exports
/// are not the contract's, which only shows here.
fn started(error: wasmtime::Error) -> ContractError {
    if error.is::<wasmtime::Trap>() || error.root_cause().to_string().starts_with(TOO_MANY) {
        ContractError::Trap(error)
    } else {
        ContractError::Types(format!("{error:#}"))
    }
}

fn request_to(request: &model::Request) -> wit::Request {
    let model::Surroundings { stack, environment, regions, tags } = &*request.surroundings;
    wit::Request {
        stack: stack.clone(),
        environment: environment.clone(),
        tier: request.tier.to_string(),
        region: request.region.as_ref().map(ToString::to_string),
        regions: regions
            .iter()
            .map(|region| wit::Region { name: region.name.to_string(), providers: region.providers.clone() })
            .collect(),
        tags: Value::Object(tags.clone()).to_string(),
        inputs: Value::Object(request.inputs.clone()).to_string(),
    }
}

fn manifest_from(manifest: wit::Manifest, limits: &Limits) -> Result<model::Manifest, ContractError> {
    let limit = limits.limit(Bound::Blocks);
    if entries(&manifest) as u64 > limit.value {
        return Err(ContractError::Limit { limit, place: "the lists of its manifest".to_owned() });
    }
    let inputs = Texts::new(limits).object(&manifest.inputs, || "the schema of its inputs".to_owned())?;
    Ok(model::Manifest {
        name: manifest.name,
        version: manifest.version,
        summary: manifest.summary,
        inputs: Value::Object(inputs).into(),
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

/// Returns the number of entries in all lists of a manifest together.
fn entries(manifest: &wit::Manifest) -> usize {
    manifest.outputs.len()
        + manifest.providers.len()
        + manifest.resources.len()
        + manifest.data_sources.len()
        + manifest.ephemeral_resources.len()
        + manifest.modules.len()
        + manifest.annotations.len()
}

fn contribution_from(from: wit::Contribution, limits: &Limits) -> Result<model::Contribution, ContractError> {
    let limit = limits.limit(Bound::Blocks);
    if blocks(&from) as u64 > limit.value {
        return Err(ContractError::Limit { limit, place: "its contribution".to_owned() });
    }
    let texts = Texts::new(limits);
    Ok(model::Contribution {
        resources: resources_from(from.resources, "", &texts)?,
        data_sources: resources_from(from.data_sources, "data.", &texts)?,
        ephemeral_resources: resources_from(from.ephemeral_resources, "ephemeral.", &texts)?,
        locals: values_from(from.locals, "local value", &texts)?,
        modules: blocks_from(from.modules, "module", &texts)?,
        checks: blocks_from(from.checks, "check", &texts)?,
        moved: from.moved.into_iter().map(|moved| model::Moved { from: moved.from, to: moved.to }).collect(),
        removed: from
            .removed
            .into_iter()
            .map(|removed| model::Removed { from: removed.from, destroy: removed.destroy })
            .collect(),
        outputs: values_from(from.outputs, "output", &texts)?,
        warnings: diagnostics_from(from.warnings, limits),
    })
}

fn blocks(contribution: &wit::Contribution) -> usize {
    let wit::Contribution {
        resources,
        data_sources,
        ephemeral_resources,
        locals,
        modules,
        checks,
        moved,
        removed,
        outputs,
        warnings: _,
    } = contribution;
    resources.len()
        + data_sources.len()
        + ephemeral_resources.len()
        + locals.len()
        + modules.len()
        + checks.len()
        + moved.len()
        + removed.len()
        + outputs.len()
}

fn resources_from(
    from: Vec<wit::Resource>,
    prefix: &str,
    texts: &Texts<'_>,
) -> Result<Vec<model::Resource>, ContractError> {
    from.into_iter()
        .map(|wit::Resource { type_, name, body }| {
            let body = texts.object(&body, || format!("the body of `{prefix}{type_}.{name}`"))?;
            Ok(model::Resource { type_name: type_, name, body })
        })
        .collect()
}

fn values_from(
    from: Vec<wit::NamedValue>,
    what: &str,
    texts: &Texts<'_>,
) -> Result<Vec<model::NamedValue>, ContractError> {
    from.into_iter()
        .map(|wit::NamedValue { name, value }| {
            let value = texts.value(&value, || format!("the value of {what} `{name}`"))?;
            Ok(model::NamedValue { name, value })
        })
        .collect()
}

fn blocks_from(
    from: Vec<wit::NamedBlock>,
    what: &str,
    texts: &Texts<'_>,
) -> Result<Vec<model::NamedBlock>, ContractError> {
    from.into_iter()
        .map(|wit::NamedBlock { name, body }| {
            let body = texts.object(&body, || format!("the body of {what} `{name}`"))?;
            Ok(model::NamedBlock { name, body })
        })
        .collect()
}

/// Converts problems or warnings. One more entry counts those beyond the limit.
fn diagnostics_from(from: Vec<wit::Diagnostic>, limits: &Limits) -> Vec<model::TierDiagnostic> {
    let limit = limits.limit(Bound::Diagnostics);
    let shown = usize::try_from(limit.value).unwrap_or(usize::MAX);
    let more = from.len().saturating_sub(shown);
    let severities: Vec<_> = from.iter().skip(shown).map(|diagnostic| diagnostic.severity).collect();
    let mut diagnostics: Vec<_> = from.into_iter().take(shown).map(diagnostic_from).collect();
    if more > 0 {
        let is_error = severities.contains(&wit::Severity::Error);
        diagnostics.push(model::TierDiagnostic {
            severity: if is_error { model::Severity::Error } else { model::Severity::Warning },
            code: "limit".to_owned(),
            summary: format!("it reports {more} more, which are not shown: it reached its limit of {limit}"),
            detail: None,
            address: None,
            path: None,
            hint: None,
        });
    }
    diagnostics
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
