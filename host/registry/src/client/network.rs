//! TLS and proxies.

use super::{ClientOptions, RegistrySettings};
use crate::error::Failure;
use reqwest::redirect::Policy;
use reqwest::{NoProxy, Proxy, Url};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The client's `User-Agent` header.
const USER_AGENT: &str = concat!("terrace/", env!("CARGO_PKG_VERSION"));

/// Hosts that are never reached through a proxy.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// Proxies for HTTP and HTTPS, as URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For `https://` URLs.
    pub https: Option<String>,
    /// For `http://` URLs.
    pub http: Option<String>,
    /// Hosts, domains and networks that are reached without a proxy, separated by commas. Loopback always is.
    pub except: Option<String>,
}

impl Proxies {
    /// Returns the proxies from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of this process, in upper or lower
    /// case.
    pub fn from_environment() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Like [`Self::from_environment`], with other variables.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let either = |lower: &str| {
            let set = |name: &str| variable(name).filter(|value| !value.is_empty());
            set(lower).or_else(|| set(&lower.to_uppercase()))
        };
        let all = either("all_proxy");
        Self {
            https: either("https_proxy").or_else(|| all.clone()),
            http: either("http_proxy").or(all),
            except: either("no_proxy"),
        }
    }

    /// Returns the proxy that a host is reached through, as `host:port`. Networks among the exceptions are ignored, because the
    /// result is only used in messages.
    pub fn of(&self, url: &Url) -> Option<String> {
        let host = url.host_str()?;
        let proxy = if url.scheme() == "http" { &self.http } else { &self.https };
        let exceptions = self.exceptions();
        let is_excepted = |one: &str| {
            let one = one.trim().trim_start_matches('.');
            one == "*"
                || host == one
                || host.strip_suffix(one).is_some_and(|rest| !one.is_empty() && rest.ends_with('.'))
        };
        if is_loopback(host) || exceptions.split(',').any(is_excepted) {
            return None;
        }
        let proxy = proxy.as_deref()?;
        let whole = Url::parse(proxy).ok().filter(Url::has_host);
        let parsed = whole.or_else(|| Url::parse(&format!("http://{proxy}")).ok())?;
        Some(format!("{}:{}", parsed.host_str()?, parsed.port_or_known_default()?))
    }

    fn exceptions(&self) -> String {
        match &self.except {
            Some(except) => format!("{except},{LOOPBACK}"),
            None => LOOPBACK.to_owned(),
        }
    }
}

/// Chooses the cryptography provider of TLS for the whole process, unless one was already chosen.
pub(super) fn install_tls() {
    // An error means that another part of the process was first, which is just as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Returns true if `host:port` is on this machine, where retrying a refused connection is pointless.
pub(crate) fn is_here(host: &str) -> bool {
    let unspecified = |address: IpAddr| address.to_canonical().is_unspecified();
    is_loopback(host) || address(host).is_some_and(unspecified)
}

/// Returns true if the host of `host:port` is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    is_loopback_name(name(host)) || is_loopback_address(host)
}

/// Returns true if the host of `host:port` is an address of this machine, without consulting DNS.
pub(super) fn is_loopback_address(host: &str) -> bool {
    address(host).is_some_and(|address| address.to_canonical().is_loopback())
}

fn address(host: &str) -> Option<IpAddr> {
    name(host).trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_loopback_name(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Returns the host of `host:port`.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Returns an HTTP client for a host with these settings. It follows no redirects and only limits the time for connecting: the
/// gate does the rest.
pub(super) fn http(
    host: &str,
    settings: &RegistrySettings,
    options: &ClientOptions,
    https_only: bool,
) -> Result<reqwest::Client, Failure> {
    let setup = |error: reqwest::Error| Failure::setup(host, &error);
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(options.pace.connect)
        .redirect(Policy::none())
        .https_only(https_only)
        .no_proxy();
    if is_loopback_name(name(host)) {
        // A loopback name may do without TLS, so it must lead to this machine, whatever DNS says.
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        builder = builder.resolve_to_addrs(name(host), &here.map(|address| SocketAddr::new(address, 0)));
    }
    if let Some(pem) = &settings.ca {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(setup)?;
        if certificates.is_empty() {
            return Err(Failure::NoCertificate { host: host.to_owned() });
        }
        builder = builder.tls_certs_merge(certificates);
    }
    let except = NoProxy::from_string(&options.proxies.exceptions());
    if let Some(proxy) = &options.proxies.https {
        builder = builder.proxy(Proxy::https(proxy).map_err(setup)?.no_proxy(except.clone()));
    }
    if let Some(proxy) = &options.proxies.http {
        builder = builder.proxy(Proxy::http(proxy).map_err(setup)?.no_proxy(except));
    }
    builder.build().map_err(setup)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_hosts_are_recognized() {
        for host in
            ["localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000", "a.localhost:1"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["registry.example", "128.0.0.1:5000", "[2001:db8::1]:5000", "localhost.example:5000"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn hosts_on_this_machine_are_recognized() {
        for host in ["0.0.0.0:5000", "[::]:5000", "localhost:1", "[::ffff:127.0.0.1]:5000", "127.0.0.1:3128"]
        {
            assert!(is_here(host), "{host}");
        }
        assert!(!is_here("registry.example:5000"));
    }

    #[test]
    fn proxy_of_a_host_is_found() {
        let text = |text: &str| Some(text.to_owned());
        let proxies = Proxies {
            https: text("http://ann:secret@127.0.0.1:3128"),
            http: text("proxy.example"),
            except: text("direct.example, .dotted.example"),
        };
        let of = |url: &str| proxies.of(&Url::parse(url).unwrap());
        assert_eq!(of("https://registry.example/v2/"), text("127.0.0.1:3128"));
        assert_eq!(of("http://registry.example/v2/"), text("proxy.example:80"));
        for direct in
            ["direct.example", "a.direct.example:5000", "dotted.example", "localhost:5000", "127.0.0.1"]
        {
            assert_eq!(of(&format!("https://{direct}/")), None, "{direct}");
        }
        assert_eq!(of("https://indirect.example/"), text("127.0.0.1:3128"));
        let bare = Proxies { https: text("localhost:3128"), ..Proxies::default() };
        assert_eq!(bare.of(&Url::parse("https://registry.example").unwrap()), text("localhost:3128"));
    }

    #[test]
    fn proxy_variables_are_read_in_both_cases_and_exclude_loopback() {
        let variables = [("HTTPS_PROXY", "http://a"), ("all_proxy", "http://b"), ("NO_PROXY", "example.com")];
        let proxies = Proxies::from_variables(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        });
        assert_eq!(proxies.https.as_deref(), Some("http://a"));
        assert_eq!(proxies.http.as_deref(), Some("http://b"));
        assert_eq!(proxies.exceptions(), "example.com,localhost,127.0.0.0/8,::1");
        assert_eq!(Proxies::from_variables(|_| Some(String::new())), Proxies::default());
    }
}
