//! Hints for failed requests.

use super::{Failure, is_here};
use crate::store::StoreError;

/// The file in which connection settings take effect.
pub(crate) const USER_FILE: &str = "`~/.config/terrace/config.toml`";

impl Failure {
    /// Returns what to do about the failure.
    pub fn hint(&self) -> String {
        match self {
            Self::Unauthorized { host, .. } => format!("run `terrace login {host}`"),
            Self::Forbidden { host, .. } => {
                format!("request access, or log in as a user who has it: `terrace login {host}`")
            }
            Self::NoManifest { near, .. } if !near.is_empty() => {
                let near: Vec<_> = near.iter().map(|tag| format!("`{tag}`")).collect();
                format!("the repository has {}", near.join(", "))
            }
            Self::NoManifest { host, .. } => format!(
                "check the name; a registry may also hide what you have no access to: `terrace login {host}`"
            ),
            Self::NoBlob { .. } => "the component in the registry is damaged; push it again".to_owned(),
            Self::NoFile => "check the URL".to_owned(),
            Self::NotPublic { .. } => {
                "push the component to a registry, which supports logins, and reference it with `oci://`".to_owned()
            }
            Self::TooManyRequests { host } => {
                format!("wait a few minutes; many registries allow more requests after `terrace login {host}`")
            }
            Self::Server { .. } => "try again later, or contact the operator".to_owned(),
            Self::Refused { .. } => "check the reference, and that the host is a registry".to_owned(),
            Self::NoAddress { .. } => {
                "check the name and the network; behind a proxy, set HTTPS_PROXY; without a network, use `--offline`"
                    .to_owned()
            }
            Self::Connect { proxy: Some(proxy), host, .. } => format!(
                "start the proxy at `{proxy}`, correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or add `{}` to NO_PROXY",
                host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name)
            ),
            Self::Connect { host, .. } if is_here(host) => {
                format!("nothing on this machine listens on `{host}`: start the registry, or correct the port")
            }
            Self::Connect { .. } | Self::TimedOut { connecting: true, .. } => {
                "check the host, the port and the network; behind a proxy, set HTTPS_PROXY".to_owned()
            }
            Self::TimedOut { connecting: false, .. } | Self::Cut { .. } | Self::TookTooLong { .. } => {
                "run the same command again; it does not pull anything twice".to_owned()
            }
            Self::UnknownAuthority { host } => format!(
                "set `ca = \"authority.pem\"`, a file with the authority's certificate, under `[registry.\"{host}\"]` in \
                 {USER_FILE}, or add the certificate to the system's trust store"
            ),
            Self::Certificate { .. } => "check the clock of this machine, or contact the operator of the host".to_owned(),
            Self::PlainHttp { host } => format!(
                "if that is intended, write `plain_http = true` under `[registry.\"{host}\"]` in {USER_FILE}"
            ),
            Self::WrongDigest { .. } => {
                "nothing was stored; the content was changed in transit, or the server's copy is damaged".to_owned()
            }
            Self::TooLarge { .. } => "check that the reference names a component".to_owned(),
            Self::Malformed { .. } => "check the host and the port; another service may be responding".to_owned(),
            Self::TooMany { .. } => {
                "registries do not normally do that; contact the operator, or use a digest instead of a version".to_owned()
            }
            Self::Redirect { .. } => format!(
                "contact the operator; from a host with TLS, Terrace goes only to hosts with TLS, and from one \
                 without only to those that have `plain_http = true` in {USER_FILE}"
            ),
            Self::NoCatalog { .. } => "name repositories instead of a namespace".to_owned(),
            Self::Credentials(error) => error.hint(),
            Self::Keep(error) => {
                let of_store = error.get_ref().and_then(|inner| inner.downcast_ref::<StoreError>());
                of_store.and_then(StoreError::hint).unwrap_or_else(|| {
                    "free up disk space, or set TERRACE_CACHE_DIR to another directory".to_owned()
                })
            }
            Self::Setup { host, .. } | Self::NoCertificate { host } => format!(
                "check `[registry.\"{host}\"]` in {USER_FILE}, and the variables HTTPS_PROXY and HTTP_PROXY"
            ),
            Self::GaveUp { last, .. } => last.hint(),
        }
    }
}
