//! Tests redirects, proxies, misbehaving token servers, and files on web servers.

use crate::support::{CLOSED_PORT, Tested, client, logins, options, reference, some_bytes, tested, told};
use std::time::Duration;
use terrace_core::reference::{HttpsReference, Reference};
use terrace_registry::client::RegistrySettings;
use terrace_registry::credentials::Credentials;
use terrace_registry::layout::{Descriptor, media_type};
use terrace_registry::{Failure, RegistryError};
use terrace_test_registry::{Answer, Authority, FaultyRegistry, Request, Response, Server};

#[test]
fn redirect_to_another_host_has_no_login() {
    let authority = Authority::new();
    let blob = some_bytes();
    let served = blob.clone();
    let elsewhere = Server::start(Some(&authority), move |_| Response::new(200, served.clone()));
    let registry = FaultyRegistry::start(Some(&authority));
    let wants_login = Response::new(401, "").with_header("WWW-Authenticate", "Basic realm=\"x\"");
    registry.fail("/v2/", 1, Answer::Instead(wants_login));
    let target = format!("https://{}/signed?x=y", elsewhere.address());
    registry.fail("/blobs/", 1, Answer::Instead(Response::new(307, "").with_header("Location", &target)));

    let address = registry.address();
    let directory = tempfile::tempdir().unwrap();
    let tested =
        client(Some(&authority), &[&address], logins(directory.path(), &[&address], "ann", "secret"));
    let mut pulled = Vec::new();
    let network = reference(&address, "network:1.0.0");
    tested.client.pull(&network.repository, &Descriptor::of("x", &blob), &mut pulled).unwrap();
    assert_eq!(pulled, blob);
    let requests = registry.requests();
    assert!(!requests[0].headers.contains_key("authorization"));
    assert!(requests[1].headers.contains_key("authorization"));
    assert!(!elsewhere.requests()[0].headers.contains_key("authorization"));
}

#[test]
fn token_that_no_header_can_contain_is_rejected() {
    let authority = Authority::new();
    let token = |body: &'static str| {
        let server = Server::start(Some(&authority), move |_| Response::new(200, body));
        let registry = FaultyRegistry::start(Some(&authority));
        let challenge = format!("Bearer realm=\"https://{}/token\"", server.address());
        let wants_token = Response::new(401, "").with_header("WWW-Authenticate", &challenge);
        registry.fail("/v2/", 1, Answer::Instead(wants_token));
        let tested = client(Some(&authority), &[&registry.address()], Credentials::none());
        let error = tested.client.resolve(&reference(&registry.address(), "network:1.0.0")).unwrap_err();
        told(&error, &registry.address())
    };
    insta::assert_snapshot!([token("{\"token\":\"a\\nb\"}"), token("{}"), token("<html>")].join("\n"));
}

#[test]
fn proxies_are_used_except_for_loopback() {
    let proxy = Server::start(None, |request| match request.path.ends_with("/manifests/1.0.0") {
        true => Response::new(200, "{}").with_header("Content-Type", media_type::MANIFEST),
        false => Response::new(200, "{}"),
    });
    let local = FaultyRegistry::start(None);
    local.add_manifest("1.0.0", media_type::MANIFEST, b"{ }");
    let mut options = options(None, &[], Credentials::none());
    options.proxies.http = Some(format!("http://{}", proxy.address()));
    let plain = RegistrySettings { ca: None, plain_http: Some(true) };
    options.registries.insert("registry.invalid:5000".to_owned(), plain);
    let tested = tested(options);

    let resolved = tested.client.resolve(&reference("registry.invalid:5000", "network:1.0.0")).unwrap();
    assert_eq!(resolved.bytes, b"{}");
    let paths: Vec<_> = proxy.requests().into_iter().map(|request| request.path).collect();
    let base = "http://registry.invalid:5000/v2/";
    assert_eq!(paths, [base.to_owned(), format!("{base}network/manifests/1.0.0")]);

    let resolved = tested.client.resolve(&reference(&local.address(), "network:1.0.0")).unwrap();
    assert_eq!(resolved.bytes, b"{ }");
    assert_eq!(proxy.requests().len(), 2);
}

