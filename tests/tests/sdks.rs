//! The SDKs' own tests, with their languages' own test runners.

use std::process::Command;
use terrace_tests::program::repository;

fn passes(sdk: &str, program: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(repository().join("plugins").join(sdk))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap_or_else(|error| panic!("`{program}` is needed: {error}"));
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}");
    // A run that finds no tests succeeds as well.
    assert!(!printed.contains("# tests 0") && !printed.contains("Ran 0 tests"), "{printed}");
}

#[test]
fn sdk_tests_for_typescript_pass() {
    passes("sdk-typescript", "node", &["--test"]);
}

#[test]
fn sdk_tests_for_python_pass() {
    passes("sdk-python", "python3", &["-m", "unittest", "discover", "-s", "tests"]);
}
