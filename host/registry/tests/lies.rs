//! Tests responses of a registry that never end, make no sense, or are slow. Each of these lies ends soon, and together they
//! take little memory.

use crate::support::{CLOSED_PORT, options, reference, run_alone, tested, told};
use serde_json::json;
use std::time::{Duration, Instant};
use terrace_core::digest::Digest;
use terrace_core::reference::{HttpsReference, Namespace, Reference};
use terrace_registry::RegistryError;
use terrace_registry::client::{Client, Pace, Upload};
use terrace_registry::credentials::Credentials;
use terrace_registry::layout::{Descriptor, media_type};
use terrace_test_registry::{Authority, Repeat, Request, Response, Server};

/// The longest time that a lie may take.
const LONGEST: Duration = Duration::from_secs(20);

/// The most memory that the process, including its servers, may use at any time.
const MOST_MEMORY: u64 = 400 << 20;

/// The operation that the client performs.
#[derive(Clone, Copy)]
enum Ask {
    Tags,
    Catalog,
    Resolve,
    ResolveByDigest,
    Referrers,
    Pull,
    Push,
    Login,
    Download,
}

use Ask::{Catalog, Download, Login, Pull, Push, Referrers, Resolve, ResolveByDigest, Tags};

type Answer = Box<dyn Fn(&Request, usize) -> Response + Send + Sync>;

/// A lie: the operation, the path that is lied about, and the response.
struct Lie {
    name: &'static str,
    ask: Ask,
    within: &'static str,
    answer: Answer,
}

fn lie(name: &'static str, ask: Ask, within: &'static str, answer: Response) -> Lie {
    Lie { name, ask, within, answer: Box::new(move |_, _| answer.clone()) }
}

/// A lie whose response depends on the number of the request.
fn lies(
    name: &'static str,
    ask: Ask,
    within: &'static str,
    answer: impl Fn(&Request, usize) -> Response + Send + Sync + 'static,
) -> Lie {
    Lie { name, ask, within, answer: Box::new(answer) }
}

fn ok(body: impl Into<Vec<u8>>) -> Response {
    Response::new(200, body)
}

fn endless(status: u16, body: &str, piece: &str) -> Response {
    let repeat = Repeat { piece: piece.repeat((64 << 10) / piece.len()).into_bytes(), pause: Duration::ZERO };
    Response { repeat: Some(repeat), ..Response::new(status, body) }
}

/// A byte now and then.
fn slow(status: u16, body: &str) -> Response {
    let repeat = Repeat { piece: b" ".to_vec(), pause: Duration::from_millis(20) };
    Response { repeat: Some(repeat), ..Response::new(status, body) }
}

fn huge(body: &str) -> Response {
    Response { length: Some(6 << 30), ..endless(200, body, "aaaaaaaa") }
}

fn raw(bytes: impl Into<Vec<u8>>) -> Response {
    Response { raw: Some(bytes.into()), ..Response::default() }
}

fn tags(names: &[String]) -> Response {
    ok(json!({ "tags": names }).to_string())
}

fn page(prefix: &str, count: usize) -> Vec<String> {
    (0..100).map(|name| format!("{prefix}{count}-{name}")).collect()
}

fn referrer(number: usize) -> serde_json::Value {
    json!({ "mediaType": media_type::MANIFEST, "digest": Digest::of(&number.to_le_bytes()), "size": 1, "artifactType": "x" })
}

