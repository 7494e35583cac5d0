//! The same source results in the same bytes: in a directory with another name and depth, in another target
//! directory, and whatever the user's settings.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_builtin::TIERS;

/// The tier that is built again. Its digest depends on the same things as those of the others.
const TIER: &str = "network";

/// The path of the copy, for the process that builds it.
const COPY: &str = "TERRACE_TEST_COPY";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").canonicalize().unwrap()
}

/// Copies the sources, without build results.
fn copy(from: &Path, to: &Path) {
    const MADE: [&str; 4] = [".git", "node_modules", "target", "terrace.out"];
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (kind, target) = (entry.file_type().unwrap(), to.join(entry.file_name()));
        if MADE.iter().any(|made| entry.file_name() == *made) {
            continue;
        }
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
#[ignore = "run by the other test in a process of its own"]
fn builds_the_copy() {
    let Some(directory) = std::env::var_os(COPY).map(PathBuf::from) else { return };
    let package = format!("terrace-{TIER}");
    let built = terrace_componentize::build(&directory.join("source"), &directory.join("made"), &[&package]);
    fs::write(directory.join("tier.wasm"), &built.unwrap()[0]).unwrap();
}

#[test]
fn tier_build_does_not_depend_on_the_directory() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path().join("a directory/of another depth");
    copy(&workspace(), &directory.join("source"));
    // A configuration file above the checkout, and variables, that would change the compiled code.
    fs::create_dir(directory.join(".cargo")).unwrap();
    fs::write(directory.join(".cargo/config.toml"), "[build]\nincremental = true\n").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "builds_the_copy", "--ignored", "--nocapture"])
        .env(COPY, &directory)
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_PROFILE_TIER_OPT_LEVEL", "0")
        .env("RUSTFLAGS", "-Copt-level=1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let built = fs::read(directory.join("tier.wasm")).unwrap_or_else(|_| panic!("{printed}"));
    let tier = TIERS.iter().find(|tier| tier.name == TIER).unwrap();
    let component = tier.component();
    for place in [&directory, &workspace()] {
        let place = place.to_str().unwrap().as_bytes();
        assert!(!built.windows(place.len()).any(|part| part == place), "its directory is in it");
    }
    assert!(built == component, "{} bytes are not the {} of the other", built.len(), component.len());
}
