use super::addresses::Addresses;
use super::version::{earlier, next_breaking, tag};
use super::*;
use crate::synth::ComponentError;
use semver::Version;
use terrace_core::digest::Digest;
use terrace_core::model::{Explain, Sources};
use terrace_core::reference::Repository;
use terrace_core::render;
use terrace_stack::compatibility::Breakage;

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

fn gone(old: &str, new: &str) -> Vec<String> {
    Addresses::of(old).unwrap().gone_in(&Addresses::of(new).unwrap())
}

#[test]
fn addresses_without_a_moved_block_count_as_removed() {
    let old = r#"{"contribution": {
        "resource": {"aws_vpc": {"main": {}, "spare": {}}, "aws_subnet": {"a": {}, "b": {}}},
        "module": {"logs": {}}, "data": {"aws_region": {"here": {}}}
    }}"#;
    let new = r#"{"contribution": {
        "resource": {"aws_vpc": {"third": {}}, "aws_subnet": {"a": {}, "all": {}}},
        "moved": [
            {"from": "aws_vpc.main", "to": "aws_vpc.second"}, {"from": "aws_vpc.second", "to": "aws_vpc.third"},
            {"from": "aws_subnet.b", "to": "aws_subnet.all[0]"}, {"from": "aws_vpc.spare", "to": "aws_vpc.lost"}
        ]
    }}"#;
    assert_eq!(gone(old, old), Vec::<String>::new());
    assert_eq!(gone(old, new), ["aws_vpc.spare", "module.logs"]);
    let stack =
        |name: &str| format!(r#"{{"configuration": {{"resource": {{"aws_vpc": {{"{name}": {{}}}}}}}}}}"#);
    assert_eq!(gone(&stack("net__main"), &stack("net__other")), ["aws_vpc.net__main"]);
    assert_eq!(Addresses::of(r#"{"diagnostics": []}"#), None);
}

#[test]
fn moved_blocks_in_a_cycle_lead_nowhere() {
    let old = r#"{"contribution": {"resource": {"aws_vpc": {"a": {}}}}}"#;
    let new = r#"{"contribution": {"moved": [
        {"from": "aws_vpc.a", "to": "aws_vpc.b"}, {"from": "aws_vpc.b", "to": "aws_vpc.a"}
    ]}}"#;
    assert_eq!(gone(old, new), ["aws_vpc.a"]);
}

#[test]
fn earlier_version_is_the_greatest_compatible_one() {
    let tags = ["latest", "0.9.0", "1.2.0", "1.10.0_x", "1.11.0-rc.1", "2.0.0", "sha256-00.sig"];
    let found = |text: &str| earlier(&version(text), tags).map(|(_, tag)| tag);
    assert_eq!(found("1.12.0"), Some("1.10.0_x"));
    assert_eq!(found("1.5.0"), Some("1.2.0"));
    assert_eq!(found("2.0.1"), Some("2.0.0"));
    assert_eq!(found("3.0.0"), None);
    assert_eq!(found("0.10.0"), None);
    assert_eq!(found("1.12.0-rc.1"), None);
}

#[test]
fn tag_defaults_to_the_version() {
    let tagged = |asked, text| tag(asked, &version(text)).unwrap();
    assert_eq!(tagged(None, "1.0.0+x.y"), "1.0.0_x.y");
    assert_eq!(tagged(Some("1.0.0_x.y"), "1.0.0+x.y"), "1.0.0_x.y");
    assert_eq!(tagged(Some("1.0"), "1.0.0"), "1.0");
    let next = ["0.0.3", "0.4.1", "1.2.3"].map(|text| next_breaking(&version(text)).to_string());
    assert_eq!(next, ["0.0.4", "0.5.0", "2.0.0"]);
}

