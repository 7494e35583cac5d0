//! Tests logins and redirects of a registry with TLS: servers on loopback without TLS receive no request, and other hosts
//! receive no credentials.

use crate::support::{Tested, logins, options, reference, tested};
use tempfile::TempDir;
use terrace_core::digest::Digest;
use terrace_core::reference::{HttpsReference, Reference};
use terrace_registry::RegistryError;
use terrace_registry::client::Upload;
use terrace_registry::credentials::Credentials;
use terrace_registry::layout::{Descriptor, media_type};
use terrace_test_registry::{Authority, Request, Response, Server};

const SECRET: &str = "tiers-for-all";

/// Hosts that record their requests: one with TLS, which is not the registry, and one without.
struct Others {
    plain: Server,
    other: Server,
}

impl Others {
    fn new(authority: &Authority) -> Self {
        let answer = |_: &Request| Response::new(200, "{\"token\": \"t\"}");
        Self { plain: Server::start(None, answer), other: Server::start(Some(authority), answer) }
    }
}

/// The step at which the registry misbehaves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// It names this token server.
    Realm,
    /// Its token server redirects.
    Token(u16),
    /// The manifest is on another host.
    Manifest(u16),
    Blob(u16),
    Tags(u16),
    Referrers(u16),
    Ping(u16),
    /// A blob is to be uploaded to another host.
    Upload,
    /// The upload host redirects.
    UploadRedirect(u16),
    /// The manifest is to be pushed to another host.
    Push(u16),
    /// The first of two redirects has TLS.
    Chain,
    /// A component at an `https://` URL redirects to another host.
    Download(u16),
}

fn registry(authority: &Authority, step: Step, target: String) -> Server {
    let own = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
    let shared = std::sync::Arc::clone(&own);
    let server = Server::start(Some(authority), move |request| {
        let address = shared.get().cloned().unwrap_or_default();
        answer(request, step, &target, &address)
    });
    own.set(server.address()).unwrap();
    server
}

fn answer(request: &Request, step: Step, target: &str, own: &str) -> Response {
    let go = |status: u16| Response::new(status, "").with_header("Location", target);
    let path = request.path.as_str();
    let is = |method: &str, within: &str| request.method == method && path.contains(within);
    if path == "/token" {
        return match step {
            Step::Token(status) => go(status),
            _ => Response::new(200, "{\"token\": \"registry-token\"}"),
        };
    }
    if path == "/next" {
        return go(302);
    }
    if !request.headers.contains_key("authorization") && path.starts_with("/v2/") && path != "/v2/public/" {
        if let (Step::Ping(status), "/v2/") = (step, path) {
            return go(status);
        }
        let realm = if step == Step::Realm { target.to_owned() } else { format!("https://{own}/token") };
        let challenge = format!("Bearer realm=\"{realm}\",service=\"s\"");
        return Response::new(401, "").with_header("WWW-Authenticate", &challenge);
    }
    match step {
        Step::Manifest(status) if is("GET", "/manifests/") => go(status),
        Step::Chain if is("GET", "/manifests/") => Response::new(302, "").with_header("Location", "/next"),
        Step::Blob(status) if is("GET", "/blobs/") => go(status),
        Step::Tags(status) if is("GET", "/tags/list") => go(status),
        Step::Referrers(status) if is("GET", "/referrers/") => go(status),
        Step::Upload if is("POST", "/uploads/") => go(202),
        Step::UploadRedirect(status) if is("POST", "/uploads/") => go(status),
        Step::Push(status) if is("PUT", "/manifests/") => go(status),
        Step::Download(status) if path == "/file.wasm" => go(status),
        _ if is("HEAD", "/blobs/") => Response::new(404, ""),
        _ if is("POST", "/uploads/") => Response::new(202, "").with_header("Location", "/v2/a/up"),
        _ if request.method == "PUT" => Response::new(201, ""),
        _ if is("GET", "/tags/list") => Response::new(200, "{\"tags\": [\"1.0.0\"]}"),
        _ if is("GET", "/referrers/") => Response::new(200, "{\"manifests\": []}"),
        _ => Response::new(200, "{}").with_header("Content-Type", media_type::MANIFEST),
    }
}

struct Setup {
    _logins: TempDir,
    tested: Tested,
    registry: Server,
    others: Others,
}

