//! Commands that talk to registries.

pub mod catalog;
pub mod login;
pub mod logout;
pub mod pull;
pub mod push;

use crate::elsewhere;
use crate::ui::{Problems, Ui};
use std::path::Path;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::reference::Namespace;
use terrace_project::publish::PublishError;
use terrace_project::resolve::Elsewhere;
use terrace_registry::client::Client;

/// Opens the sources of remote components for the working directory.
fn here(ui: &Ui) -> Result<Elsewhere, Problems> {
    elsewhere::open(ui, Path::new("."))
}

/// Returns the registry client, or an error if the network is not allowed.
pub fn client(elsewhere: &Elsewhere) -> Result<&Client, Problems> {
    let client = elsewhere.client().map_err(Problems::from)?;
    client.ok_or_else(|| PublishError::Offline.diagnostic().into())
}

/// Parses the host of a registry, with or without a scheme.
fn host(text: &str) -> Result<String, Problems> {
    let bare = ["oci://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let bare = bare.trim_end_matches('/');
    if bare.is_empty() {
        let summary = format!("`{text}` does not name a registry");
        return Err(Diagnostic::error("invalid-reference", summary).hint("write `registry.example`").into());
    }
    match Namespace::parse(bare) {
        Ok(namespace) if namespace.is_registry() => Ok(namespace.registry().to_owned()),
        Ok(namespace) => {
            let summary = format!("`{text}` names more than a registry");
            let hint = format!("logins are for a whole registry: `{}`", namespace.registry());
            Err(Diagnostic::error("invalid-reference", summary).hint(hint).into())
        }
        Err(error) => Err(error.into()),
    }
}
