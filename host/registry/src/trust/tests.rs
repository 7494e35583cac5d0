use super::*;
use crate::signature::{RejectedSignature, Rejection};
use proptest::prelude::*;
use terrace_core::reference::Reference;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

fn parse(reference: &str) -> Reference {
    Reference::parse(reference).unwrap_or_else(|error| panic!("{reference}: {error}"))
}

fn rule(line: usize, references: &[&str], signers: &[&str], threshold: usize) -> Rule {
    Rule {
        file: PathBuf::from("terrace.toml"),
        line,
        references: references.iter().map(|text| pattern(text)).collect(),
        signers: signers.iter().map(|name| (*name).to_owned()).collect(),
        threshold,
    }
}

fn signed_by(names: &[&str]) -> Verdict {
    Verdict { signers: names.iter().map(|name| (*name).to_owned()).collect(), rejected: Vec::new() }
}

#[test]
fn pattern_star_matches_within_a_segment_and_two_stars_across() {
    let matches = |text: &str, reference: &str| pattern(text).matches(&parse(reference));
    assert!(matches("oci://r.example/platform/*", "oci://r.example/platform/network:1.4"));
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert!(matches("oci://r.example/platform/*", &format!("oci://r.example/platform/network@{digest}")));
    assert!(!matches("oci://r.example/platform/*", "oci://r.example/platform/a/b"));
    assert!(matches("oci://r.example/platform/**", "oci://r.example/platform/a/b"));
    assert!(!matches("oci://r.example/platform/**", "oci://r.example/platform-2/a"));
    assert!(matches("oci://r.example/*/network", "oci://r.example/platform/network"));
    assert!(matches("oci://r.example/net*-v2", "oci://r.example/network-v2"));
    assert!(matches("oci://r.example:5000/**", "oci://r.example:5000/a:1"));
    assert!(!matches("oci://r.example:5000/**", "oci://r.example/a:1"));
    assert!(matches("https://example.com/**.wasm", "https://example.com/a/b.wasm"));
    assert!(matches("**", "oci://anything/at/all"));
    assert!(matches("**", "https://example.com/network.wasm"));
    assert!(!matches("oci://**", "https://example.com/network.wasm"));
}

/// Different spellings of the same thing. A rule and a reference that are written in any two of them must match.
const ALIKE: [(&str, &[&str]); 7] = [
    (
        "oci",
        &[
            "oci://r.example/platform/network",
            "oci://R.EXAMPLE/platform/network",
            "oci://r.example:443/platform/network",
            "oci://r.example:0443/platform/network",
            "oci://r%2eexample/platform/network",
        ],
    ),
    (
        "ports",
        &[
            "oci://localhost:35575/platform/network",
            "oci://localhost:035575/platform/network",
            "oci://LocalHost:0000035575/platform/network",
            "oci://localhost:+35575/platform/network",
        ],
    ),
    (
        "addresses",
        &[
            "oci://127.0.0.1:5000/a",
            "oci://127.1:5000/a",
            "oci://0x7f.1:5000/a",
            "oci://2130706433:5000/a",
            "oci://0177.0.0.1:5000/a",
            "oci://127.0.0.1.:5000/a",
            "oci://１２７.0.0.1:5000/a",
        ],
    ),
    (
        "addresses of version 6",
        &[
            "oci://[::1]:5000/a",
            "oci://[0:0:0:0:0:0:0:1]:5000/a",
            "oci://[0000::0001]:5000/a",
            "oci://[::0.0.0.1]:5000/a",
        ],
    ),
    (
        "international",
        &[
            "oci://xn--bcher-kva.example/a",
            "oci://bücher.example/a",
            "oci://BÜCHER.example/a",
            "oci://b\u{fc}cher\u{3002}example/a",
            "oci://bu\u{308}cher.example/a",
            "oci://bü\u{ad}cher.example/a",
        ],
    ),
    (
        "docker",
        &["oci://docker.io/acme/a", "oci://index.docker.io/acme/a", "oci://registry-1.docker.io:443/acme/a"],
    ),
    (
        "https",
        &[
            "https://example.com/tiers/network.wasm",
            "https://Example.com:443/tiers/network.wasm",
            "https://example.com./tiers/network.wasm",
            "https://example.com:00443/tiers//network.wasm",
            "https://example.com/%74iers/network.wasm",
            "https://example.com/other/../tiers/network.wasm",
            "https://example.com/x/%2e%2E/tiers/./network.wasm",
            "https://ex\u{ad}ample.com/tiers/network.wasm",
        ],
    ),
];

