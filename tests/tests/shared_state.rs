//! Environments and stacks that would share a state: the errors, and the ones that are separate.

use crate::under_test;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use terrace_tests::program::Sandbox;

/// Creates a sandbox with these files, and with a terraform that does nothing.
fn with(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = under_test::sandbox();
    let program = sandbox.write("fake", "#!/bin/sh\necho 'Terraform v1.11.0'\n").unwrap();
    fs::set_permissions(program, PermissionsExt::from_mode(0o755)).unwrap();
    for (path, content) in files {
        sandbox.write(path, content).unwrap();
    }
    sandbox
}

fn stack(name: &str, backend: &str) -> String {
    format!("stack: {name}\nbackend:\n  {backend}\n")
}

/// Returns the output of a command that must fail.
fn failure(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let ran = sandbox.run(arguments).unwrap();
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
    format!("$ terrace {}\n{}", arguments.join(" "), ran.stderr)
}

#[track_caller]
fn run_ok(sandbox: &Sandbox, arguments: &[&str]) {
    let ran = sandbox.run(arguments).unwrap();
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
}

const PLAN: [&str; 3] = ["plan", "--terraform", "./fake"];

#[test]
fn environments_with_one_state() {
    let s3 = "s3: { bucket: states, key: shop.tfstate }";
    let mut shown = String::new();
    for (name, base, overlay) in [
        ("the overlay changes nothing", stack("shop", s3), "{}"),
        (
            "nor does what it changes",
            stack("shop", s3),
            "backend: { s3: { key: ./shop.tfstate, encrypt: true } }",
        ),
        ("the file has an environment", stack("shop\nenvironment: production", s3), "{}"),
        ("workspaces", stack("shop", "cloud: { organization: o, workspaces: { name: shop } }"), "{}"),
        ("an unknown type", stack("shop", "cos: { bucket: states, prefix: shop }"), "{}"),
        ("local", stack("shop", "local: { path: ../../shop.tfstate }"), "{}"),
    ] {
        let sandbox = with(&[("terrace.yaml", &base), ("terrace.test.yaml", overlay)]);
        shown += &format!("=== {name}\n{}", failure(&sandbox, &["synth"]));
        assert!(failure(&sandbox, &["synth", "-e", "test"]).contains("shared-state"), "{name}");
    }
    let overlays = [("terrace.yaml", "stack: shop\n"), ("terrace.default.yaml", "{}")];
    shown += &format!("=== named like none\n{}", failure(&with(&overlays), &["synth"]));
    insta::assert_snapshot!(shown);
}

#[test]
fn environments_with_separate_states() {
    for (base, overlay) in [
        ("s3: { bucket: states, key: shop.tfstate }", "backend: { s3: { key: test.tfstate } }"),
        ("s3: { bucket: states, key: shop.tfstate }", "backend: { s3: null, gcs: { bucket: states } }"),
        ("s3: { bucket: states }", "{}"),
        ("local: {}", "{}"),
        ("gcs: { bucket: states, prefix: \"${terrace.stack}/${terrace.environment}\" }", "{}"),
        ("pg: { conn_str: x, schema_name: \"${terrace.environment}\" }", "{}"),
        ("cloud: { organization: o, workspaces: { name: \"x-${terrace.environment}\" } }", "{}"),
    ] {
        let base = stack("shop\nenvironment: production", base);
        let sandbox = with(&[("terrace.yaml", &base), ("terrace.test.yaml", overlay)]);
        run_ok(&sandbox, &["synth"]);
        run_ok(&sandbox, &["synth", "-e", "test"]);
    }
}

#[test]
fn backend_contains_the_names_of_stack_and_environment() {
    let backend = "s3: { bucket: \"$${x}\", key: \"${ terrace.stack }/${terrace.environment}.tfstate\", list: [\"${terrace.stack}\"] }";
    let sandbox = with(&[("terrace.yaml", &stack("shop", backend)), ("terrace.test.yaml", "{}")]);
    run_ok(&sandbox, &["synth", "-e", "test"]);
    let text = fs::read_to_string(sandbox.work().join("terrace.out/test/main.tf.json")).unwrap();
    let written: Value = serde_json::from_str(&text).unwrap();
    let expected = serde_json::json!({ "bucket": "${x}", "key": "shop/test.tfstate", "list": ["shop"] });
    assert_eq!(written["terraform"]["backend"]["s3"], expected);
    let mut shown = failure(&sandbox, &["synth"]);
    for text in
        ["${terrace.region}", "${upper(terrace.stack)}", "${var.x}/${terrace.stack}", "${terrace.stack"]
    {
        let yaml = stack("shop", &format!("s3: {{ key: '{text}' }}"));
        shown += &failure(&with(&[("terrace.yaml", &yaml)]), &["synth"]);
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn stacks_of_a_repository_with_one_state() {
    let s3 = |key: &str| format!("s3: {{ bucket: states, key: \"{key}\" }}");
    let shop = stack("shop", &s3("main.tfstate"));
    let sandbox = with(&[
        (".git/HEAD", ""),
        ("terrace.yaml", &shop),
        ("fleet/web/terrace.yaml", &stack("web\nenvironment: live", &s3("web.tfstate"))),
        ("fleet/web/terrace.test.yaml", "backend: { s3: { key: main.tfstate } }"),
        ("other/terrace.yaml", &stack("other", &s3("other.tfstate"))),
        ("other/broken/terrace.yaml", "stack: ["),
        ("node_modules/copy/terrace.yaml", &shop),
    ]);
    run_ok(&sandbox, &["synth"]);
    let mut shown = failure(&sandbox, &PLAN);
    run_ok(&sandbox, &[&PLAN[..], &["other"]].concat());
    let copy = with(&[(".git/HEAD", ""), ("terrace.yaml", &shop), ("copy/terrace.yaml", &shop)]);
    shown += &failure(&copy, &PLAN);
    insta::assert_snapshot!(shown);
}

#[test]
fn stack_files_of_one_directory() {
    let sandbox = with(&[
        ("shop.yaml", "stack: shop\n"),
        ("web.yaml", "stack: web\n"),
        ("web.test.yaml", "stack: web\n"),
        ("settings.json", "{}"),
    ]);
    run_ok(&sandbox, &["synth", "shop.yaml"]);
    let shown = failure(&sandbox, &[&PLAN[..], &["shop.yaml"]].concat());
    insta::assert_snapshot!(shown);
    run_ok(&sandbox, &[&PLAN[..], &["shop.yaml", "--out", "shop"]].concat());
    run_ok(&sandbox, &[&PLAN[..], &["shop.yaml", "--sandbox"]].concat());
}

#[test]
fn output_directory_with_the_state_of_another() {
    let sandbox = with(&[
        ("terrace.yaml", "stack: shop\n"),
        ("terrace.test.yaml", "{}"),
        ("web/terrace.yaml", "stack: web\n"),
    ]);
    run_ok(&sandbox, &["synth", "--out", "out"]);
    run_ok(&sandbox, &["synth", "-e", "test", "--out", "out"]);
    sandbox.write("out/terraform.tfstate", "{}").unwrap();
    run_ok(&sandbox, &["synth", "-e", "test", "--out", "out"]);
    let before = fs::read(sandbox.work().join("out/main.tf.json")).unwrap();
    let mut shown = failure(&sandbox, &["synth", "--out", "out"]);
    shown += &failure(&sandbox, &["synth", "web", "--out", "out"]);
    assert_eq!(fs::read(sandbox.work().join("out/main.tf.json")).unwrap(), before);
    insta::assert_snapshot!(shown);
}