fn about_lists() -> Vec<Lie> {
    vec![
        lie("a list without end", Tags, "/tags/", endless(200, "{\"tags\": [", "\"1.0.0\",")),
        lie("a list of 6 GiB", Tags, "/tags/", huge("{\"tags\": [\"")),
        lies("pages without end", Tags, "/tags/", |_, count| tags(&page("1.0.", count))),
        lies("pages without end and without order", Tags, "/tags/", |_, count| {
            tags(&page("z", 100_000 - count))
        }),
        lies("large pages", Tags, "/tags/", |_, count| {
            ok(format!("{{\"tags\": {}{}}}", json!(page("1.0.", count)), " ".repeat(7 << 20)))
        }),
        lie("one page again and again", Tags, "/tags/", tags(&page("1.0.", 0))),
        lie("one name again and again", Tags, "/tags/", tags(&vec!["1.0.0".to_owned(); 100])),
        lie(
            "a hundred thousand names and one",
            Tags,
            "/tags/",
            tags(&(0..=100_000).map(|name| name.to_string()).collect::<Vec<_>>()),
        ),
        lie("names of 100 kB", Tags, "/tags/", tags(&vec!["1".repeat(100_000); 20])),
        lie(
            "names with control characters",
            Tags,
            "/tags/",
            ok("{\"tags\": [\"\\u001b[2J\", \"1\\n2\", \"\\u202e1\", \"../x\", \"\"]}"),
        ),
        lie("brackets without end", Tags, "/tags/", ok("[".repeat(1 << 20))),
        lie("tags within tags", Tags, "/tags/", ok("{\"tags\":".repeat(100_000))),
        lie(
            "other things within",
            Tags,
            "/tags/",
            ok(format!("{{\"x\": {}{}, \"tags\": []}}", "[".repeat(50_000), "]".repeat(50_000))),
        ),
        lie("no text", Tags, "/tags/", ok(vec![0xff; 1000])),
        lie("no tags", Tags, "/tags/", ok("{\"tags\": null}")),
        lie("nothing at all", Tags, "/tags/", ok("")),
        lie("an object of tags", Tags, "/tags/", ok("{\"tags\": {\"1.0.0\": 1}}")),
        lie("numbers", Tags, "/tags/", ok("{\"tags\": [1e999]}")),
        lie("tags twice", Tags, "/tags/", ok("{\"tags\": [\"1\"], \"tags\": [\"2\"]}")),
        lie(
            "packed",
            Tags,
            "/tags/",
            ok(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).with_header("Content-Encoding", "gzip"),
        ),
        lie("a byte now and then", Tags, "/tags/", slow(200, "{\"tags\": [")),
        lie("silence", Tags, "/tags/", Response { stall_after: Some(5), ..ok("{\"tags\": []}") }),
        lie("less than it says", Tags, "/tags/", Response { length: Some(1000), ..ok("{\"tags\": []}") }),
        lie("more than it says", Tags, "/tags/", Response { length: Some(5), ..ok("{\"tags\": []}") }),
        lie("a length that is none", Tags, "/tags/", raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}")),
        lie(
            "two lengths",
            Tags,
            "/tags/",
            raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        ),
        lie(
            "chunks without sense",
            Tags,
            "/tags/",
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}"),
        ),
        lie(
            "a chunk without end",
            Tags,
            "/tags/",
            Response {
                repeat: Some(Repeat { piece: vec![b' '; 64 << 10], pause: Duration::ZERO }),
                ..raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n")
            },
        ),
        lie("a header of 1 MB", Tags, "/tags/", ok("{}").with_header("X", &"x".repeat(1 << 20))),
        lie(
            "ten thousand headers",
            Tags,
            "/tags/",
            (0..10_000).fold(ok("{}"), |answer, number| answer.with_header(&format!("X-{number}"), "x")),
        ),
        lie(
            "a header without end",
            Tags,
            "/tags/",
            Response {
                repeat: Some(Repeat { piece: vec![b'x'; 64 << 10], pause: Duration::ZERO }),
                ..raw("HTTP/1.1 200 OK\r\nX: ")
            },
        ),
        lie(
            "a header byte by byte",
            Tags,
            "/tags/",
            Response {
                repeat: Some(Repeat { piece: b"x".to_vec(), pause: Duration::from_millis(20) }),
                ..raw("HTTP/1.1 200 OK\r\nX: ")
            },
        ),
        lie(
            "it goes on and on",
            Tags,
            "/tags/",
            Response {
                repeat: Some(Repeat {
                    piece: b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
                    pause: Duration::from_millis(1),
                }),
                ..raw("HTTP/1.1 100 Continue\r\n\r\n")
            },
        ),
        lie("another protocol", Tags, "/tags/", raw("SSH-2.0-OpenSSH_9\r\n")),
        lie("a status that is none", Tags, "/tags/", raw("HTTP/1.1 999999 X\r\n\r\n")),
        lie("a status of its own", Tags, "/tags/", Response::new(299, "{}")),
        lie("a redirect to itself", Tags, "/tags/", Response::new(302, "").with_header("Location", "?")),
        lie("a redirect to nowhere", Tags, "/tags/", Response::new(302, "")),
        lies("redirects without end", Tags, "/", |_, count| {
            Response::new(307, "").with_header("Location", &format!("/tags/{count}"))
        }),
        lie(
            "a next page that is the same",
            Tags,
            "/tags/",
            ok("{\"tags\": [\"1.0.0\"]}").with_header("Link", "<?last=1.0.0>; rel=\"next\""),
        ),
        lie(
            "a next page elsewhere",
            Tags,
            "/tags/",
            ok("{\"tags\": [\"1.0.0\"]}").with_header("Link", "<http://127.0.0.1:9/>; rel=\"next\""),
        ),
        lie(
            "a pause of 30 years",
            Tags,
            "/tags/",
            Response::new(429, "").with_header("Retry-After", "1000000000"),
        ),
        lie(
            "a pause of more than a number",
            Tags,
            "/tags/",
            Response::new(503, "").with_header("Retry-After", &"9".repeat(100)),
        ),
        lie(
            "a pause until 9999",
            Tags,
            "/tags/",
            Response::new(503, "").with_header("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ),
        lie("an excuse without end", Tags, "/tags/", endless(500, "{\"errors\": [", "{\"message\": \"\"},")),
        lie("nothing there, without end", Tags, "/tags/", endless(404, "", "not found ")),
        lie("a slow excuse", Tags, "/tags/", slow(400, "bad")),
        lie(
            "an excuse with escapes",
            Tags,
            "/tags/",
            Response::new(400, "{\"errors\": [{\"message\": \"\\u001b[2J\\u202egood\\nbad\"}]}"),
        ),
        lies("repositories without end", Catalog, "/_catalog", |_, count| {
            ok(json!({ "repositories": page("a/", count) }).to_string())
        }),
        lie(
            "a catalogue without end",
            Catalog,
            "/_catalog",
            endless(200, "{\"repositories\": [", "\"a/b\","),
        ),
        lie(
            "names that are none",
            Catalog,
            "/_catalog",
            ok("{\"repositories\": [\"../a\", \"A\", \"a b\", \"\", \"a:1\", \"\\u0000\"]}"),
        ),
        lie("referrers without end", Referrers, "/referrers/", endless(200, "{\"manifests\": [", "{},")),
        lie(
            "too many referrers",
            Referrers,
            "/referrers/",
            ok(json!({ "manifests": (0..101).map(referrer).collect::<Vec<_>>() }).to_string()),
        ),
        lie(
            "ten thousand referrers",
            Referrers,
            "/referrers/",
            ok(json!({ "manifests": (0..10_000).map(referrer).collect::<Vec<_>>() }).to_string()),
        ),
        lie(
            "a referrer of less than nothing",
            Referrers,
            "/referrers/",
            ok("{\"manifests\": [{\"mediaType\": \"x\", \"digest\": \"x\", \"size\": -1}]}"),
        ),
        lie(
            "a referrer with another digest",
            Referrers,
            "/referrers/",
            ok("{\"manifests\": [{\"mediaType\": \"x\", \"digest\": \"sha512:00\", \"size\": 1}]}"),
        ),
        lies("referrers by a tag without end", Referrers, "/v2/a/", |request, _| {
            match request.path.contains("/referrers/") {
                true => Response::new(404, ""),
                false => endless(200, "{\"manifests\": [", "{},"),
            }
        }),
    ]
}

fn about_manifests_and_blobs() -> Vec<Lie> {
    vec![
        lie("a manifest without end", Resolve, "/manifests/", endless(200, "{", " ")),
        lie("a manifest of 6 GiB", Resolve, "/manifests/", huge("{")),
        lie("a slow manifest", Resolve, "/manifests/", slow(200, "{")),
        lie("another manifest", ResolveByDigest, "/manifests/", ok("{\"other\": true}")),
        lie(
            "a digest in a header",
            ResolveByDigest,
            "/manifests/",
            ok("{\"other\": true}").with_header("Docker-Content-Digest", &Digest::of(b"{}").to_string()),
        ),
        lie("a login that is never good", Resolve, "/manifests/", Response::new(401, "")),
        lie(
            "unknown, and tags without end",
            Resolve,
            "/v2/a/",
            Response { status: 404, ..endless(404, "", "no ") },
        ),
        lie("a blob without end", Pull, "/blobs/", endless(200, "blob", "blob")),
        lie("a blob of 6 GiB", Pull, "/blobs/", huge("blob")),
        lie("another blob", Pull, "/blobs/", ok("glob")),
        lie("half a blob, always", Pull, "/blobs/", ok("bl")),
        lie("no byte of a blob, always", Pull, "/blobs/", ok("")),
        lie(
            "a slow blob",
            Pull,
            "/blobs/",
            Response {
                repeat: Some(Repeat { piece: Vec::new(), pause: Duration::from_millis(10) }),
                ..ok("bl")
            },
        ),
        lie(
            "a part that nobody wanted",
            Pull,
            "/blobs/",
            Response::new(206, "ob").with_header("Content-Range", "bytes 2-3/4"),
        ),
        lies("a part of something else", Pull, "/blobs/", |_, count| match count {
            0 => ok("bl"),
            _ => Response::new(206, "ob").with_header("Content-Range", "bytes 18446744073709551615-3/4"),
        }),
        lies(
            "no part at all",
            Pull,
            "/blobs/",
            |_, count| if count == 0 { ok("bl") } else { Response::new(416, "") },
        ),
        lies("a part of another blob", Pull, "/blobs/", |_, count| match count {
            0 => ok("xx"),
            _ => Response::new(206, "ob").with_header("Content-Range", "bytes 2-3/4"),
        }),
        lie("a place for blobs that is not said", Push, "/uploads/", Response::new(202, "")),
        lie(
            "a place for blobs with a long name",
            Push,
            "/uploads/",
            Response::new(202, "").with_header("Location", &format!("/{}", "a".repeat(20_000))),
        ),
        lie(
            "a place for blobs that is none",
            Push,
            "/uploads/",
            Response::new(202, "").with_header("Location", "http://["),
        ),
        lie("thanks without end", Push, "/manifests/", endless(201, "", "thanks")),
        lie("no thanks, without end", Push, "/manifests/", endless(400, "", "no")),
        lie("a file without end", Download, "/file.wasm", endless(200, "", "file")),
        lie("a file of 6 GiB", Download, "/file.wasm", huge("")),
        lie("a slow file", Download, "/file.wasm", slow(200, "file")),
        lie(
            "a file with a wrong part",
            Download,
            "/file.wasm",
            Response::new(206, "file").with_header("Content-Range", "bytes 4-8/9"),
        ),
    ]
}

/// Lies for which the registry first requires a token, from `/token`.
fn about_tokens() -> Vec<Lie> {
    let challenge = |text: &str| Response::new(401, "").with_header("WWW-Authenticate", text);
    vec![
        lie("a token without end", Resolve, "/token", endless(200, "{\"token\": \"", "aaaaaaaa")),
        lie(
            "a token of 100 MB",
            Resolve,
            "/token",
            Response { length: Some(100 << 20), ..endless(200, "{\"token\": \"", "aaaaaaaa") },
        ),
        lie("a token of two lines", Resolve, "/token", ok("{\"token\": \"a\\r\\nX: y\"}")),
        lie("a token that is none", Resolve, "/token", ok("{\"token\": 1}")),
        lie("no token", Resolve, "/token", ok("{\"token\": null}")),
        lie("brackets for a token", Resolve, "/token", ok("[".repeat(60_000))),
        lie("a slow token", Resolve, "/token", slow(200, "{")),
        lie(
            "a token server in a circle",
            Resolve,
            "/token",
            Response::new(302, "").with_header("Location", "/token"),
        ),
        lie("a token server that fails", Resolve, "/token", endless(500, "", "no")),
        lie("a token server that is none", Resolve, "/v2/", challenge("Bearer realm=\"\"")),
        lie("a token server without a host", Resolve, "/v2/", challenge("Bearer realm=\"/token\"")),
        lie(
            "a token server that is a file",
            Resolve,
            "/v2/",
            challenge("Bearer realm=\"file:///etc/passwd\""),
        ),
        lie(
            "a token server with another protocol",
            Resolve,
            "/v2/",
            challenge("Bearer realm=\"ftp://127.0.0.1/\""),
        ),
        lie(
            "a challenge without end",
            Resolve,
            "/v2/",
            challenge(&format!("Bearer realm=\"{}", "a".repeat(100_000))),
        ),
        lie(
            "many challenges",
            Resolve,
            "/v2/",
            (0..90).fold(Response::new(401, ""), |answer, _| {
                answer.with_header("WWW-Authenticate", "Bearer realm=x")
            }),
        ),
        lie("an answer to a login without end", Login, "/v2/", endless(400, "", "no")),
        lie("a slow answer to a login", Login, "/v2/", slow(403, "no")),
    ]
}

fn serve(lie: Lie, authority: Option<&Authority>, wants_token: bool) -> (Server, &'static str, Ask) {
    let Lie { name, ask, within, answer } = lie;
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(authority, move |request| {
        // A client's first request to a host on this machine checks for TLS.
        if request.path.contains(within) && (within != "/" || request.path != "/v2/") {
            return answer(request, count.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
        }
        let host = request.headers.get("host").cloned().unwrap_or_default();
        match (request.method.as_str(), request.path.as_str()) {
            (_, "/v2/") if wants_token => {
                let challenge = format!("Bearer realm=\"http://{host}/token\",service=\"s\"");
                Response::new(401, "").with_header("WWW-Authenticate", &challenge)
            }
            ("HEAD", _) => Response::new(404, ""),
            ("POST", _) => Response::new(202, "").with_header("Location", "/up"),
            ("PUT", _) => Response::new(201, ""),
            _ => ok("{}"),
        }
    });
    (server, name, ask)
}

fn ask(client: &Client, ask: Ask, address: &str) -> Result<String, RegistryError> {
    let named = reference(address, "a:1.0.0");
    let repository = &named.repository;
    match ask {
        Tags => client.tags(repository).map(|tags| format!("{} tags", tags.len())),
        Catalog => client
            .catalog(&Namespace::parse(address).unwrap())
            .map(|names| format!("{} repositories", names.len())),
        Resolve => client.resolve(&named).map(|_| "a manifest".to_owned()),
        ResolveByDigest => {
            client.resolve(&repository.with_digest(Digest::of(b"{}"))).map(|_| "a manifest".to_owned())
        }
        Referrers => {
            let listed = client.referrers(repository, Digest::of(b"{}"), None);
            listed.map(|listed| format!("{} referrers", listed.len()))
        }
        Pull => {
            let mut sink = Vec::new();
            client.pull(repository, &Descriptor::of("x", b"blob"), &mut sink)?;
            Ok(format!("{} bytes", sink.len()))
        }
        Push => {
            client.push(&named, Upload { manifest: b"{}", blobs: &[b"blob"] }).map(|_| "pushed".to_owned())
        }
        Login => client.check_login(address, "ann", "secret").map(|()| "logged in".to_owned()),
        Download => {
            let url: HttpsReference = match Reference::parse(&format!("https://{address}/file.wasm")).unwrap()
            {
                Reference::Https(url) => url,
                Reference::Oci(_) => unreachable!(),
            };
            let mut sink = Vec::new();
            client.download(&url, 100_000, &mut sink)?;
            Ok(format!("{} bytes", sink.len()))
        }
    }
}

/// Runs a lie, and returns its outcome and how long it took.
fn tell(lie: Lie, wants_token: bool) -> String {
    let authority = Authority::new();
    let authority = matches!(lie.ask, Download).then_some(&authority);
    let (server, name, asked) = serve(lie, authority, wants_token);
    let address = server.address();
    let mut options = options(authority, &[&address], Credentials::none());
    options.attempts = 3;
    options.pace = Pace {
        connect: Duration::from_secs(1),
        idle: Duration::from_millis(400),
        grace: Duration::from_millis(200),
        slowest: 1 << 10,
        transfer: Duration::from_secs(3),
        question: Duration::from_secs(15),
    };
    let tested = tested(options);
    let began = Instant::now();
    let result = ask(&tested.client, asked, &address);
    assert!(began.elapsed() < LONGEST, "{name} took {:?}", began.elapsed());
    assert!(tested.pauses.taken().iter().sum::<Duration>() <= Duration::from_secs(120), "{name}");
    let outcome = match result {
        Ok(good) => good,
        Err(error) => told(&error, &address).lines().next().unwrap_or_default().to_owned(),
    };
    format!("{name}: {outcome}")
}

/// In its own process, because its memory is measured.
#[test]
fn lies_are_bounded_in_time_and_memory() {
    run_alone("lies::part_serves_all_lies", &[]);
}

#[test]
#[ignore = "a part of the test above"]
fn part_serves_all_lies() {
    let plain = about_lists().into_iter().chain(about_manifests_and_blobs()).map(|lie| (lie, false));
    let all: Vec<_> = plain.chain(about_tokens().into_iter().map(|lie| (lie, true))).collect();
    assert!(all.len() >= 100, "{}", all.len());
    let told: Vec<String> = all.into_iter().map(|(lie, wants_token)| tell(lie, wants_token)).collect();
    insta::assert_snapshot!("lies_are_bounded_in_time_and_memory", told.join("\n"));
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let most: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(most << 10 < MOST_MEMORY, "{most} kB");
    }
}

/// The whole query has a time limit as well, however it is drawn out.
#[test]
fn query_has_a_time_limit() {
    let lie = lies("pages that take their time", Tags, "/tags/", |_, count| {
        std::thread::sleep(Duration::from_millis(50));
        tags(&page("1.0.", count))
    });
    let (server, _, asked) = serve(lie, None, false);
    let address = server.address();
    let mut options = options(None, &[&address], Credentials::none());
    options.pace.question = Duration::from_secs(1);
    let error = ask(&tested(options).client, asked, &address).unwrap_err();
    assert!(error.to_string().contains("gave up after 1 s"), "{error}");
}

/// A blob that cannot be right leaves nothing behind.
#[test]
fn useless_downloads_are_discarded() {
    for (answer, left) in [
        (ok("glob"), 0),
        (endless(200, "blob", "blob"), 0),
        (Response::new(403, ""), 0),
        (Response::new(302, "").with_header("Location", "http://evil.example/"), 0),
        // A further attempt can continue from this one.
        (Response { cut_after: Some(2), ..ok("blob") }, 2),
    ] {
        let (server, ..) = serve(lie("", Pull, "/blobs/", answer), None, false);
        let address = server.address();
        let mut options = options(None, &[&address], Credentials::none());
        options.attempts = 1;
        let mut sink = Vec::new();
        let repository = reference(&address, "a:1.0.0").repository;
        tested(options).client.pull(&repository, &Descriptor::of("x", b"blob"), &mut sink).unwrap_err();
        assert_eq!(sink.len(), left);
    }
}

#[test]
fn closed_local_port_is_reported_without_retries() {
    for host in ["127.0.0.1", "localhost", "[::1]", "a.localhost"] {
        let tested = tested(options(None, &[], Credentials::none()));
        let error = tested.client.resolve(&reference(&format!("{host}:{CLOSED_PORT}"), "a:1")).unwrap_err();
        assert!(error.to_string().contains("cannot connect"), "{error}");
        assert!(tested.pauses.taken().is_empty(), "{host}");
    }
}
