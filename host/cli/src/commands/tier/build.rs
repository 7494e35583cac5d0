//! `terrace tier build`.

use crate::exit;
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::model::{Diagnostic, Explain, Problems, Sources, TierName};
use terrace_engine::EngineError;
use terrace_files::atomic::AtomicWrite;
use terrace_project::{Session, source};

#[derive(Debug, Args)]
pub struct Build {
    /// A source file, or a directory with `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml` in it
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub source: PathBuf,
    /// The component file to write [default: `dist/<name>.wasm` next to the source]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    file: &'a Path,
    name: &'a str,
    version: &'a str,
    contract: &'a str,
    bytes: usize,
    digest: String,
    /// Always empty: a tier that imports anything is rejected.
    imports: [&'a str; 0],
}

pub fn run(ui: &Ui, session: &Session, args: &Build) -> anyhow::Result<u8> {
    let engine = session.engine();
    let (tier, manifest, bytes) = session.with_progress(|progress| {
        let bytes = source::build(&args.source, engine, progress)
            .map_err(|error| Problems::from(with_source(&args.source, error.diagnostic())))?;
        let component = {
            let bytes = bytes.clone();
            Arc::new(move || Ok(bytes.clone().into()))
        };
        let refused = |error: EngineError| Problems::from(with_source(&args.source, error.diagnostic()));
        let compiling = || progress("compiling it to read its manifest");
        let tier = engine.load(Digest::of(&bytes), component, &compiling).map_err(refused)?;
        let manifest = tier.describe().map_err(refused)?;
        Ok::<_, Problems>((tier, manifest, bytes))
    })?;
    let digest = Digest::of(&bytes);
    ui.diagnostics(engine.unkept().as_slice(), &Sources::default());
    let file = args.out.clone().unwrap_or_else(|| default_file(&args.source, &manifest.name));
    write(&file, &bytes)?;
    if ui.is_json() {
        ui.json(&Report {
            file: &file,
            name: &manifest.name,
            version: &manifest.version,
            contract: tier.contract(),
            bytes: bytes.len(),
            digest: digest.to_string(),
            imports: [],
        })?;
        return Ok(exit::DONE);
    }
    let text = terrace_core::render::clean(&format!(
        "built {} {} into {}\n  size      {} bytes\n  digest    {digest}\n  contract  {}\n  imports   none",
        manifest.name,
        manifest.version,
        file.display(),
        bytes.len(),
        tier.contract(),
    ));
    ui.text(&(text + "\n"))?;
    Ok(exit::DONE)
}

fn with_source(source: &Path, diagnostic: Diagnostic) -> Diagnostic {
    let summary = format!("cannot build `{}`: {}", source.display(), diagnostic.summary);
    Diagnostic { summary, ..diagnostic }
}

/// Returns the component file that is written without `--out`.
fn default_file(source: &Path, name: &str) -> PathBuf {
    let directory = if source.is_dir() { source } else { source.parent().unwrap_or(Path::new("")) };
    // An invalid name must not select another directory.
    let name = if TierName::new(name).is_ok() { name } else { "tier" };
    directory.join("dist").join(format!("{name}.wasm"))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Problems> {
    let made = file.parent().map_or(Ok(()), fs::create_dir_all);
    let written = made.and_then(|()| AtomicWrite::output().replace(file, bytes));
    written.map(drop).map_err(|error| {
        Diagnostic::error("output", format!("cannot write `{}`: {error}", file.display())).into()
    })
}
