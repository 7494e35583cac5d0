//! Compiles the tests' guests to components.

use std::path::{Path, PathBuf};

/// The packages, and the names of their components.
const GUESTS: &[(&str, &str)] = &[
    ("guest-faulty", "faulty"),
    ("guest-typed", "typed"),
    ("terrace-example-queues", "queues"),
    ("terrace-conformance", "conformance"),
];

fn main() {
    if let Err(error) = build() {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), Box<dyn std::error::Error>> {
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).ok_or("no workspace directory")?;
    let out_dir = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for source in [
        "wit",
        "Cargo.lock",
        "Cargo.toml",
        "tests/guests",
        "tests/conformance/rust",
        "examples/tiers",
        "plugins/sdk",
    ] {
        println!("cargo::rerun-if-changed={}", workspace.join(source).display());
    }
    // Not the directory of the built-in tiers, because their build may run at the same time.
    let target_dir = out_dir.ancestors().nth(4).ok_or("no target directory")?.join("guests");
    let packages: Vec<&str> = GUESTS.iter().map(|(package, _)| *package).collect();
    let components = terrace_componentize::build(workspace, &target_dir, &packages)?;
    for ((_, guest), component) in GUESTS.iter().zip(components) {
        std::fs::write(out_dir.join(format!("{guest}.wasm")), component)?;
    }
    Ok(())
}
