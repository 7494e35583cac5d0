//! `terrace diff`.

use crate::args::StackArgs;
use crate::exit;
use crate::synthesis::{synthesize, verdict};
use crate::ui::{self, Ui};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;
use terrace_core::render::JsonDiagnostic;
use terrace_project::Session;
use terrace_project::consequences::{self, Consequences};
use terrace_project::session::{Compared, Purpose};
use terrace_project::synth::Difference;

#[derive(Debug, Args)]
pub struct Diff {
    #[command(flatten)]
    pub stack: StackArgs,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    output: PathBuf,
    /// True if the file differs, or does not exist.
    changed: bool,
    #[serde(flatten)]
    consequences: &'a Consequences,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

pub fn run(ui: &Ui, session: &Session, args: &Diff) -> anyhow::Result<u8> {
    let done = synthesize(ui, session, &args.stack, Purpose::Look)?;
    let compared = done.compare()?;
    let Compared { difference, consequences, .. } = &compared;
    let mut warnings = done.warnings();
    let file = done.file();
    let changed = *difference != Difference::Same;
    if ui.is_json() {
        warnings.extend(done.relocation_warnings(&consequences.relocation));
        let diagnostics = ui::json(&warnings, &done.stack.sources);
        ui.json(&Report { output: file, changed, consequences, diagnostics })?;
    } else {
        ui.diagnostics(&warnings, &done.stack.sources);
        let changed = consequences::text(consequences, ui.is_coloured());
        ui.text(&format!("{changed}{} {}\n", file.display(), verdict(&compared)))?;
    }
    Ok(if changed { exit::DIFFERENT } else { exit::DONE })
}
