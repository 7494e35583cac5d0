//! What a user gets for everything that can be wrong with what is given: the exit code, the whole text, and
//! nothing else.

#![allow(clippy::unwrap_used, missing_docs)]

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

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use terrace_tests::program::{Ran, Sandbox};

/// A snapshot without the expression that made it, which is long.
macro_rules! snapshot {
    ($value:expr) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($value) })
    };
}
use snapshot;

fn sandbox() -> Sandbox {
    Sandbox::new(env!("CARGO_BIN_EXE_terrace-under-test"), env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Runs a command that must fail, and must change nothing of what is there: neither leave a part of an
/// output, nor touch the last good one.
fn failure(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let before = files(&sandbox.work());
    let ran = sandbox.run(arguments).unwrap();
    assert_ne!(ran.code, 0, "{arguments:?}: {}", ran.stdout);
    assert_eq!(files(&sandbox.work()), before, "{arguments:?}");
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("panicked"), "{}", ran.stderr);
    ran
}

/// What a failing command shows to people. Nothing of it is data.
fn shown(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let ran = failure(sandbox, arguments);
    assert_eq!(ran.stdout, "", "{arguments:?}");
    format!("exit code {}\n{}", ran.code, ran.stderr)
}

/// What `synth` shows for each of these stack files, under the name of the case.
fn stacks(cases: &[(&str, &str)]) -> String {
    let show = |(name, yaml): &(&str, &str)| format!("=== {name}\n{}", synth(&[("terrace.yaml", yaml)], &[]));
    cases.iter().map(show).collect()
}

/// What `synth` shows for a stack of these files, with these arguments.
fn synth<C: AsRef<[u8]>>(files: &[(&str, C)], arguments: &[&str]) -> String {
    let sandbox = with(files);
    shown(&sandbox, &[&["synth"], arguments].concat())
}

/// A place with these files, and with the output of an earlier run.
fn with<C: AsRef<[u8]>>(files: &[(&str, C)]) -> Sandbox {
    let sandbox = sandbox();
    for (path, content) in files {
        sandbox.write(path, content).unwrap();
    }
    sandbox.write("terrace.out/default/main.tf.json", "the last good one\n").unwrap();
    sandbox
}

/// The files below a directory with their content, and its directories and links with none.
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
