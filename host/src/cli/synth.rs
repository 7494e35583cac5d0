//! `terrace synth`.

use super::args::{StackArgs, Synth};
use super::exit;
use super::progress::Progress;
use super::table::table;
use super::ui::{self, Problems, Ui, count};
use crate::render::JsonDiagnostic;
use crate::stack::{self, Stack};
use crate::synth::{self, Difference, InstanceEntry, Synthesis, output};
use serde::Serialize;
use std::path::PathBuf;

/// A stack, and what was synthesized from it.
pub struct Synthesized {
    pub stack: Stack,
    pub synthesis: Synthesis,
    /// The output directory.
    pub directory: PathBuf,
}

/// Loads the stack and synthesizes it; writes nothing.
pub fn synthesize(ui: &Ui, args: &StackArgs) -> Result<Synthesized, Problems> {
    let stack = load(args)?;
    let engine = ui.engine()?;
    let progress = Progress::new(ui);
    let result = synth::synthesize(&stack, &engine, &|what| progress.tell(what));
    drop(progress);
    match result {
        Ok(synthesis) => {
            let directory = directory(&stack, args);
            Ok(Synthesized { stack, synthesis, directory })
        }
        Err(diagnostics) => Err(Problems { diagnostics, sources: stack.sources }),
    }
}

/// Loads the stack that the arguments name.
pub fn load(args: &StackArgs) -> Result<Stack, Problems> {
    stack::load(&args.stack, args.environment.as_deref())
        .map_err(|errors| Problems { diagnostics: errors.diagnostics(), sources: errors.sources })
}

/// The output directory: the one that is named, else one per environment beside the stack file, because each
/// environment has a state of its own.
pub fn directory(stack: &Stack, args: &StackArgs) -> PathBuf {
    args.out.clone().unwrap_or_else(|| {
        let environment = stack.settings.environment.as_deref().unwrap_or("default");
        stack.file().with_file_name("terrace.out").join(environment)
    })
}

pub fn run(ui: &Ui, args: &Synth) -> anyhow::Result<u8> {
    let done = synthesize(ui, &args.stack)?;
    let bytes = done.synthesis.text.as_bytes();
    if args.stdout {
        ui.diagnostics(&done.synthesis.warnings, &done.stack.sources);
        ui.data(bytes)?;
        return Ok(exit::DONE);
    }
    let difference = if args.check {
        output::compare(&done.directory, bytes)
    } else {
        output::write(&done.directory, bytes)
    };
    let difference = difference.map_err(|error| Problems::from(error.diagnostic()))?;
    if ui.is_json() {
        ui.json(&Report::new(&done, difference))?;
    } else {
        ui.diagnostics(&done.synthesis.warnings, &done.stack.sources);
        ui.text(&summary(&done, difference, args.check))?;
    }
    Ok(if args.check && difference != Difference::Same { exit::DIFFERENT } else { exit::DONE })
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    /// The file that was written or compared.
    output: PathBuf,
    /// Whether the file held something else, or was not there.
    changed: bool,
    /// The manifest, as it stands in the file.
    manifest: &'a synth::Manifest,
    /// Warnings.
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

impl<'a> Report<'a> {
    fn new(done: &'a Synthesized, difference: Difference) -> Self {
        Self {
            output: done.directory.join(output::FILE_NAME),
            changed: difference != Difference::Same,
            manifest: &done.synthesis.manifest,
            diagnostics: ui::json(&done.synthesis.warnings, &done.stack.sources),
        }
    }
}

/// What was made of which tier in which region, and where it went.
fn summary(done: &Synthesized, difference: Difference, check: bool) -> String {
    let manifest = &done.synthesis.manifest;
    let row = |entry: &InstanceEntry| {
        [
            entry.tier.clone(),
            entry.region.clone().unwrap_or_else(|| "-".to_owned()),
            entry.component.clone(),
            entry.resources.to_string(),
            entry.data_sources.to_string(),
            entry.outputs.to_string(),
        ]
    };
    let columns = [
        ("TIER", false),
        ("REGION", false),
        ("COMPONENT", false),
        ("RESOURCES", true),
        ("DATA", true),
        ("OUTPUTS", true),
    ];
    let resources: usize = manifest.instances.iter().map(|entry| entry.resources).sum();
    let data: usize = manifest.instances.iter().map(|entry| entry.data_sources).sum();
    let environment = manifest.environment.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let file = done.directory.join(output::FILE_NAME);
    let what = match (difference, check) {
        (Difference::Same, _) => "is up to date",
        (Difference::Missing, true) => "is not there; run `terrace synth`",
        (Difference::Different, true) => "differs from what the stack gives; run `terrace synth`",
        (_, false) => "written",
    };
    format!(
        "{}{environment}: {} and {} from {} of {}\n\n{}\n{} {what}\n",
        manifest.stack,
        count(resources, "resource"),
        count(data, "data source"),
        count(manifest.instances.len(), "instance"),
        count(manifest.components.len(), "component"),
        table(columns, manifest.instances.iter().map(row)),
        file.display(),
    )
}
