//! Compiles the built-in tiers to components.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Sorted by name.
const TIERS: &[&str] = &["compute", "containers", "database", "iam", "keys", "network", "storage"];

/// The paths, relative to the workspace, whose changes require that the tiers are built again.
const SOURCES: &[&str] = &["wit", "Cargo.lock", "Cargo.toml", "plugins/sdk", "plugins/aws"];

fn main() {
    if let Err(error) = build() {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), Box<dyn std::error::Error>> {
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).ok_or("no workspace directory")?;
    let plugins = workspace.join("plugins");
    let out_dir = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", workspace.join(source).display());
    }
    for tier in TIERS {
        println!("cargo::rerun-if-changed={}", plugins.join(tier).display());
    }
    // Next to the profile directories, so that all profiles share one build of the tiers.
    let target_dir = out_dir.ancestors().nth(4).ok_or("no target directory")?.join("tiers");

    let packages: Vec<String> = TIERS.iter().map(|tier| format!("terrace-{tier}")).collect();
    let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
    let components = terrace_componentize::build(workspace, &target_dir, &packages)?;

    let mut list = String::from("[\n");
    for (name, component) in TIERS.iter().zip(components) {
        let file = out_dir.join(format!("{name}.wasm.deflate"));
        let sha256: [u8; 32] = Sha256::digest(&component).into();
        let mut encoder = DeflateEncoder::new(File::create(&file)?, Compression::best());
        encoder.write_all(&component)?;
        encoder.finish()?;
        writeln!(
            list,
            "BuiltinTier {{ name: {name:?}, sha256: {sha256:?}, compressed: include_bytes!({:?}) }},",
            file.display().to_string()
        )?;
    }
    list.push_str("]\n");
    std::fs::write(out_dir.join("tiers.rs"), list)?;
    Ok(())
}
