//! `terrace tier docs`.

use crate::exit;
use crate::ui::Ui;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::Path;
use terrace_project::Session;
use terrace_project::tier_reference::{example, markdown};

#[derive(Debug, Args)]
pub struct Docs {
    /// A built-in tier's name, a component's path, `oci://…` or `https://…`
    #[arg(value_hint = ValueHint::FilePath, add = crate::complete::components())]
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

pub fn run(ui: &Ui, session: &Session, args: &Docs) -> anyhow::Result<u8> {
    let (reference, resolution) = session.find_component(Path::new(&args.component))?;
    let loaded = session.load_component(&reference, &resolution)?;
    let markdown = markdown(&loaded.manifest, &args.component, 1);
    if ui.is_json() {
        let example = example(&loaded.manifest, &args.component);
        ui.json(&Report { markdown, example })?;
    } else {
        ui.data(markdown.as_bytes())?;
    }
    Ok(exit::DONE)
}
