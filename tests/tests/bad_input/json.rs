//! Errors for programs: one JSON document on standard output, and nothing on standard error.

use super::{failure, with};
use serde_json::Value;

fn document(name: &str, files: &[(&str, &[u8])], arguments: &[&str]) -> String {
    let ran = failure(&with(files), &[arguments, &["--format", "json"]].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{name}");
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let members: Vec<_> = document.as_object().unwrap().keys().collect();
    assert_eq!(members, ["diagnostics"], "{name}");
    assert!(!document["diagnostics"].as_array().unwrap().is_empty(), "{name}");
    format!("=== {name}\n{}", ran.stdout)
}

fn stack(name: &str, yaml: &str) -> String {
    let files: [(&str, &[u8]); 2] =
        [("terrace.yaml", yaml.as_bytes()), ("faulty.wasm", terrace_test_artifacts::FAULTY)];
    document(name, &files, &["synth"])
}

#[test]
fn diagnostics_of_each_kind_as_json() {
    let web = |regions: &str, fault: &str| {
        format!(
            "stack: shop\nregions: {{ a: {{}}, b: {{}} }}\ntiers:\n  web:\n    component: ./faulty.wasm\n    regions: {regions}\n    inputs: {{ {fault} }}\n"
        )
    };
    let granted = web("[a]", "fault: expression, value: '$${tier.web.id}'")
        + "    grants: [{ references: [tier.web.id] }]\n";
    let documents = [
        document("no stack", &[], &["synth"]),
        stack("YAML", "stack: shop\n tiers: {}\n"),
        stack("a duplicate", "stack: shop\nregions: {größe: {}, größe: {}}\n"),
        stack("a component", "stack: shop\ntiers: { web: { component: netwrok } }\n"),
        stack("inputs", &web("[a]", "fault: 5, colour: blue")),
        stack("a reference", "stack: shop\noutputs: { o: '${tier.web.id}' }\n"),
        stack("a tier's errors", &web("all", "fault: errors")),
        stack("a tier's fault", &web("[a]", "fault: type")),
        stack("a cycle", &granted),
        stack(
            "a version",
            "stack: shop\nproviders: { aws: { source: a/b, version: latest } }\nregions: { a: { aws: {} } }\n",
        ),
        document("a directory", &[("terrace.yaml", b"stack: shop\n")], &["synth", "--out", "terrace.yaml"]),
        document("a component to inspect", &[], &["inspect", "./nowhere.wasm"]),
    ];
    snapshot!(documents.concat());
}
