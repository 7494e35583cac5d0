//! Components that do not exist or are not tiers.

use super::{failure, shown, synth, with};

/// Returns the output of `synth` for a tier whose component is this file.
fn file(name: &str, bytes: &[u8]) -> String {
    let stack: &[u8] = b"stack: shop\ntiers:\n  web: { component: ./tiers/web.wasm }\n";
    format!("=== {name}\n{}", synth(&[("terrace.yaml", stack), ("tiers/web.wasm", bytes)], &[]))
}

fn wat(name: &str, text: &str) -> String {
    file(name, &wat::parse_str(text).unwrap())
}

#[test]
fn component_is_missing() {
    let stack = "\
stack: shop
regions: { a: {}, b: {} }
tiers:
  a: { component: netwrok, regions: all }
  b: { component: kubernetes }
  c: { component: ./tiers/web.wasm }
  d: { component: tiers/web.wasm }
  e: { component: web.wasm }
  f: { component: ./tiers }
";
    snapshot!(synth(&[("terrace.yaml", stack), ("tiers/readme", "")], &[]));
}

#[cfg(unix)]
#[test]
fn component_is_a_pipe() {
    let sandbox = with(&[("terrace.yaml", "stack: shop\ntiers:\n  web: { component: ./web.wasm }\n")]);
    let pipe = sandbox.work().join("web.wasm");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let ran = sandbox.run(["synth"]).unwrap();
    assert_eq!(ran.code, 1);
    snapshot!(ran.stderr);
}

#[cfg(unix)]
#[test]
fn component_is_unreadable() {
    let sandbox = with(&[("terrace.yaml", "stack: shop\ntiers:\n  web: { component: ./web.wasm }\n")]);
    // Nobody can read it, not even root.
    std::os::unix::fs::symlink("web.wasm", sandbox.work().join("web.wasm")).unwrap();
    let shown = shown(&sandbox, &["synth"]);
    let reason = shown.lines().nth(1).and_then(|line| line.rsplit_once("`: ")).unwrap().1;
    // The wording is the system's.
    snapshot!(shown.replacen(reason, "REASON", 1));
}

#[test]
fn file_is_not_a_component() {
    snapshot!(
        [
            file("a script", b"#!/bin/sh\n"),
            file("empty", b""),
            file("damaged", b"\0asm\x0d\0\x01\0damaged"),
            wat("a core module", "(module)"),
        ]
        .concat()
    );
}

#[test]
fn component_is_not_a_tier() {
    snapshot!(
        [
            wat("nothing in it", "(component)"),
            wat(
                "another world",
                r#"(component (instance $i) (export "wasi:http/incoming-handler@0.2.0" (instance $i)))"#,
            ),
            wat(
                "another contract",
                r#"(component (instance $i) (export "terrace:tier/synthesis@7.1.0" (instance $i)))"#,
            ),
            wat(
                "other types",
                r#"(component (instance $i) (export "terrace:tier/synthesis@0.1.0" (instance $i)))"#,
            ),
            wat(
                "imports",
                r#"(component
                (import "wasi:filesystem/preopens@0.2.0" (instance))
                (import "wasi:cli/environment@0.2.0" (instance))
                (instance $i)
                (export "terrace:tier/synthesis@0.1.0" (instance $i)))"#,
            ),
        ]
        .concat()
    );
}

#[test]
fn inspect_of_what_is_not_a_tier() {
    let sandbox = with(&[("web.wasm", "no wasm")]);
    snapshot!(
        ["netwrok", "./nowhere.wasm", "web.wasm"]
            .map(|component| format!("=== {component}\n{}", shown(&sandbox, &["inspect", component])))
            .concat()
    );
}

/// Tiers with a correct component run nevertheless, and their errors are reported in the same run.
#[test]
fn component_errors_do_not_hide_errors_of_other_tiers() {
    let stack = "stack: shop\ntiers:\n  a: { component: netwrok }\n  b: { component: network, inputs: { nat: two } }\n";
    let ran = failure(&with(&[("terrace.yaml", stack)]), &["synth"]);
    assert!(ran.stderr.contains("netwrok") && ran.stderr.contains("`nat` cannot be"), "{}", ran.stderr);
}
