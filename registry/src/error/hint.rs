//! What to do about failed requests.

use super::{Failure, is_here};
use crate::store::StoreError;

/// Where settings of connections count.
pub(crate) const USER_FILE: &str = "`~/.config/terrace/config.toml`";

impl Failure {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unauthorized { host, .. } => format!("run `terrace login {host}`"),
            Self::Forbidden { host, .. } => {
                format!("ask for access, or log in as somebody who has it: `terrace login {host}`")
            }
            Self::NoManifest { near, .. } if !near.is_empty() => {
                let near: Vec<_> = near.iter().map(|tag| format!("`{tag}`")).collect();
                format!("the repository has {}", near.join(", "))
            }
            Self::NoManifest { host, .. } => format!(
                "check the name; a registry may also hide what only others may see: `terrace login {host}`"
            ),
            Self::NoBlob { .. } => "the registry is damaged; push the component again".to_owned(),
            Self::NoFile => "check the URL".to_owned(),
            Self::NotPublic { .. } => {
                "push the component to a registry, which a login can be kept for, and name it with `oci://`".to_owned()
            }
            Self::TooManyRequests { host } => {
                format!("wait some minutes; many registries permit more after `terrace login {host}`")
            }
            Self::Server { .. } => "try again later, or tell those who run it".to_owned(),
            Self::Refused { .. } => "check the reference, and that the host is a registry".to_owned(),
            Self::NoAddress { .. } => {
                "check the name and the network; behind a proxy, set HTTPS_PROXY; without a network, use `--offline`"
                    .to_owned()
            }
            Self::Connect { proxy: Some(proxy), host, .. } => format!(
                "start what listens at `{proxy}`, or correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or name `{}` in NO_PROXY",
                host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name)
            ),
            Self::Connect { host, .. } if is_here(host) => {
                format!("nothing on this machine listens at `{host}`: start the registry, or correct the port")
            }
            Self::Connect { .. } | Self::TimedOut { connecting: true, .. } => {
                "check the host, the port and the network; behind a proxy, set HTTPS_PROXY".to_owned()
            }
            Self::TimedOut { connecting: false, .. } | Self::Cut { .. } | Self::TookTooLong { .. } => {
                "run the same command again: what is here already is not pulled twice".to_owned()
            }
            Self::UnknownAuthority { host } => format!(
                "write `ca = \"authority.pem\"` under `[registry.\"{host}\"]` in {USER_FILE}, with the authority's \
                 certificate, or add it to the system's"
            ),
            Self::Certificate { .. } => "tell those who run the host; check the clock of this machine".to_owned(),
            Self::PlainHttp { host } => format!(
                "where that is wanted, write `plain_http = true` under `[registry.\"{host}\"]` in {USER_FILE}"
            ),
            Self::WrongDigest { .. } => {
                "nothing of it was kept; something on the way changed it, or the server's copy is damaged".to_owned()
            }
            Self::TooLarge { .. } => "check that the reference names a component".to_owned(),
            Self::Malformed { .. } => "check the host and the port; something else may answer in its place".to_owned(),
            Self::TooMany { .. } => {
                "no honest registry is like that; tell those who run it, or name a digest in place of a version".to_owned()
            }
            Self::Redirect { .. } => format!(
                "tell those who run it; Terrace goes from a host with TLS only to hosts with TLS, and from one without to \
                 those that have `plain_http = true` in {USER_FILE}"
            ),
            Self::NoCatalog { .. } => "name repositories instead of a namespace".to_owned(),
            Self::Credentials(error) => error.hint(),
            Self::Keep(error) => {
                let of_store = error.get_ref().and_then(|inner| inner.downcast_ref::<StoreError>());
                of_store.and_then(StoreError::hint).unwrap_or_else(|| {
                    "free the disk, or name another directory with TERRACE_CACHE_DIR".to_owned()
                })
            }
            Self::Setup { host, .. } | Self::NoCertificate { host } => format!(
                "check `[registry.\"{host}\"]` in {USER_FILE}, and the variables HTTPS_PROXY and HTTP_PROXY"
            ),
            Self::GaveUp { last, .. } => last.hint(),
        }
    }
}