#[test]
fn manifest_prefers_given_metadata_to_that_of_the_tier() {
    let candidate = Candidate {
        bytes: b"component".to_vec(),
        manifest: terrace_core::model::Manifest {
            name: "network".to_owned(),
            version: "1.0.0+x".to_owned(),
            summary: "A network.".to_owned(),
            inputs: serde_json::json!({}).into(),
            outputs: Vec::new(),
            providers: Vec::new(),
            resources: Vec::new(),
            data_sources: Vec::new(),
            ephemeral_resources: Vec::new(),
            modules: Vec::new(),
            annotations: vec![
                ("license".to_owned(), "MIT".to_owned()),
                ("source".to_owned(), "https://example.com/own".to_owned()),
            ],
        },
        version: version("1.0.0+x"),
        contract: "0.1.0",
    };
    let origin = Origin {
        source: Some("https://example.com/given".to_owned()),
        license: None,
        revision: Some("abc".to_owned()),
    };
    let artifact = candidate.artifact(&origin);
    let text = |bytes: &[u8]| {
        serde_json::to_string_pretty(&serde_json::from_slice::<serde_json::Value>(bytes).unwrap()).unwrap()
    };
    insta::assert_snapshot!(format!("{}\n{}", text(&artifact.manifest), text(&artifact.config)));
    assert_eq!(candidate.artifact(&origin), artifact);
}

fn shown(errors: &[terrace_core::model::Diagnostic]) -> String {
    let show = |one| render::text(one, &Sources::default(), render::Style::default());
    errors.iter().map(show).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn publish_errors_say_what_to_do() {
    let repository = Repository::parse("registry.example/platform/network").unwrap();
    let digest = |text: &str| Digest::of(text.as_bytes());
    let errors = [
        PublishError::Read { path: "x.wasm".into(), reason: "no such file".to_owned(), is_directory: false },
        PublishError::Read { path: "dist".into(), reason: "is a directory".to_owned(), is_directory: true },
        PublishError::Unusable {
            path: "x.wasm".into(),
            problem: Box::new(
                terrace_core::model::Diagnostic::error("no-component", "it is a core module").hint("x"),
            ),
        },
        PublishError::Version { path: "x.wasm".into(), version: "1.4".to_owned(), reason: "y".to_owned() },
        PublishError::OtherVersion { tag: "1.5.0".to_owned(), version: version("1.4.2") },
        Destination::parse("https://registry.example/x.wasm").unwrap_err(),
        Destination::parse(&repository.with_digest(digest("x")).to_string()).unwrap_err(),
        Destination::parse("registry.example/network").unwrap_err(),
        PublishError::Exists {
            reference: Box::new(repository.tagged("1.4.2").unwrap()),
            own: digest("new"),
            found: Some(digest("old")),
        },
        PublishError::Exists {
            reference: Box::new(repository.tagged("1.4.2").unwrap()),
            own: digest("new"),
            found: None,
        },
        PublishError::Breaks(Box::new(IncompatibleVersion {
            name: "network".to_owned(),
            version: version("1.5.0"),
            earlier: version("1.4.2"),
            next: version("2.0.0"),
            breakages: vec![
                Breakage::OutputRemoved { name: "vpc_id".to_owned() },
                Breakage::InputRequired { path: "cidr".to_owned() },
                Breakage::AddressGone { case: "plain".to_owned(), address: "aws_vpc.main".to_owned() },
                Breakage::CaseFails { case: "wide".to_owned(), reason: "the CIDR is too wide".to_owned() },
            ],
        })),
        PublishError::Earlier {
            version: version("1.4.2"),
            error: Box::new(ComponentError::Unresolved {
                reference: "oci://registry.example/x:1.4.2".to_owned(),
            }),
        },
        PublishError::Problem(Box::new(terrace_core::model::Diagnostic::error(
            "invalid-schema",
            "no schema",
        ))),
        PublishError::Offline,
    ];
    insta::assert_snapshot!(shown(&errors.map(|error| error.diagnostic())));
}

#[test]
fn signing_errors_say_what_to_do() {
    let reference =
        Repository::parse("registry.example/platform/network").unwrap().tagged("sha256-00.sig").unwrap();
    let error = terrace_registry::signature::image::ImageError::Form("no JSON".to_owned());
    let errors = [SignError::Image { reference: reference.clone(), error }, SignError::Overtaken(reference)];
    insta::assert_snapshot!(shown(&errors.map(|error| error.diagnostic())));
}
