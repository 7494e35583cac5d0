//! Compiles the built-in tiers to native code, if the feature `precompiled-tiers` is enabled.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::{env, fs};

/// The files that decide which code the compiler makes: the versions of its packages, and its settings.
const DECIDING: [&str; 2] = ["../../../Cargo.lock", "src/settings.rs"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(error) = build() {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn build() -> Result<(), Box<dyn std::error::Error>> {
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    let mut hasher = DefaultHasher::new();
    for file in DECIDING {
        println!("cargo::rerun-if-changed={file}");
        fs::read(file)?.hash(&mut hasher);
    }
    println!("cargo::rustc-env=TERRACE_CONFIGURATION={:016x}", hasher.finish());
    fs::write(out_dir.join("code.rs"), code(&out_dir)?)?;
    Ok(())
}

#[cfg(not(feature = "precompiled-tiers"))]
fn code(_: &std::path::Path) -> Result<String, Box<dyn std::error::Error>> {
    Ok("[]".to_owned())
}

#[cfg(feature = "precompiled-tiers")]
use precompiled::code;

#[cfg(feature = "precompiled-tiers")]
#[path = "src/settings.rs"]
mod settings;

#[cfg(feature = "precompiled-tiers")]
mod precompiled {
    use crate::settings;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use std::env;
    use std::fmt::Write as _;
    use std::fs::File;
    use std::io::Write as _;
    use std::path::Path;
    use terrace_builtin::TIERS;
    use wasmtime::Engine;

    /// Returns the list of the tiers' digests and compressed code, sorted, as Rust. It is empty if this compiler cannot compile for the target.
    pub fn code(out_dir: &Path) -> Result<String, Box<dyn std::error::Error>> {
        // For every machine of the target, not only for this one.
        let mut config = settings::config();
        let engine = match config.target(&env::var("TARGET")?).and_then(|config| Engine::new(config)) {
            Ok(engine) => engine,
            Err(error) => {
                println!("cargo::warning=the built-in tiers are not compiled ahead of time: {error:#}");
                return Ok("[]".to_owned());
            }
        };
        let mut compiled = Vec::new();
        for tier in TIERS {
            let file = out_dir.join(tier.name).with_extension("cwasm.deflate");
            let mut encoder = DeflateEncoder::new(File::create(&file)?, Compression::best());
            encoder.write_all(&engine.precompile_component(&tier.component())?)?;
            encoder.finish()?;
            compiled.push((tier.sha256, file));
        }
        compiled.sort();
        let mut list = String::from("[\n");
        for (sha256, file) in compiled {
            writeln!(list, "({sha256:?}, include_bytes!({:?})),", file.display().to_string())?;
        }
        list.push_str("]\n");
        Ok(list)
    }
}
