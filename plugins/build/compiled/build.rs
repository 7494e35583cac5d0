//! Compiles the built-in tiers to native code.

#[path = "src/settings.rs"]
mod settings;

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};
use terrace_builtin::TIERS;
use wasmtime::Engine;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/settings.rs");
    if let Err(error) = build() {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}

fn build() -> wasmtime::Result<()> {
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    let engine = engine(&env::var("TARGET")?)?;
    println!("cargo::rustc-env=TERRACE_CONFIGURATION={:016x}", configuration(engine.as_ref()));
    // Without optimization, compiling the tiers takes longer than all runs of an unoptimized program would.
    let engine = if env::var("OPT_LEVEL")? == "0" { None } else { engine };
    let mut list = String::from("[\n");
    for (sha256, file) in engine.map(|engine| compile(&engine, &out_dir)).transpose()?.unwrap_or_default() {
        writeln!(list, "({sha256:?}, include_bytes!({:?})),", file.display().to_string())?;
    }
    list.push_str("]\n");
    fs::write(out_dir.join("code.rs"), list)?;
    Ok(())
}

/// Returns an engine that compiles for every machine of the target, not only for this one, or `None` if it cannot compile for
/// it.
fn engine(target: &str) -> wasmtime::Result<Option<Engine>> {
    let mut config = settings::config();
    match config.target(target).and_then(|config| Engine::new(config)) {
        Ok(engine) => Ok(Some(engine)),
        Err(error) => {
            println!("cargo::warning=the built-in tiers are not compiled ahead of time: {error:#}");
            Ok(None)
        }
    }
}

/// Returns a hash of everything that affects code generation for the target.
fn configuration(engine: Option<&Engine>) -> u64 {
    let mut hasher = DefaultHasher::new();
    engine.map(Engine::precompile_compatibility_hash).hash(&mut hasher);
    hasher.finish()
}

/// Compiles the built-in tiers and returns the digest and the code file of each, sorted.
fn compile(engine: &Engine, out_dir: &Path) -> wasmtime::Result<Vec<([u8; 32], PathBuf)>> {
    let mut compiled = Vec::new();
    for tier in TIERS {
        let file = out_dir.join(tier.name).with_extension("cwasm");
        fs::write(&file, engine.precompile_component(tier.component)?)?;
        compiled.push((tier.sha256, file));
    }
    compiled.sort();
    Ok(compiled)
}
