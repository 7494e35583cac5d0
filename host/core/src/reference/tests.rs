use super::*;

#[test]
fn reads_every_form() {
    for text in [
        "oci://registry.example/platform/network:1.4",
        "oci://registry.example:5000/network:1.0.0_x",
        "oci://localhost:5000/a/b/c-d__e.f",
        "oci://[::1]:5000/network:_x",
        "oci://192.0.2.1/network@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "https://example.com/network.wasm",
        "https://example.com:8443/a/b?c=d",
    ] {
        assert_eq!(Reference::parse(text).unwrap().to_string(), text);
    }
    let Reference::Oci(reference) = Reference::parse("oci://r.example:5000/platform/network:1.4").unwrap()
    else {
        panic!("not an OCI reference");
    };
    assert_eq!(reference.repository.registry(), "r.example:5000");
    assert_eq!(reference.repository.name(), "platform/network");
    assert_eq!(reference.tag(), Some("1.4"));
    assert_eq!(reference.digest(), None);
    let digest = Digest::of(b"manifest");
    let exact = reference.repository.with_digest(digest);
    assert_eq!((exact.tag(), exact.digest()), (None, Some(digest)));
    let Reference::Https(reference) = Reference::parse("https://Example.com/network.wasm").unwrap() else {
        panic!("not a URL");
    };
    assert_eq!(reference.as_str(), "https://example.com/network.wasm");
}

#[test]
fn registry_has_one_spelling() {
    for (text, canonical) in [
        ("oci://R.Example/a", "oci://r.example/a"),
        ("oci://r.example:443/a:1", "oci://r.example/a:1"),
        ("oci://localhost:035575/a", "oci://localhost:35575/a"),
        ("oci://127.1:5000/a", "oci://127.0.0.1:5000/a"),
        ("oci://0x7f000001/a", "oci://127.0.0.1/a"),
        ("oci://[0:0:0:0:0:0:0:1]:05/a", "oci://[::1]:5/a"),
        ("oci://bücher.example/a", "oci://xn--bcher-kva.example/a"),
        ("oci://index.docker.io/acme/a", "oci://docker.io/acme/a"),
        ("oci://registry-1.docker.io/acme/a", "oci://docker.io/acme/a"),
    ] {
        assert_eq!(Reference::parse(text).unwrap().to_string(), canonical);
    }
    for text in [
        "r.ex\tample/a",
        "r.ex%61mple/a",
        "r.example:/a",
        "r.example:0/a",
        "r.example:+5/a",
        "r.example\\x/a",
        "r.exa\u{200b}\u{0}mple/a",
        "256.1.1.1/a",
        "1.2.3.4.5/a",
    ] {
        assert!(Repository::parse(text).is_err(), "{text}");
    }
    assert!(Namespace::parse("R.EXAMPLE:05000").unwrap().is_registry());
    assert!(!Namespace::parse("R.EXAMPLE:05000/a").unwrap().is_registry());
    assert_eq!(Namespace::parse("R.EXAMPLE:05000").unwrap().registry(), "r.example:5000");
}

#[test]
fn hosts_have_no_blanks_or_control_characters() {
    let is_odd = |c: &char| !c.is_ascii() && (c.is_whitespace() || c.is_control());
    for odd in ('\0'..=char::MAX).filter(is_odd) {
        assert_eq!(grammar::authority(&format!("a{odd}b")), None, "{odd:?}");
    }
    assert_eq!([".", "a."].map(grammar::authority), [None, Some("a".to_owned())]);
}

#[test]
fn repository_names_have_up_to_255_bytes() {
    let is_name = |name: &str| Repository::parse(&format!("r.example/{name}")).is_ok();
    assert_eq!([255, 256, 257].map(|length| is_name(&"a".repeat(length))), [true, false, false]);
    for name in ["a.", ".a", "a-", "-a", "a/_b", "a..b"] {
        assert!(!is_name(name), "{name}");
    }
}

#[test]
fn tells_references_from_paths() {
    assert!(Reference::looks_like_one("oci://x/y"));
    assert!(Reference::looks_like_one("ftp://x/y"));
    assert!(!Reference::looks_like_one("./tiers/waf.ts"));
    assert!(!Reference::looks_like_one("network"));
    assert!(!Reference::looks_like_one("./a://b"));
    assert!(!Reference::looks_like_one("1a://b"));
    assert!(!Reference::looks_like_one("a b://c"));
}

#[test]
fn namespace_contains_references_with_its_prefix() {
    let repository = Repository::parse("r.example/platform/network").unwrap();
    for text in ["r.example", "oci://r.example/", "r.example/platform", "r.example/platform/network"] {
        assert!(Namespace::parse(text).unwrap().contains(&repository), "{text}");
    }
    for text in ["r.example:5000", "r.example/plat", "r.example/platform/network/x"] {
        assert!(!Namespace::parse(text).unwrap().contains(&repository), "{text}");
    }
    assert!(Namespace::parse("r_example/platform").is_err());
    assert_eq!(Namespace::parse("oci://r.example/platform/").unwrap().to_string(), "r.example/platform");
}

#[test]
fn refuses_with_a_reason_and_a_hint() {
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let refusals = [
        "registry.example/network:1",
        "ftp://example.com/network.wasm",
        "http://example.com/network.wasm",
        "oci://registry.example",
        "oci://registry.example:5000",
        "oci:///network:1",
        "oci://registry_example/network:1",
        "oci://registry.example:70000/network:1",
        "oci://[::1/network",
        "oci://registry.example/Platform/network:1",
        "oci://registry.example/platform//network",
        "oci://registry.example/Platform//network",
        "oci://registry.example/platform/a___b",
        "oci://registry.example/network:1.0.0+x",
        "oci://registry.example/network:-1",
        "oci://registry.example/network:-1+x",
        "oci://registry.example/network:",
        "oci://registry.example/network@sha256:12",
        "oci://registry.example/network@sha512:12",
        &format!("oci://registry.example/network:1@{digest}"),
        "https://",
        "https://user:secret@example.com/network.wasm",
        "https://secret@example.com/network.wasm",
        "https://:secret@example.com/network.wasm",
        "https://example.com/network.wasm#x",
    ]
    .map(|text| {
        let error = Reference::parse(text).unwrap_err();
        format!("{error}\n  hint: {}\n", error.hint())
    })
    .concat();
    insta::assert_snapshot!(refusals);
    assert!(!refusals.contains("secret"));
}

proptest::proptest! {
    #[test]
    fn never_panics_and_prints_what_it_read(text in "(oci|https)://[\\[\\]a-zA-Z0-9.:/@_+#?é-]{0,40}") {
        if let Ok(reference) = Reference::parse(&text) {
            proptest::prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }
    }
}
