use super::*;

fn refused() -> String {
    "Connection refused (os error 111)".to_owned()
}

#[test]
fn failures_say_what_to_do() {
    let host = || "registry.example".to_owned();
    let failures = [
        Failure::Unauthorized { host: host(), user: None },
        Failure::Unauthorized { host: host(), user: Some("ann".to_owned()) },
        Failure::Forbidden { host: host(), message: "requested access is denied".to_owned() },
        Failure::NoManifest { host: host(), near: vec!["1.4.2".to_owned(), "1.4.1".to_owned()] },
        Failure::NoManifest { host: host(), near: Vec::new() },
        Failure::NoBlob { digest: Digest::of(b"") },
        Failure::NoFile,
        Failure::NotPublic { host: host() },
        Failure::TooManyRequests { host: host() },
        Failure::Server { host: host(), status: 500, message: "<html>\u{1b}[31m\nmore".to_owned() },
        Failure::Refused { host: host(), status: Some(405), message: String::new() },
        Failure::Refused { host: host(), status: None, message: "unsupported".to_owned() },
        Failure::NoAddress { host: host() },
        Failure::Connect { host: host(), proxy: None, reason: refused() },
        Failure::Connect { host: "localhost:5000".to_owned(), proxy: None, reason: refused() },
        Failure::Connect { host: host(), proxy: Some("127.0.0.1:3128".to_owned()), reason: refused() },
        Failure::TimedOut { host: host(), connecting: true },
        Failure::TimedOut { host: host(), connecting: false },
        Failure::UnknownAuthority { host: host() },
        Failure::Certificate { host: host(), reason: "it has expired".to_owned() },
        Failure::PlainHttp { host: host() },
        Failure::Cut { host: host(), reason: "10 of 20 bytes received".to_owned() },
        Failure::WrongDigest { expected: Digest::of(b"") },
        Failure::TooLarge { what: "the manifest", limit: 4 },
        Failure::Malformed { host: host(), reason: "expected value at line 1 column 1".to_owned() },
        Failure::Redirect { host: host(), reason: "too many redirects".to_owned() },
        Failure::Redirect { host: host(), reason: "`http://evil.example` has no TLS".to_owned() },
        Failure::TookTooLong { limit: Duration::from_secs(300) },
        Failure::TooMany { host: host(), what: "pages", limit: 1000 },
        Failure::NoCatalog { host: host() },
        Failure::Keep(std::io::Error::from(std::io::ErrorKind::StorageFull)),
        Failure::Setup { host: host(), reason: "invalid".to_owned() },
        Failure::NoCertificate { host: host() },
        Failure::GaveUp { attempts: 5, last: Box::new(Failure::TooManyRequests { host: host() }) },
    ];
    let texts = failures.map(|failure| {
        let error = RegistryError::new(&"oci://registry.example/network:1", failure);
        format!("{error}\n  hint: {}\n", error.hint())
    });
    insta::assert_snapshot!(texts.concat());
}

#[test]
fn pauses_are_shown_in_seconds() {
    let texts = [1, 500, 1999, 2000, 30_000, 61_001].map(|ms| seconds(Duration::from_millis(ms)));
    assert_eq!(texts, ["0.1 s", "0.5 s", "2 s", "2 s", "30 s", "62 s"]);
}
