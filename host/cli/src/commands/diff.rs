//! `terrace diff`.

use crate::args::StackArgs;
use crate::commands::synth::{self, Synthesized};
use crate::consent::Purpose;
use crate::exit;
use crate::relocation;
use crate::ui::{self, Problems, Ui};
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;
use terrace_core::render::JsonDiagnostic;
use terrace_project::consequences::{self, Beside, Consequences, Permissions};
use terrace_project::synth::{Difference, output};

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

/// A comparison of the output on disk with the stack.
pub struct Compared {
    /// The difference in bytes.
    pub difference: Difference,
    /// The difference in blocks, and its consequences.
    pub consequences: Consequences,
    /// The reason why the output on disk has no blocks to compare.
    pub unreadable: Option<serde_json::Error>,
}

pub fn run(ui: &Ui, args: &Diff) -> anyhow::Result<u8> {
    let done = synth::synthesize(ui, &args.stack, Purpose::Look)?;
    let compared = compare(&done)?;
    let Compared { difference, consequences, .. } = &compared;
    let mut warnings = done.warnings();
    let file = done.file();
    let changed = *difference != Difference::Same;
    if ui.is_json() {
        warnings.extend(relocation::warnings(&done, &consequences.relocation));
        let diagnostics = ui::json(&warnings, &done.stack.sources);
        ui.json(&Report { output: file, changed, consequences, diagnostics })?;
    } else {
        ui.diagnostics(&warnings, &done.stack.sources);
        let changed = consequences::text(consequences, ui.is_coloured());
        ui.text(&format!("{changed}{} {}\n", file.display(), compared.verdict()))?;
    }
    Ok(if changed { exit::DIFFERENT } else { exit::DONE })
}

/// Compares the synthesized output with the one on disk.
pub fn compare(done: &Synthesized) -> Result<Compared, Problems> {
    let new = &done.text;
    let old = output::read(&done.directory).map_err(Problems::from)?;
    let difference = output::difference(old.as_deref(), new.as_bytes());
    let mut compared = Compared { difference, consequences: Consequences::default(), unreadable: None };
    let old = match (difference, old) {
        (Difference::Same, _) => return Ok(compared),
        (_, Some(old)) => match serde_json::from_slice(&old) {
            Ok(old) => old,
            Err(error) => {
                compared.unreadable = Some(error);
                return Ok(compared);
            }
        },
        (_, None) => Value::Null,
    };
    let new: Value = serde_json::from_str(new).expect("the output is JSON");
    let beside = Beside::read(&done.additions);
    compared.consequences = Consequences::of(&old, &new, &beside, Permissions::default());
    Ok(compared)
}

impl Compared {
    /// Describes the state of the output file, for commands that write nothing.
    pub fn verdict(&self) -> String {
        match (self.difference, &self.unreadable) {
            (Difference::Same, _) => "is up to date".to_owned(),
            (Difference::Missing, _) => "does not exist; run `terrace synth`".to_owned(),
            (Difference::Different, Some(error)) => {
                format!("is out of date, and is not JSON: {error}; run `terrace synth`")
            }
            (Difference::Different, None) if self.consequences.changes.is_empty() => {
                "differs only in the origins of blocks; run `terrace synth`".to_owned()
            }
            (Difference::Different, None) => "is out of date; run `terrace synth`".to_owned(),
        }
    }
}
