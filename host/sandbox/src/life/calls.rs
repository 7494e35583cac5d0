//! Calls about the provider as a whole.

use std::collections::{BTreeMap, HashMap};

use super::provider::Provider;
use crate::protocol::{self, Diagnostic, ServerCapabilities, Severity, TypeMetadata};

impl Provider {
    pub(crate) fn metadata(&self) -> protocol::Metadata {
        let schemas = self.schemas();
        let named = |name: &String| TypeMetadata { name: name.clone() };
        protocol::Metadata {
            server_capabilities: Some(capabilities()),
            resources: schemas.resources.keys().map(named).collect(),
            data_sources: schemas.data.keys().map(named).collect(),
            ephemeral_resources: schemas.ephemeral.keys().map(named).collect(),
            functions: schemas.functions.keys().map(named).collect(),
        }
    }

    pub(crate) fn schema(&self) -> protocol::ProviderSchema {
        let schemas = self.schemas();
        let diagnostics = self.broken.iter().map(|reason| Diagnostic {
            severity: Severity::Error.into(),
            summary: format!("The sandbox cannot simulate {}", self.source),
            detail: format!("{reason}. Run the command again, or remove the sandbox and start again."),
        });
        protocol::ProviderSchema {
            provider: Some((&schemas.provider).into()),
            resource_schemas: encoded(&schemas.resources),
            data_source_schemas: encoded(&schemas.data),
            ephemeral_resource_schemas: encoded(&schemas.ephemeral),
            functions: encoded(&schemas.functions),
            diagnostics: diagnostics.collect(),
            server_capabilities: Some(capabilities()),
        }
    }

    pub(crate) fn functions(&self) -> protocol::Functions {
        protocol::Functions { functions: encoded(&self.schemas().functions), diagnostics: Vec::new() }
    }

    /// Fails: a function computes something specific, and an invented result would only postpone the surprise.
    pub(crate) fn call_function(&self, call: protocol::CallRequest) -> protocol::CallResponse {
        let text =
            format!("the sandbox does not know what the function {} of {} computes", call.name, self.source);
        protocol::CallResponse { result: None, error: Some(protocol::FunctionError { text }) }
    }
}

/// Encodes schemas or functions by name.
fn encoded<'s, T, M: From<&'s T>>(named: &'s BTreeMap<String, T>) -> HashMap<String, M> {
    named.iter().map(|(name, it)| (name.clone(), it.into())).collect()
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities { plan_destroy: true, get_provider_schema_optional: true, move_resource_state: true }
}
