//! Commands that talk to registries.

pub mod catalog;
pub mod login;
pub mod logout;
pub mod pull;
pub mod push;

use std::path::Path;
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::Namespace;
use terrace_project::Session;
use terrace_project::resolve::RemoteSources;

/// Opens the sources of remote components for the working directory.
fn here(session: &Session) -> Result<RemoteSources, Problems> {
    session.remote_sources(Path::new("."))
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
            let summary = format!("`{text}` is more than the name of a registry");
            let hint = format!("logins are for a whole registry: `{}`", namespace.registry());
            Err(Diagnostic::error("invalid-reference", summary).hint(hint).into())
        }
        Err(error) => Err(error.into()),
    }
}
