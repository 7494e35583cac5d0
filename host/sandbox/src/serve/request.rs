//! Detects whether this process was started as a provider.

use std::env;
use std::path::PathBuf;

/// The directory with the provider's schemas and settings.
pub(crate) const DIRECTORY: &str = "TERRACE_SANDBOX_DIRECTORY";
/// The source address to serve; set by the provider's own launcher.
pub(crate) const PROVIDER: &str = "TERRACE_SANDBOX_PROVIDER";
/// The executable that the launchers start.
pub(crate) const EXECUTABLE: &str = "TERRACE_SANDBOX_EXECUTABLE";

const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// A request by Terraform to serve a provider.
#[derive(Debug)]
pub struct ProviderRequest {
    pub(crate) directory: PathBuf,
    pub(crate) source: String,
    pub(crate) client_certificate: String,
}

/// Returns the provider to serve, if Terraform started this process as one from a sandbox.
///
/// Call it first in `main`, so that no arguments or configuration are read needlessly.
#[must_use]
pub fn provider_request() -> Option<ProviderRequest> {
    let source = env::var(PROVIDER).ok()?;
    let directory = env::var_os(DIRECTORY)?.into();
    if env::var(COOKIE.0).ok()? != COOKIE.1 {
        return None;
    }
    let client_certificate = env::var("PLUGIN_CLIENT_CERT").unwrap_or_default();
    Some(ProviderRequest { directory, source, client_certificate })
}
