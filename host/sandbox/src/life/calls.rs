//! Calls about the provider as a whole.

use super::provider::Provider;
use crate::protocol::{self, Diagnostic, Named, ServerCapabilities, Severity};
use crate::schema::{encode, encode_function};

impl Provider {
    pub(crate) fn metadata(&self) -> protocol::Metadata {
        let schemas = self.schemas();
        let named = |name: &String| Named { name: name.clone() };
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
            provider: Some(encode(&schemas.provider)),
            resource_schemas: schemas.resources.iter().map(|(name, it)| (name.clone(), encode(it))).collect(),
            data_source_schemas: schemas.data.iter().map(|(name, it)| (name.clone(), encode(it))).collect(),
            ephemeral_resource_schemas: schemas
                .ephemeral
                .iter()
                .map(|(name, it)| (name.clone(), encode(it)))
                .collect(),
            functions: schemas
                .functions
                .iter()
                .map(|(name, it)| (name.clone(), encode_function(it)))
                .collect(),
            diagnostics: diagnostics.collect(),
            server_capabilities: Some(capabilities()),
        }
    }

    pub(crate) fn functions(&self) -> protocol::Functions {
        let functions = self.schemas().functions.iter();
        protocol::Functions {
            functions: functions.map(|(name, it)| (name.clone(), encode_function(it))).collect(),
            diagnostics: Vec::new(),
        }
    }

    /// Fails: a function computes something specific, and an invented result would only postpone the surprise.
    pub(crate) fn call_function(&self, call: protocol::CallRequest) -> protocol::CallResponse {
        let text =
            format!("the sandbox does not know what the function {} of {} computes", call.name, self.source);
        protocol::CallResponse { result: None, error: Some(protocol::FunctionError { text }) }
    }
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities { plan_destroy: true, get_provider_schema_optional: true, move_resource_state: true }
}