#[test]
fn closed_local_port_of_a_proxy_or_host_is_reported_without_retries() {
    let proxy = format!("127.0.0.1:{CLOSED_PORT}");
    let mut proxied = options(None, &[], Credentials::none());
    proxied.proxies.https = Some(format!("http://ann:secret@{proxy}"));
    let proxied = tested(proxied);
    let error = proxied.client.resolve(&reference("registry.invalid", "network:1.0.0")).unwrap_err();
    let mut texts = vec![told(&error, &proxy)];
    assert!(proxied.pauses.taken().is_empty(), "{:?}", proxied.pauses.taken());

    for host in ["127.0.0.1", "localhost", "0.0.0.0"] {
        let address = format!("{host}:{CLOSED_PORT}");
        let direct = tested(options(None, &[], Credentials::none()));
        let error = direct.client.resolve(&reference(&address, "network:1.0.0")).unwrap_err();
        texts.push(told(&error, &address));
        assert!(direct.pauses.taken().is_empty(), "{host}: {:?}", direct.pauses.taken());
    }
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn ca_certificates_that_are_invalid_are_reported() {
    let with = |ca: &[u8]| {
        let mut options = options(None, &[], Credentials::none());
        let settings = RegistrySettings { ca: Some(ca.to_vec()), plain_http: None };
        options.registries.insert("registry.invalid".to_owned(), settings);
        let error =
            tested(options).client.resolve(&reference("registry.invalid", "network:1.0.0")).unwrap_err();
        format!("{error}\n  hint: {}", error.hint())
    };
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    insta::assert_snapshot!([with(b"no certificate"), with(damaged.as_bytes())].join("\n"));
}

/// A web server with one file, whose responses a test can break.
struct Web {
    server: Server,
    tested: Tested,
}

fn web(handler: impl Fn(&Request, usize) -> Response + Send + Sync + 'static) -> Web {
    let authority = Authority::new();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(Some(&authority), move |request| {
        handler(request, count.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
    });
    let tested = client(Some(&authority), &[&server.address()], Credentials::none());
    Web { server, tested }
}

impl Web {
    fn url(&self) -> HttpsReference {
        match Reference::parse(&format!("https://{}/network.wasm", self.server.address())).unwrap() {
            Reference::Https(url) => url,
            Reference::Oci(_) => unreachable!(),
        }
    }

    fn download(&self, limit: u64) -> Result<Vec<u8>, RegistryError> {
        let mut file = Vec::new();
        self.tested.client.download(&self.url(), limit, &mut file).map(|()| file)
    }

    fn told(&self, limit: u64) -> String {
        told(&self.download(limit).unwrap_err(), &self.server.address())
    }
}

fn rest_of(file: &[u8], request: &Request) -> Response {
    match request.headers.get("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')) {
        None => Response::new(200, file),
        Some(start) => {
            let start: usize = start.parse().unwrap();
            let range = format!("bytes {start}-{}/{}", file.len() - 1, file.len());
            Response::new(206, &file[start..]).with_header("Content-Range", &range)
        }
    }
}

#[test]
fn download_resumes_where_it_broke_off() {
    let web = web(|request, count| {
        let whole = rest_of(&some_bytes(), request);
        if count == 0 { Response { cut_after: Some(400_000), ..whole } } else { whole }
    });
    assert_eq!(web.download(10 << 20).unwrap(), some_bytes());
    let requests = web.server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].headers["range"].starts_with("bytes="));
}

#[test]
fn download_restarts_if_the_server_cannot_resume() {
    let web = web(|_, count| match count {
        0 => Response { cut_after: Some(400_000), ..Response::new(200, some_bytes()) },
        1 => Response::new(416, ""),
        2 => Response { cut_after: Some(10), ..Response::new(200, some_bytes()) },
        3 => Response::new(206, "wrong place").with_header("Content-Range", "bytes 5-15/20"),
        _ => Response::new(200, some_bytes()),
    });
    assert_eq!(web.download(10 << 20).unwrap(), some_bytes());
    assert_eq!(web.tested.pauses.taken().len(), 4);
}

#[test]
fn download_waits_as_long_as_the_server_asks_up_to_a_minute() {
    let web = web(|_, count| match count {
        0 => Response::new(503, "").with_header("Retry-After", "3600"),
        _ => Response::new(200, "file"),
    });
    assert_eq!(web.download(10).unwrap(), b"file");
    assert_eq!(web.tested.pauses.taken(), [Duration::from_secs(60)]);
}

#[test]
fn download_errors_are_reported() {
    let status = |status: u16| web(move |_, _| Response::new(status, "")).told(10);
    let redirect = |target: &'static str| {
        web(move |_, _| Response::new(302, "").with_header("Location", target)).told(10)
    };
    let large = web(|_, _| Response::new(200, "0123456789a"));
    let texts = [
        status(404),
        status(401),
        status(403),
        status(500),
        redirect("http://example.invalid/network.wasm"),
        redirect("/network.wasm"),
        large.told(10),
    ];
    insta::assert_snapshot!(texts.join("\n"));
    assert_eq!(large.download(11).unwrap(), b"0123456789a");
    let gone = web(|_, _| Response::new(410, "")).download(10).unwrap_err();
    assert!(matches!(*gone.failure, Failure::NoFile));
}
