use super::*;
use crate::signature::{Rejected, Rejection};
use proptest::prelude::*;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
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
fn a_star_stays_within_a_segment_and_two_go_across() {
    let matches = |text: &str, reference: &str| pattern(text).matches(reference);
    assert!(matches("oci://r.example/platform/*", "oci://r.example/platform/network:1.4"));
    assert!(matches("oci://r.example/platform/*", "oci://r.example/platform/network@sha256:00"));
    assert!(!matches("oci://r.example/platform/*", "oci://r.example/platform/a/b"));
    assert!(matches("oci://r.example/platform/**", "oci://r.example/platform/a/b"));
    assert!(!matches("oci://r.example/platform/**", "oci://r.example/platform-2/a"));
    assert!(matches("oci://r.example/*/network", "oci://r.example/platform/network"));
    assert!(matches("oci://r.example/net*-v?", "oci://r.example/network-v?"));
    assert!(matches("oci://r.example:5000/**", "oci://r.example:5000/a:1"));
    assert!(!matches("oci://r.example:5000/**", "oci://r.example/a:1"));
    assert!(matches("https://example.com/**.wasm", "https://example.com/a/b.wasm"));
    assert!(matches("**", "oci://anything/at/all"));
    assert!(matches("**", "https://example.com/network.wasm"));
    assert!(!matches("oci://**", "https://example.com/network.wasm"));
}

#[test]
fn no_other_way_of_writing_a_reference_escapes() {
    let oci = pattern("oci://r.example/platform/**");
    for reference in [
        "oci://R.EXAMPLE/platform/network:1",
        "oci://r.example:443/platform/network:1",
        "oci://r.example./platform/network:1",
        "oci://r.example/./platform//network",
        "OCI://r.example/platform/network",
    ] {
        assert!(oci.matches(reference), "{reference}");
    }
    assert!(pattern("oci://docker.io/acme/**").matches("oci://index.docker.io/acme/network:1"));
    let https = pattern("https://example.com/tiers/*");
    for reference in [
        "https://user@Example.com:443/tiers/network.wasm",
        "https://example.com/%74iers/network.wasm?a=b#c",
        "https://example.com/other/../tiers/network.wasm",
        "https://example.com/x/%2e%2E/tiers/network.wasm",
    ] {
        assert!(https.matches(reference), "{reference}");
    }
}

#[test]
fn every_rule_for_a_reference_has_to_hold() {
    let policy = Policy::new(
        vec![
            rule(3, &["oci://r.example/**"], &["platform"], 1),
            rule(8, &["oci://r.example/secure/*", "https://**"], &["audit", "security"], 2),
            rule(13, &["oci://r.example/open/*"], &["audit", "platform", "security"], 2),
            rule(20, &["oci://two.example/**"], &["audit", "security"], 1),
        ],
        BTreeMap::new(),
    );
    assert!(policy.judge("oci://elsewhere.example/a:1", &signed_by(&[])).is_ok());
    assert!(policy.judge("oci://r.example/a:1", &signed_by(&["platform"])).is_ok());
    let all = ["audit", "platform", "security"];
    assert!(policy.judge("oci://r.example/secure/a:1", &signed_by(&all)).is_ok());
    assert_eq!(policy.requirements("oci://r.example/secure/a:1").len(), 2);

    let mut unknown = signed_by(&[]);
    unknown.rejected.push(Rejected { signer: None, reason: Rejection::UnknownKey });
    let mut several = unknown.clone();
    several.rejected.push(Rejected {
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
            let error = policy.judge(reference, verdict).unwrap_err();
            let notes: String = error.notes().iter().map(|note| format!("  note: {note}\n")).collect();
            format!("{error}\n{notes}  hint: {}", error.hint())
        })
        .collect();
    insta::assert_snapshot!(texts.join("\n"));
}

/// What a pattern means, said in the simplest way.
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
    fn patterns_match_what_they_mean(
        segments in prop::collection::vec("[ab*]{1,4}|\\*\\*", 1..4),
        path in prop::collection::vec("[ab]{1,4}", 1..4),
    ) {
        let text = format!("oci://r/{}", segments.join("/"));
        let reference = format!("oci://r/{}", path.join("/"));
        prop_assert_eq!(
            pattern(&text).matches(&reference),
            means(text.as_bytes(), reference.as_bytes()),
            "{} {}", text, reference
        );
    }

    #[test]
    fn a_reference_matches_itself(path in prop::collection::vec("[a-z][a-z0-9-]{0,5}", 1..4), tag in "[0-9]\\.[0-9]") {
        let reference = format!("oci://registry.example:5000/{}", path.join("/"));
        prop_assert!(pattern(&reference).matches(&format!("{reference}:{tag}")), "{}", reference);
    }

    #[test]
    fn any_text_is_matched_without_a_fault(pattern: String, reference: String) {
        if let Some(pattern) = Pattern::parse(&format!("oci://{pattern}")) {
            let _ = pattern.matches(&format!("oci://{reference}"));
        }
    }
}
