//! The sources start programs only through `programs`, which never finds one in a checkout. All exceptions are listed here,
//! with the reason why they are safe.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_tests::program::repository;

/// Exceptions that start a process directly: the file, the number of times, and the reason.
const PLACES: &[(&str, usize, &str)] = &[
    ("host/programs/src/lib.rs", 1, "the gate itself"),
    ("host/programs/src/apart.rs", 1, "this very program, to compile or parse apart"),
    ("host/terraform/src/probe.rs", 1, "a terraform that `Search` found, which asks the gate"),
    ("host/terraform/src/session/launch.rs", 2, "this very program, and the terraform that it becomes"),
    ("host/sandbox/src/prepare/mod.rs", 1, "a terraform that `Search` found"),
    ("host/registry/src/credentials/helper.rs", 1, "a helper that the gate found, which needs all variables"),
    ("plugins/build/componentize/src/toolchain.rs", 2, "in a build script, for which no gate is needed"),
    ("host/cli/src/terraform_words.rs", 2, "in tests"),
    ("host/cli/src/shell.rs", 1, "in a test"),
    ("host/engine/src/cache/directory.rs", 1, "in a test"),
    ("host/core/src/link/evaluation.rs", 1, "in a test"),
    ("host/fuzz/src/escapes.rs", 1, "in a test"),
    ("host/terraform/src/pty.rs", 1, "in a test"),
    ("host/terraform/src/session.rs", 1, "in tests, whose program cannot start itself"),
    ("host/terraform/src/tests/fake.rs", 1, "in a test"),
    ("host/terraform/src/tests/running.rs", 1, "in a test"),
    ("host/terraform/src/tests/signals.rs", 7, "in a test"),
    ("host/registry/src/key/tests.rs", 2, "in a test"),
];

/// The ways to start a process, or to become another program.
const WAYS: &[&str] =
    &["Command::new(", "CommandBuilder", "posix_spawn", "execve", "libc::exec", "libc::system", "libc::fork"];

#[test]
fn programs_are_started_in_known_places_only() {
    let root = repository();
    let mut found = BTreeMap::new();
    for directory in ["host", "plugins"] {
        for file in sources(&root.join(directory)) {
            let text = fs::read_to_string(&file).unwrap();
            let count: usize = WAYS.iter().map(|way| text.matches(way).count()).sum();
            if count > 0 {
                found.insert(file.strip_prefix(root).unwrap().display().to_string(), count);
            }
        }
    }
    let known: BTreeMap<_, _> = PLACES.iter().map(|(file, count, _)| ((*file).to_owned(), *count)).collect();
    assert_eq!(known.len(), PLACES.len(), "a file is listed twice");
    assert_eq!(found, known, "start programs with `terrace_programs::Outside`, or say in PLACES why not");
}

/// Returns all Rust files below the `src` of a directory's packages.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut left = vec![directory.to_owned()];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["target", "node_modules"].contains(&name.as_str()) {
                left.push(path);
            } else if name.ends_with(".rs") && path.components().any(|part| part.as_os_str() == "src") {
                files.push(path);
            }
        }
    }
    files
}