#[test]
fn pattern_matches_every_spelling_of_a_reference() {
    let mut compared = 0;
    for (name, ways) in ALIKE {
        for rule in ways {
            // Another test checks that a string that is not a rule is rejected.
            let Ok(rule) = Pattern::parse(rule) else { continue };
            for way in ways {
                // A string that is not a reference cannot be used.
                let Ok(reference) = Reference::parse(way) else { continue };
                assert!(rule.matches(&reference), "{name}: the rule {rule} is not for {way}");
                compared += 1;
            }
        }
    }
    assert!(compared > 120, "{compared}");
    // Each first spelling is both.
    for (_, ways) in ALIKE {
        assert!(pattern(ways[0]).matches(&parse(ways[0])));
    }
    // Different things do not match.
    for (rule, reference) in [
        ("oci://localhost:35575/**", "oci://localhost:3557/a"),
        ("oci://localhost:3557/**", "oci://localhost:35575/a"),
        ("oci://r.example/platform/**", "oci://r.example.evil/platform/a"),
        ("oci://r.example/platform/**", "oci://r.example:444/platform/a"),
        ("oci://127.0.0.1:5000/**", "oci://127.0.0.2:5000/a"),
    ] {
        assert!(!pattern(rule).matches(&parse(reference)), "{rule} {reference}");
    }
}

#[test]
fn pattern_that_can_never_match_is_rejected() {
    let patterns = [
        "",
        "*",
        "registry.example/**",
        "ftp://example.com/**",
        "http://example.com/**",
        "oci:/r.example/**",
        "oci://r.example",
        "oci://r.example/",
        "oci://*.example",
        "oci:///a",
        "oci://r_example/**",
        "oci://.example/**",
        "oci://r.example:/**",
        "oci://r.example:0/**",
        "oci://r.example:70000/**",
        "oci://r.example:5000x/**",
        "oci://*.example:05000/**",
        "oci://*.bücher.example/**",
        "oci://user@r.example/**",
        "oci://u*r@r.example/**",
        "oci://[::1/**",
        "oci://r.example/network:1.4",
        "oci://r.example/platform/*:1.*",
        "oci://r.example/network@sha256:*",
        "oci://r.example/Platform/**",
        "oci://r.example/platform//**",
        "oci://r.example/../**",
        "oci://r.example/platform/",
        "oci://r.example/net*-v?",
        "oci://r.example/b\u{fc}cher",
        "oci://r.example/a b",
        "oci://r.example/-*",
        "https://user:secret@example.com/**",
        "https://example.com/a?version=*",
        "https://example.com/a#*",
        "https://exa mple.com/**",
        "**:1.4",
        "**@sha256:*",
        "** ",
        "**/a?b",
    ];
    let refused = patterns.map(|text| match Pattern::parse(text) {
        Ok(_) => panic!("`{text}` is taken"),
        Err(error) => format!("`{text}`: {error}\n  hint: {}\n", error.hint()),
    });
    insta::assert_snapshot!(refused.concat());
}

#[test]
fn pattern_may_have_stars_in_the_host() {
    for (rule, reference) in [
        ("oci://**", "oci://r.example/a"),
        ("oci://*.example/**", "oci://r.example/a"),
        ("oci://R.*/**", "oci://r.example/a"),
        ("oci://localhost:*/**", "oci://localhost:5000/a"),
        ("oci://*:443/**", "oci://r.example/a"),
        ("oci://r.example./**", "oci://r.example/a"),
        ("https://example.com.:8443/**", "https://example.com:8443/a"),
        ("oci://*:5000/**", "oci://r.example:5000/a"),
        ("oci://**/network", "oci://r.example/platform/network:1"),
        ("**/platform/*", "oci://r.example/platform/network"),
        ("**.wasm", "https://example.com/a.wasm"),
        ("https://*.example.com/**", "https://a.example.com/x"),
        ("https://example.com/Tiers/a b", "https://example.com/Tiers/a%20b"),
        ("https://example.com/bücher/*", "https://example.com/b%C3%BCcher/a"),
    ] {
        assert!(pattern(rule).matches(&parse(reference)), "{rule} {reference}");
    }
}

