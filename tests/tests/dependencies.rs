//! The dependencies: their licences, and a check that nothing large is built twice.

#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};
use std::collections::BTreeSet;
use std::process::Command;
use terrace_tests::program::repository;

/// Licences that are compatible with `Apache-2.0 OR MIT`.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Only for data: the certificates of public authorities, for systems without their own.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    // The licence of libFuzzer, which is not shipped.
    "NCSA",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn is_allowed(requirement: &LicenseReq) -> bool {
    // The only exception in use does not restrict the licence that it belongs to.
    requirement.license.id().is_some_and(|id| ALLOWED.contains(&id.name))
}

fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(arguments).arg("--locked").current_dir(repository()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_dependency_has_a_licence_that_fits() {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--format-version=1"])).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "the whole graph is looked at");
    let wrong: Vec<_> = packages
        .iter()
        .filter(|package| {
            let text = package["license"].as_str().unwrap_or_default();
            !Expression::parse_mode(text, ParseMode::LAX).is_ok_and(|licence| licence.evaluate(is_allowed))
        })
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The program needs wasmtime, and so does the build script that compiles the built-in tiers. They share one build only as
/// long as everything below it has the same features for both: see `compiled/Cargo.toml`.
#[test]
fn wasmtime_is_built_once() {
    let tree = |arguments: &[&str]| {
        let text = cargo(&[&["tree", "--prefix=none", "--format={p}"], arguments].concat());
        // Packages that are listed for the second time end in a mark.
        text.lines().filter_map(|line| line.split(" (").next()).map(str::to_owned).collect::<Vec<_>>()
    };
    let needed: BTreeSet<_> = tree(&["--package=wasmtime", "--edges=normal,build"]).into_iter().collect();
    assert!(needed.iter().any(|package| package.starts_with("cranelift-codegen ")), "{needed:?}");
    for edges in ["--edges=normal,build", "--edges=normal,build,dev"] {
        // Different versions are listed as well, but each of them once.
        let mut listed = BTreeSet::new();
        let duplicates = tree(&["--workspace", "--duplicates", "--depth=0", edges]);
        let twice: Vec<_> =
            duplicates.into_iter().filter(|package| !listed.insert(package.clone())).collect();
        let twice: Vec<_> = twice.into_iter().filter(|package| needed.contains(package)).collect();
        assert!(twice.is_empty(), "{edges}: {}", twice.join(", "));
    }
}
