//! Tests that the same source results in the same engine and the same component on every machine and at any time, for
//! TypeScript. In Python this is not yet so, because componentize-py writes parts of a component in an order of its own.
//!
//! This takes minutes and downloads the tools that build engines: `scripts/test --test runner -- --ignored engines::`.

use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;
use terrace_languages::typescript;
use terrace_programs::{Connections, Outside};

fn outside() -> Outside {
    Outside::of([Path::new(env!("CARGO_MANIFEST_DIR"))], Connections::Allowed)
}

/// Returns two directories for tools, with paths of different lengths. They share downloads but no results.
fn two_places() -> [(tempfile::TempDir, PathBuf); 2] {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (near, far) = (one.path().join("t"), other.path().join("tools/in/another place"));
    fs::create_dir_all(&near).unwrap();
    fs::create_dir_all(&far).unwrap();
    typescript::prepare(&near, &outside(), &|_| {}).unwrap();
    copy(&near, &far);
    [(one, near), (other, far)]
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
#[ignore = "takes minutes, and downloads what makes engines"]
fn typescript_engine_and_component_builds_are_reproducible() {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/typescript");
    let program = typescript::read(&template, None, typescript::Compiler::here()).unwrap();
    let made = two_places().map(|(_directory, tools)| {
        let engine = typescript::make_engine(&tools, &outside(), &|_| {}).unwrap();
        let component = typescript::build(&tools, &program, &outside(), &|_| {}).unwrap();
        for bytes in [&engine, &component] {
            let tools = tools.to_str().unwrap().as_bytes();
            assert!(!bytes.windows(tools.len()).any(|part| part == tools), "the directory is in it");
        }
        // The clock moves on, in case seconds are used anywhere.
        sleep(Duration::from_millis(1100));
        [digest(&engine), digest(&component)]
    });
    assert_eq!(made[0], made[1]);
}
