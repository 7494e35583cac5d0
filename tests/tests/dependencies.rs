//! The dependencies: their licences, and a check that nothing large is built twice.

use crate::workspace::{cargo, metadata};
use spdx::{Expression, Licensee, ParseMode};
use std::collections::BTreeSet;
use std::fs;
use terrace_tests::program::repository;

/// Returns the licences that `deny.toml` allows.
fn allowed_licences() -> Vec<Licensee> {
    let text = fs::read_to_string(repository().join("deny.toml")).unwrap();
    let settings: toml::Table = toml::from_str(&text).unwrap();
    let licences = settings["licenses"]["allow"].as_array().unwrap();
    licences.iter().map(|licence| Licensee::parse(licence.as_str().unwrap()).unwrap()).collect()
}

#[test]
fn licences_of_all_dependencies_are_allowed() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "the whole graph is looked at");
    let allowed = allowed_licences();
    let wrong: Vec<_> = packages
        .iter()
        .filter(|package| {
            let text = package["license"].as_str().unwrap_or_default();
            !Expression::parse_mode(text, ParseMode::LAX).is_ok_and(|expression| {
                expression.evaluate(|required| allowed.iter().any(|licence| licence.satisfies(required)))
            })
        })
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two builds of wasmtime, such as with different features, would add minutes to each build of the tests.
#[test]
fn wasmtime_is_built_once() {
    let tree = |arguments: &[&str]| {
        let text = cargo(&[&["tree", "--prefix=none", "--format={p}"], arguments].concat());
        // Packages that are listed for the second time end in a mark.
        text.lines().filter_map(|line| line.split(" (").next()).map(str::to_owned).collect::<Vec<_>>()
    };
    // The packages whose compilation takes longest. Small ones below them may differ for build scripts.
    let is_large = |package: &String| {
        ["cranelift-codegen ", "wasmtime ", "wasmtime-environ "].iter().any(|name| package.starts_with(name))
    };
    assert!(tree(&["--package=wasmtime", "--edges=normal"]).iter().any(is_large));
    for edges in ["--edges=normal,build", "--edges=normal,build,dev"] {
        // Different versions are listed as well, but each of them once.
        let mut listed = BTreeSet::new();
        let duplicates = tree(&["--workspace", "--duplicates", "--depth=0", edges]);
        let twice: Vec<_> =
            duplicates.into_iter().filter(|package| !listed.insert(package.clone())).collect();
        let twice: Vec<_> = twice.into_iter().filter(is_large).collect();
        assert!(twice.is_empty(), "{edges}: {}", twice.join(", "));
    }
}
