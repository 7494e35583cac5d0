//! Licences of everything that is linked into what is shipped.

#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use spdx::{Expression, LicenseReq, ParseMode};
use std::process::Command;
use terrace_tests::program::repository;

/// Licences that go with `Apache-2.0 OR MIT`.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Of data alone: the certificates of public authorities, which systems without their own fall back to.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn is_allowed(requirement: &LicenseReq) -> bool {
    // The one exception in use takes nothing away from the licence that it belongs to.
    requirement.license.id().is_some_and(|id| ALLOWED.contains(&id.name))
}

#[test]
fn every_dependency_has_a_licence_that_fits() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
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
