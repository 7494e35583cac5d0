use super::*;
use crate::client::Proxies;
use crate::credentials::Credentials;

/// Returns a gate to `r.example`, or to another host, with or without TLS. The user allows `plain.example` to do without.
fn gate(host: &str, plain_http: bool) -> Gate {
    network::install_tls();
    let mut options = ClientOptions::new(Proxies::default(), Credentials::none());
    let plain = RegistrySettings { ca: None, plain_http: Some(true) };
    options.registries.insert("plain.example:5000".to_owned(), plain.clone());
    options.registries.insert("other.example".to_owned(), plain);
    options
        .registries
        .insert("strict.example".to_owned(), RegistrySettings { ca: None, plain_http: Some(false) });
    Gate::open(host, &RegistrySettings::default(), &options, plain_http).unwrap()
}

fn followed(gate: &Gate, from: &str, address: &[u8]) -> String {
    let from = Url::parse(from).unwrap();
    match gate.follow(&from, &HeaderValue::from_bytes(address).unwrap()) {
        Ok(url) => url.to_string(),
        Err(failure) => format!("refused: {failure}"),
    }
}

/// Every form in which a server may name the next address. Those that are refused say why.
#[test]
fn gate_never_leads_from_tls_to_plain_http() {
    let gate = gate("r.example", false);
    let mut addresses: Vec<Vec<u8>> = [
        "https://r.example/v2/",
        "https://elsewhere.example:8443/x?y=z",
        "HTTPS://Elsewhere.Example/x",
        "/token",
        "token?x=1",
        "?x=1",
        "//elsewhere.example/x",
        "///elsewhere.example/x",
        "/\\\\elsewhere.example/x",
        "\\\\elsewhere.example\\x",
        "https:elsewhere",
        "https:/elsewhere.example/x",
        "http://r.example/v2/",
        "http://r.example:443/v2/",
        "http://r.example:80/",
        "HTTP://r.example/",
        "hTtP://r.example/",
        "http:r.example",
        "http:/r.example",
        "http:///r.example",
        "  http://r.example/  ",
        "http://localhost/",
        "http://127.0.0.1:5000/",
        "http://[::1]/",
        "http://0x7f000001/",
        "http://plain.example:5000/",
        "http://other.example/",
        "http://user:password@r.example/",
        "https://user:password@r.example/token",
        "https://user@r.example/token",
        "https://:password@r.example/token",
        "https://r.example@evil.example/",
        "https://r.example%40evil.example/",
        "ftp://r.example/token",
        "file:///etc/passwd",
        "file://r.example/token",
        "data:text/plain,token",
        "javascript:alert(1)",
        "blob:https://r.example/x",
        "ws://r.example/",
        "wss://r.example/",
        "gopher://r.example/",
        "unix:/run/docker.sock",
        "mailto:a@r.example",
        "https://",
        "https://:443/",
        "https://r.example:99999/",
        "https://[::1",
        "https://exa mple/",
        "",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    addresses.push(b"h\tttp://r.example/".to_vec());
    addresses.push(b"https://b\xc3\xbccher.example/".to_vec());
    addresses.push(b"https://r.example/\xff".to_vec());
    addresses.push([b"https://r.example/".as_slice(), &[b'a'; 9000]].concat());
    let told: Vec<String> = addresses
        .iter()
        .map(|address| {
            let followed = followed(&gate, "https://r.example/v2/a/manifests/1", address);
            assert!(followed.starts_with("https://") || followed.starts_with("refused: "), "{followed}");
            let shown: String = String::from_utf8_lossy(address).escape_debug().take(60).collect();
            format!("{shown} -> {followed}")
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn gate_allows_plain_http_only_to_configured_hosts_and_loopback() {
    let gate = gate("plain.example:5000", true);
    let from = "http://plain.example:5000/v2/";
    for address in [
        "/v2/a",
        "http://plain.example:5000/a",
        "http://PLAIN.example:05000/a",
        "http://other.example/",
        "http://other.example:80/",
        "http://127.0.0.1:1/",
        "http://[::1]:1/",
        "https://anywhere.example/",
    ] {
        assert!(!followed(&gate, from, address.as_bytes()).starts_with("refused"), "{address}");
    }
    for address in [
        "http://plain.example/",
        "http://plain.example:5001/",
        "http://other.example:81/",
        "http://strict.example/",
        "http://evil.example/",
        "http://localhost.evil.example/",
        "http://evil.localhost/",
        "http://127.0.0.1.evil.example/",
        "http://128.0.0.1/",
        "http://u@127.0.0.1/",
    ] {
        assert!(followed(&gate, from, address.as_bytes()).starts_with("refused"), "{address}");
    }
}
