//! `terrace synth`.

use crate::args::ProviderOptions;
use crate::args::StackArgs;
use crate::exit;
use crate::synthesis::{show_moved, synthesize, synthesize_stack, verdict};
use crate::table::table;
use crate::ui::{self, Ui};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::render::JsonDiagnostic;
use terrace_project::Session;
use terrace_project::consequences::{self, Consequences};
use terrace_project::session::{Compared, Purpose, Synthesized};
use terrace_project::synth::{Difference, InstanceEntry, Manifest};
use terrace_stack::stack::{self, Stack};

#[derive(Debug, Args)]
pub struct Synth {
    #[command(flatten)]
    pub stack: StackArgs,
    /// Write nothing; exit with code 3 if the output on disk differs
    #[arg(long)]
    pub check: bool,
    /// Write nothing; print the Terraform JSON. The stack `-` then means standard input
    #[arg(long, conflicts_with = "check")]
    pub stdout: bool,
    #[command(flatten)]
    pub providers: ProviderOptions,
}

/// Loads the stack for a synth that writes nothing. It may come from standard input.
fn load_to_print(args: &StackArgs) -> Result<Stack, Problems> {
    if args.stack != Path::new(stack::STDIN) {
        return args.load();
    }
    Ok(stack::load_text(stack::standard_input, args.environment.as_deref())?)
}

pub fn run(ui: &Ui, session: &Session, args: &Synth) -> anyhow::Result<u8> {
    let allowed = args.providers.allow_provider.as_slice();
    let purpose = match (args.check, args.stdout) {
        (true, _) => Purpose::Look,
        (false, true) => Purpose::Write(allowed),
        (false, false) => Purpose::Lock(allowed),
    };
    if args.stdout {
        let done = synthesize_stack(ui, session, load_to_print(&args.stack)?, &args.stack, purpose)?;
        ui.diagnostics(&done.warnings(), &done.stack.sources);
        ui.data(done.text.as_bytes())?;
        return Ok(exit::DONE);
    }
    let done = synthesize(ui, session, &args.stack, purpose)?;
    if args.check {
        return check(ui, &done);
    }
    let relocated = done.relocated();
    done.lock.save()?;
    let warnings =
        || done.warnings_of_output().into_iter().chain(relocated.warnings.clone()).collect::<Vec<_>>();
    if ui.is_json() {
        let difference = done.write()?;
        let moved = relocated.relocation.moved.as_str();
        ui.json(&Report { moved, ..Report::new(&done, &warnings(), difference, None) })?;
    } else {
        // For a thousand regions, formatting the table takes as long as writing the output.
        let (difference, summary) = rayon::join(|| done.write(), || summary(&done));
        let difference = difference?;
        ui.diagnostics(&warnings(), &done.stack.sources);
        show_moved(ui, &relocated.relocation);
        let what = if difference == Difference::Same { "is up to date" } else { "written" };
        ui.text(&format!("{summary}\n{} {what}\n", done.file().display()))?;
    }
    let environment = args.stack.environment.as_deref();
    session.refresh_editor_schemas(done.stack.file(), environment);
    Ok(exit::DONE)
}

/// Runs `--check`: reports the differences like `terrace diff`, and the summary of the stack.
fn check(ui: &Ui, done: &Synthesized) -> anyhow::Result<u8> {
    let compared = done.compare()?;
    let Compared { difference, consequences, .. } = &compared;
    let difference = *difference;
    let mut warnings = done.warnings();
    if ui.is_json() {
        warnings.extend(done.relocation_warnings(&consequences.relocation));
        ui.json(&Report::new(done, &warnings, difference, Some(consequences)))?;
    } else {
        ui.diagnostics(&warnings, &done.stack.sources);
        let changed = match difference {
            // Everything is new, and the table describes it more briefly.
            Difference::Same | Difference::Missing => String::new(),
            Difference::Different => consequences::text(consequences, ui.is_coloured()),
        };
        let verdict = verdict(&compared);
        let beside = if done.additions.is_empty() { "" } else { "; other files are next to it" };
        ui.text(&format!("{}\n{changed}{} {verdict}{beside}\n", summary(done), done.file().display()))?;
    }
    // A synth would fail, or change the lock file.
    let is_allowed = done.unallowed.is_empty();
    let is_same = difference == Difference::Same
        && done.lock.changes.is_empty()
        && done.additions.is_empty()
        && is_allowed;
    Ok(if is_same { exit::DONE } else { exit::DIFFERENT })
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    /// The file that was written or compared.
    output: PathBuf,
    /// True if the file differed, or did not exist.
    changed: bool,
    /// The manifest, as in the file.
    manifest: &'a Manifest,
    /// With `--check`, the differences, as in `terrace diff`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    consequences: Option<&'a Consequences>,
    /// `moved` blocks for blocks that seem to have been renamed. Empty with `--check`, where they are part of the differences.
    #[serde(skip_serializing_if = "str::is_empty")]
    moved: &'a str,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

impl<'a> Report<'a> {
    fn new(
        done: &'a Synthesized,
        warnings: &'a [Diagnostic],
        difference: Difference,
        consequences: Option<&'a Consequences>,
    ) -> Self {
        Self {
            output: done.file(),
            changed: difference != Difference::Same,
            consequences,
            moved: "",
            manifest: &done.manifest,
            diagnostics: ui::json(warnings, &done.stack.sources),
        }
    }
}

/// Returns the headline and a table of the instances.
fn summary(done: &Synthesized) -> String {
    let row = |entry: &InstanceEntry| {
        [
            entry.tier.clone(),
            entry.region.clone().unwrap_or_else(|| "-".to_owned()),
            done.manifest.component_of(&entry.tier).unwrap_or_default(),
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
    let instances = &done.manifest.instances;
    format!("{}\n\n{}", done.manifest.headline(), table(columns, instances.iter().map(row)))
}
