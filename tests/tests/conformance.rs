//! One tier in three languages, from source and as components: the same contribution, byte for byte.
//!
//! The cases are in `tests/conformance/cases`. Anyone can run them on their own component:
//! `terrace tier test --cases tests/conformance/cases COMPONENT`.

use crate::under_test::sandbox;
use std::path::{Path, PathBuf};
use terrace_tests::program::{Sandbox, repository};

fn directory(name: &str) -> PathBuf {
    repository().join("tests/conformance").join(name)
}

/// Runs every case on a component or a tier's source.
fn conforms(sandbox: &Sandbox, component: &Path) {
    let output =
        sandbox.command(["tier", "test", "--cases"]).arg(directory("cases")).arg(component).output().unwrap();
    let ran = sandbox.masked_output(output);
    assert_eq!(ran.code, 0, "{}\n{}{}", component.display(), ran.stdout, ran.stderr);
    let cases = std::fs::read_dir(directory("cases")).unwrap();
    let cases = cases.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "yaml"));
    assert!(ran.stdout.contains(&format!("{} passed", cases.count())), "every case ran: {}", ran.stdout);
}

/// Builds a tier's source into a component.
fn built(sandbox: &Sandbox, source: &Path) -> PathBuf {
    let file = sandbox.work().join("conformance.wasm");
    let output = sandbox.command(["tier", "build"]).arg(source).arg("--out").arg(&file).output().unwrap();
    let ran = sandbox.masked_output(output);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("imports   none"), "{}", ran.stdout);
    file
}

#[test]
fn rust_conforms() {
    let sandbox = sandbox();
    conforms(&sandbox, &sandbox.write("conformance.wasm", terrace_test_artifacts::CONFORMANCE).unwrap());
}

#[test]
fn typescript_conforms_from_source() {
    conforms(&sandbox(), &directory("typescript"));
}

#[test]
fn typescript_conforms_as_a_component() {
    let sandbox = sandbox();
    conforms(&sandbox, &built(&sandbox, &directory("typescript")));
}

#[test]
fn python_conforms_from_source() {
    conforms(&sandbox(), &directory("python"));
}

#[test]
fn python_conforms_as_a_component() {
    let sandbox = sandbox();
    conforms(&sandbox, &built(&sandbox, &directory("python")));
}
