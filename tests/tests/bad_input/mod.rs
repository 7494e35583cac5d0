//! The result of every kind of incorrect input: the exit code, the whole text, and nothing else.

mod aws;
mod command_line;
mod component;
mod inputs;
mod json;
mod link;
mod literal;
mod mistyped;
mod mutation;
mod output;
mod reference;
mod stack;
mod tier;
mod together;

use crate::under_test::sandbox;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use terrace_tests::program::{CommandOutput, Sandbox};

/// Runs a command that must fail without changing anything: it neither leaves part of an output nor touches the last good
/// one.
fn failure(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    let before = files(&sandbox.work());
    let ran = sandbox.run(arguments).unwrap();
    assert_ne!(ran.code, 0, "{arguments:?}: {}", ran.stdout);
    assert_eq!(files(&sandbox.work()), before, "{arguments:?}");
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("panicked"), "{}", ran.stderr);
    ran
}

/// Returns the text of a failing command. None of it is on standard output.
fn shown(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let ran = failure(sandbox, arguments);
    assert_eq!(ran.stdout, "", "{arguments:?}");
    format!("exit code {}\n{}", ran.code, ran.stderr)
}

/// Returns the output of `synth` for each of these stack files, under the name of the case.
fn stacks(cases: &[(&str, &str)]) -> String {
    let show = |(name, yaml): &(&str, &str)| format!("=== {name}\n{}", synth(&[("terrace.yaml", yaml)], &[]));
    cases.iter().map(show).collect()
}

/// Returns the output of `synth` for a stack of these files, with these arguments.
fn synth<C: AsRef<[u8]>>(files: &[(&str, C)], arguments: &[&str]) -> String {
    let sandbox = with(files);
    shown(&sandbox, &[&["synth"], arguments].concat())
}

/// Creates a sandbox with these files, and with the output of an earlier run.
fn with<C: AsRef<[u8]>>(files: &[(&str, C)]) -> Sandbox {
    let sandbox = sandbox();
    for (path, content) in files {
        sandbox.write(path, content).unwrap();
    }
    sandbox.write("terrace.out/default/main.tf.json", "the last good one\n").unwrap();
    sandbox
}

/// Returns the files below a directory with their content, and its directories and links without content.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let is_directory = path.is_dir() && !path.is_symlink();
        if is_directory {
            found.extend(files(&path));
        }
        let content = if is_directory { Vec::new() } else { fs::read(&path).unwrap_or_default() };
        found.insert(path.display().to_string(), content);
    }
    found
}
