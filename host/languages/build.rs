//! Tracks the embedded files, so that a change to one rebuilds the crate, and identifies the version of the TypeScript
//! compiler.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The sources of the TypeScript compiler.
const COMPILER: &str = "src/typescript";
/// The lock file with the versions of its libraries.
const VERSIONS: &str = "../../Cargo.lock";

fn main() -> Result<(), Box<dyn Error>> {
    for directory in [
        "templates",
        "../../plugins/sdk",
        "../../plugins/sdk-python",
        "../../plugins/sdk-typescript",
        "../../wit",
    ] {
        println!("cargo::rerun-if-changed={directory}");
    }
    println!("cargo::rerun-if-changed={COMPILER}\ncargo::rerun-if-changed={VERSIONS}");
    println!("cargo::rustc-env=TERRACE_COMPILER={:016x}", compiler()?);
    Ok(())
}

/// Returns a hash that identifies this compiler, because another one may produce different code.
fn compiler() -> Result<u64, Box<dyn Error>> {
    let paths = fs::read_dir(COMPILER)?.map(|entry| Ok(entry?.path()));
    let mut paths = paths.collect::<Result<Vec<PathBuf>, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    paths.sort();
    let mut hasher = DefaultHasher::new();
    for path in paths.iter().map(PathBuf::as_path).chain([Path::new(VERSIONS)]) {
        fs::read(path)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}