fn setup(step: Step, target: impl Fn(&Others, &Authority) -> String, identity: bool) -> Setup {
    let authority = Authority::new();
    let others = Others::new(&authority);
    let registry = registry(&authority, step, target(&others, &authority));
    let directory = tempfile::tempdir().unwrap();
    let address = registry.address();
    let credentials = match identity {
        false => logins(directory.path(), &[&address], "ann", SECRET),
        true => {
            let text = format!("{{\"auths\": {{\"{address}\": {{\"identitytoken\": \"{SECRET}\"}}}}}}");
            std::fs::write(directory.path().join("config.json"), text).unwrap();
            Credentials::in_directory(directory.path())
        }
    };
    let mut options = options(Some(&authority), &[&address], credentials);
    options.attempts = 1;
    Setup { _logins: directory, tested: tested(options), registry, others }
}

impl Setup {
    /// Performs every operation of a client.
    fn everything(&self) -> Vec<Result<(), RegistryError>> {
        let client = &self.tested.client;
        let named = reference(&self.registry.address(), "a:1.0.0");
        let repository = &named.repository;
        let mut sink = Vec::new();
        let blob = Descriptor::of("x", b"{}");
        let url = match Reference::parse(&format!("https://{}/file.wasm", self.registry.address())).unwrap() {
            Reference::Https(url) => url,
            Reference::Oci(_) => unreachable!(),
        };
        vec![
            client.resolve(&named).map(drop),
            client.pull(repository, &blob, &mut sink),
            client.tags(repository).map(drop),
            client.referrers(repository, Digest::of(b"{}"), None).map(drop),
            client.push(&named, Upload { manifest: b"{}", blobs: &[b"blob"] }).map(drop),
            client.check_login(&self.registry.address(), "ann", SECRET),
            self.download(&url),
        ]
    }

    fn download(&self, url: &HttpsReference) -> Result<(), RegistryError> {
        self.tested.client.download(url, 1000, &mut Vec::new())
    }
}

/// Returns true if a request contains any part of a login. A token issued by the other host itself does not count.
fn has_login(request: &Request) -> bool {
    let basic = "YW5uOnRpZXJzLWZvci1hbGw=";
    let text = format!("{request:?}{}", String::from_utf8_lossy(&request.body));
    [SECRET, basic, "registry-token", "authorization"].iter().any(|secret| text.contains(secret))
}

fn steps() -> Vec<Step> {
    let mut steps = vec![Step::Realm, Step::Upload, Step::Chain];
    for status in [301, 302, 303, 307, 308] {
        steps.extend([
            Step::Token(status),
            Step::Manifest(status),
            Step::Blob(status),
            Step::Tags(status),
            Step::Referrers(status),
            Step::Ping(status),
            Step::UploadRedirect(status),
            Step::Push(status),
            Step::Download(status),
        ]);
    }
    steps
}

#[test]
fn plain_http_host_receives_nothing_from_a_tls_registry() {
    let forms: [fn(&str) -> String; 4] = [
        |address| format!("http://{address}/x"),
        |address| format!("HTTP://{address}/x"),
        |address| format!("http://ann:password@{address}/x"),
        |address| format!("http:\\\\{address}\\x"),
    ];
    for step in steps() {
        for (number, form) in forms.iter().enumerate() {
            let setup = setup(step, |others, _| form(&others.plain.address()), number % 2 == 1);
            let results = setup.everything();
            let failed = results.iter().filter(|result| result.is_err()).count();
            assert_eq!(setup.others.plain.requests(), [], "{step:?} {number}");
            assert!(failed > 0, "{step:?} {number}: nothing was refused");
        }
    }
}

#[test]
fn login_is_sent_to_another_host_only_as_the_token_server() {
    for step in steps() {
        for identity in [false, true] {
            let setup = setup(step, |others, _| format!("https://{}/x", others.other.address()), identity);
            setup.everything();
            let requests = setup.others.other.requests();
            if step == Step::Realm {
                // Docker's own registry has its token server on another host.
                assert!(requests.iter().any(has_login), "{step:?}");
                continue;
            }
            let seen: Vec<_> = requests.iter().filter(|request| has_login(request)).collect();
            assert!(seen.is_empty(), "{step:?} {identity}: {seen:?}");
        }
    }
}

#[test]
fn redirect_loop_ends() {
    let setup = setup(Step::Chain, |_, _| "/next".to_owned(), false);
    let error = setup.tested.client.resolve(&reference(&setup.registry.address(), "a:1.0.0")).unwrap_err();
    assert!(error.to_string().contains("too many redirects"), "{error}");
    let asked = setup.registry.requests().iter().filter(|request| request.path == "/next").count();
    assert_eq!(asked, 10);
}
