//! Says what is embedded, so that a change to it is a change to the crate, and which compiler for TypeScript this is.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What TypeScript is compiled by.
const COMPILER: &str = "src/typescript";
/// The versions of its libraries.
const VERSIONS: &str = "../Cargo.lock";

fn main() -> Result<(), Box<dyn Error>> {
    for directory in
        ["templates", "../plugins/sdk", "../plugins/sdk-python", "../plugins/sdk-typescript", "../wit"]
    {
        println!("cargo::rerun-if-changed={directory}");
    }
    println!("cargo::rerun-if-changed={COMPILER}\ncargo::rerun-if-changed={VERSIONS}");
    println!("cargo::rustc-env=TERRACE_COMPILER={:016x}", compiler()?);
    Ok(())
}

/// What tells this compiler from others: it may make something else of a text.
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
