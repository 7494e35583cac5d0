//! `synth` while terraform applies.

use super::{OUTPUT, Stack};
use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;
use terrace_tests::program::is_there;

/// Terraform waits for an answer, and meanwhile the output changes. The plan that was shown is applied, and the next plan
/// has the rest.
#[test]
fn plan_that_was_shown_is_applied() {
    if !is_there("terraform") {
        return;
    }
    let stack = Stack::new();
    stack.choose(0);
    let mut apply = stack.sandbox.command(["apply"]);
    apply.env("TERRACE_CACHE_DIR", &stack.cache).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut apply = apply.stderr(Stdio::inherit()).spawn().unwrap();
    let mut stdout = apply.stdout.take().unwrap();
    let mut shown = String::new();
    let mut byte = [0];
    while !shown.contains("Enter a value:") {
        assert_eq!(stdout.read(&mut byte).unwrap(), 1, "{shown}");
        shown.push(char::from(byte[0]));
    }
    stack.choose(1);
    stack.gives(1);
    apply.stdin.take().unwrap().write_all(b"yes\n").unwrap();
    stdout.read_to_string(&mut shown).unwrap();
    assert!(apply.wait().unwrap().success(), "{shown}");
    let directory = stack.sandbox.work().join(OUTPUT).with_file_name("terraform.tfstate");
    let state: serde_json::Value = serde_json::from_str(&fs::read_to_string(&directory).unwrap()).unwrap();
    assert_eq!(state["resources"][0]["instances"][0]["attributes"]["input"]["value"], "x", "{state}");

    let plan = stack.sandbox.command(["plan", "--", "-detailed-exitcode"]).output().unwrap();
    let ran = stack.sandbox.masked_output(plan);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stdout.contains("0 to add, 1 to change, 0 to destroy"), "{}", ran.stdout);
}