#[test]
fn policy_requires_every_rule_for_a_reference() {
    let policy = Policy::new(
        vec![
            rule(3, &["oci://r.example/**"], &["platform"], 1),
            rule(8, &["oci://r.example/secure/*", "https://**"], &["audit", "security"], 2),
            rule(13, &["oci://r.example/open/*"], &["audit", "platform", "security"], 2),
            rule(20, &["oci://two.example/**"], &["audit", "security"], 1),
        ],
        BTreeMap::new(),
        BTreeMap::new(),
    );
    assert!(policy.judge(&parse("oci://elsewhere.example/a:1"), &signed_by(&[])).is_ok());
    assert!(policy.judge(&parse("oci://r.example/a:1"), &signed_by(&["platform"])).is_ok());
    let all = ["audit", "platform", "security"];
    assert!(policy.judge(&parse("oci://r.example/secure/a:1"), &signed_by(&all)).is_ok());
    assert_eq!(policy.requirements(&parse("oci://r.example/secure/a:1")).len(), 2);

    let mut unknown = signed_by(&[]);
    unknown.rejected.push(RejectedSignature { signer: None, reason: Rejection::UnknownKey });
    let mut several = unknown.clone();
    several.rejected.push(RejectedSignature {
        signer: Some("platform".to_owned()),
        reason: Rejection::OtherIdentity {
            found: "r.example/b".to_owned(),
            expected: "r.example/a".to_owned(),
        },
    });
    let broken = [
        ("oci://r.example/a:1", signed_by(&[])),
        ("oci://r.example/a:1", unknown),
        ("oci://r.example/a:1", several),
        ("oci://r.example/secure/a:1", signed_by(&["platform", "audit"])),
        ("oci://r.example/open/a:1", signed_by(&["platform", "stranger"])),
        ("oci://two.example/a:1", signed_by(&["platform"])),
        ("https://example.com/a.wasm", signed_by(&[])),
    ];
    let texts: Vec<String> = broken
        .iter()
        .map(|(reference, verdict)| {
            let error = policy.judge(&parse(reference), verdict).unwrap_err();
            let notes: String = error.notes().iter().map(|note| format!("  note: {note}\n")).collect();
            format!("{error}\n{notes}  hint: {}", error.hint())
        })
        .collect();
    insta::assert_snapshot!(texts.join("\n"));
}

/// The meaning of a pattern, implemented in the simplest way.
fn means(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|skip| means(rest, &text[skip..])),
        [b'*', rest @ ..] => {
            let segment = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            (0..=segment).any(|skip| means(rest, &text[skip..]))
        }
        [first, rest @ ..] => text.first() == Some(first) && means(rest, &text[1..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn pattern_matches_like_the_simple_implementation(
        segments in prop::collection::vec("[ab*]{1,4}|\\*\\*", 1..4),
        path in prop::collection::vec("[ab]{1,4}", 1..4),
    ) {
        let text = format!("oci://r/{}", segments.join("/"));
        let reference = format!("oci://r/{}", path.join("/"));
        prop_assert_eq!(
            pattern(&text).matches(&parse(&reference)),
            means(text.as_bytes(), reference.as_bytes()),
            "{} {}", text, reference
        );
    }

    #[test]
    fn pattern_without_a_tag_matches_every_tag(path in prop::collection::vec("[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", 1..4), tag in "[0-9]\\.[0-9]") {
        let reference = format!("oci://registry.example:5000/{}", path.join("/"));
        prop_assert!(pattern(&reference).matches(&parse(&format!("{reference}:{tag}"))), "{}", reference);
    }

    #[test]
    fn pattern_matching_never_panics(pattern: String, reference: String) {
        for scheme in ["oci://", "https://", "**"] {
            if let (Ok(pattern), Ok(reference)) =
                (Pattern::parse(&format!("{scheme}{pattern}")), Reference::parse(&format!("{scheme}{reference}")))
            {
                let _ = pattern.matches(&reference);
            }
        }
    }

    /// Every reference is a rule for itself.
    #[test]
    fn pattern_that_is_a_reference_matches_it(text in "(oci|https)://[a-zA-Z0-9.:é\\[\\]_-]{1,20}/[a-zA-Z0-9/._%-]{1,20}") {
        if let (Ok(pattern), Ok(reference)) = (Pattern::parse(&text), Reference::parse(&text)) {
            prop_assert!(pattern.matches(&reference), "{}", text);
        }
    }
}
