//! Converts between the contract's types and the SDK's, to export a tier as a component.

use crate::contribution::Removal;
use crate::request::{Request, inputs_schema, run};
use crate::resource::Kind;
use crate::{Contribution, Diagnostic, Region, Resource, Tier};
use bindings::exports::terrace::tier::synthesis as wire;
use serde_json::{Map, Value as Json};
use std::marker::PhantomData;

#[allow(missing_docs, unsafe_code, clippy::all, unused_qualifications)]
#[rustfmt::skip]
pub mod bindings;
mod panic;
pub use bindings::export_component;
pub use wit_bindgen::rt as runtime;

/// Exports the contract's interface for a tier.
pub struct Exported<T>(PhantomData<T>);

impl<T: Tier> wire::Guest for Exported<T> {
    fn describe() -> wire::Manifest {
        panic::leave_messages();
        manifest::<T>()
    }

    fn synth(request: wire::Request) -> Result<wire::Contribution, Vec<wire::Diagnostic>> {
        panic::leave_messages();
        let regions = request.regions.into_iter();
        let request = Request {
            stack: request.stack,
            environment: request.environment,
            tier: request.tier,
            region: request.region,
            regions: regions
                .map(|region| Region { name: region.name, providers: region.providers })
                .collect(),
            tags: request.tags,
            inputs: request.inputs,
        };
        match run::<T>(request) {
            Ok(contribution) => Ok(contributed(contribution)),
            Err(problems) => {
                Err(problems.into_iter().map(|d| diagnostic(wire::Severity::Error, d)).collect())
            }
        }
    }
}

fn manifest<T: Tier>() -> wire::Manifest {
    let manifest = T::manifest();
    wire::Manifest {
        name: manifest.name,
        version: manifest.version,
        summary: manifest.summary,
        inputs: inputs_schema::<T>(),
        outputs: manifest
            .outputs
            .into_iter()
            .map(|output| wire::OutputDeclaration {
                name: output.name,
                type_: output.type_constraint,
                description: output.description,
                sensitive: output.sensitive,
            })
            .collect(),
        providers: manifest
            .providers
            .into_iter()
            .map(|provider| wire::ProviderRequirement {
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
    }
}

fn contributed(contribution: Contribution) -> wire::Contribution {
    let (mut resources, mut data_sources, mut ephemeral_resources) = (Vec::new(), Vec::new(), Vec::new());
    for resource in contribution.resources {
        match resource.kind {
            Kind::Managed => resources.push(block(resource)),
            Kind::Data => data_sources.push(block(resource)),
            Kind::Ephemeral => ephemeral_resources.push(block(resource)),
        }
    }
    let modules = contribution.modules.into_iter();
    let checks = contribution.checks.into_iter();
    let moved = contribution.moved.into_iter();
    let removed = contribution.removed.into_iter();
    let warnings = contribution.warnings.into_iter();
    wire::Contribution {
        resources,
        data_sources,
        ephemeral_resources,
        locals: named_values(contribution.locals),
        modules: modules.map(|m| wire::NamedBlock { name: m.name, body: text(m.body.0) }).collect(),
        checks: checks.map(|c| wire::NamedBlock { name: c.name, body: text(c.body.0) }).collect(),
        moved: moved.map(|(from, to)| wire::Moved { from, to }).collect(),
        removed: removed
            .map(|(from, removal)| wire::Removed { from, destroy: removal == Removal::Destroy })
            .collect(),
        outputs: named_values(contribution.outputs),
        warnings: warnings.map(|d| diagnostic(wire::Severity::Warning, d)).collect(),
    }
}

fn block(resource: Resource) -> wire::Resource {
    wire::Resource { type_: resource.type_name, name: resource.name, body: text(resource.body.0) }
}

fn named_values(values: Vec<(String, Json)>) -> Vec<wire::NamedValue> {
    values.into_iter().map(|(name, value)| wire::NamedValue { name, value: value.to_string() }).collect()
}

fn text(body: Map<String, Json>) -> String {
    Json::Object(body).to_string()
}

fn diagnostic(severity: wire::Severity, diagnostic: Diagnostic) -> wire::Diagnostic {
    wire::Diagnostic {
        severity,
        code: diagnostic.code,
        summary: diagnostic.summary,
        detail: diagnostic.detail,
        address: diagnostic.address,
        path: diagnostic.path,
        hint: diagnostic.hint,
    }
}
