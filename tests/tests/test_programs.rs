//! Each crate has one program of integration tests: it is linked once, and the tests of all files run in parallel.

use crate::workspace::cargo;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_tests::program::repository;

/// Programs of tests that a crate has besides its first, and why.
const SEPARATE: &[(&str, &str)] = &[
    ("host/languages/tests/nesting/main.rs", "it starts itself as the TypeScript compiler"),
    ("host/sandbox/tests/terraform/main.rs", "terraform starts it as a provider"),
];

/// Returns the programs of tests of each package, under the package's directory. Fuzz targets are left out.
fn programs() -> BTreeMap<PathBuf, Vec<PathBuf>> {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version=1"])).unwrap();
    let mut programs: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let directory = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        let programs = programs.entry(directory.to_owned()).or_default();
        for target in package["targets"].as_array().unwrap() {
            let path = PathBuf::from(target["src_path"].as_str().unwrap());
            if target["kind"][0] == "test" && path.starts_with(directory.join("tests")) {
                programs.push(path);
            }
        }
    }
    programs
}

/// Returns the Rust files below a directory, which need not exist.
fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// Returns whether a file is a module of another file: `mod NAME;` is in a program next to it, or in the module that its
/// directory belongs to.
fn is_module(file: &Path, programs: &[PathBuf]) -> bool {
    let stem = file.file_stem().unwrap();
    let (directory, name) = match file.parent().unwrap() {
        own if stem == "mod" => (own.parent().unwrap(), own.file_name().unwrap()),
        own => (own, stem),
    };
    let declaration = format!("mod {};", name.to_string_lossy());
    let parents = programs
        .iter()
        .filter(|program| program.parent() == Some(directory))
        .cloned()
        .chain([directory.join("mod.rs"), directory.with_extension("rs")]);
    parents
        .filter_map(|parent| fs::read_to_string(parent).ok())
        .any(|text| text.lines().any(|line| line.trim_start().trim_start_matches("pub ") == declaration))
}

#[test]
fn test_files_are_all_part_of_a_program() {
    let mut forgotten = Vec::new();
    for (package, programs) in programs() {
        let files = rust_files(&package.join("tests"));
        forgotten
            .extend(files.into_iter().filter(|file| !programs.contains(file) && !is_module(file, &programs)));
    }
    assert!(
        forgotten.is_empty(),
        "nothing runs the tests in {forgotten:?}: add each to `runner.rs` next to it"
    );
}

#[test]
fn crates_have_one_test_program() {
    let separate: Vec<_> = SEPARATE.iter().map(|(path, _)| repository().join(path)).collect();
    let all = programs();
    for path in &separate {
        assert!(all.values().flatten().any(|program| program == path), "{} does not exist", path.display());
    }
    for (package, mut programs) in all {
        programs.retain(|program| !separate.contains(program));
        assert!(
            programs.len() <= 1,
            "{} has {programs:?}: make them modules of `tests/runner.rs`, or say in SEPARATE why not",
            package.display()
        );
    }
}
