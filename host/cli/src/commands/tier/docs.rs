//! `terrace tier docs`.

use crate::elsewhere;
use crate::exit;
use crate::progress::with_progress;
use crate::ui::{Problems, Ui};
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::Path;
use terrace_project::synth::components;
use terrace_project::tier_reference::{example, markdown};

#[derive(Debug, Args)]
pub struct Docs {
    /// A built-in tier's name, a component's path, `oci://…` or `https://…`
    #[arg(value_hint = ValueHint::FilePath)]
    component: String,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    /// The tier's reference.
    markdown: String,
    /// The example of a stack file in it.
    example: String,
}

pub fn run(ui: &Ui, args: &Docs) -> anyhow::Result<u8> {
    let (reference, resolution) = elsewhere::argument(ui, Path::new(&args.component))?;
    let engine = ui.engine();
    let loaded = with_progress(ui, |progress| components::load(engine, &reference, &resolution, progress))
        .map_err(Problems::from)?;
    let markdown = markdown(&loaded.manifest, &args.component, 1);
    if ui.is_json() {
        let example = example(&loaded.manifest, &args.component);
        ui.json(&Report { markdown, example })?;
    } else {
        ui.data(markdown.as_bytes())?;
    }
    Ok(exit::DONE)
}
