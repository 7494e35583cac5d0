//! The packages of the repository, as cargo describes them.

use serde_json::Value;
use std::process::Command;
use terrace_tests::program::repository;

/// Returns the output of a cargo command in the repository, which must succeed. It opens no connection.
pub fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the packages of the workspace and everything that they depend on.
pub fn metadata() -> Value {
    serde_json::from_str(&cargo(&["metadata", "--format-version=1"])).unwrap()
}
