//! `terrace watch`.

use crate::args::StackArgs;
use crate::synthesis::{self, show_moved};
use crate::ui::{self, Ui};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use terrace_core::difference::{self, Changes};
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::render::JsonDiagnostic;
use terrace_project::Session;
use terrace_project::session::{Compared, Purpose, Synthesized};
use terrace_project::synth::{Difference, files};
use terrace_project::watch::Watcher;
use terrace_stack::stack;

#[derive(Debug, Args)]
pub struct Watch {
    #[command(flatten)]
    pub stack: StackArgs,
}

/// A line of `--format json`, for one run.
#[derive(Serialize)]
struct Line<'a> {
    /// True if the run succeeded.
    ok: bool,
    /// The output file.
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<PathBuf>,
    /// True if the file was written, because it differed or did not exist.
    changed: bool,
    #[serde(flatten)]
    changes: &'a Changes,
    /// `moved` blocks for blocks that seem to have been renamed.
    #[serde(skip_serializing_if = "str::is_empty")]
    moved: &'a str,
    /// The duration of the run, from reading the files to the result.
    milliseconds: u128,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// The result of a run.
struct Round {
    done: Synthesized,
    compared: Compared,
    took: Duration,
}

impl Round {
    fn warnings(&self) -> Vec<Diagnostic> {
        let relocation = self.done.relocation_warnings(&self.compared.consequences.relocation);
        self.done.warnings().into_iter().chain(relocation).collect()
    }
}

pub fn run(ui: &Ui, session: &Session, args: &Watch) -> anyhow::Result<u8> {
    let args = &args.stack;
    if !args.stack.exists() {
        // Do not wait for a path that does not exist: it is probably a typo.
        args.load()?;
    }
    let mut watcher = Watcher::new().map_err(Problems::from)?;
    let mut known: BTreeSet<_> =
        stack::possible_files(&args.stack, args.environment.as_deref()).into_iter().collect();
    watcher.watch(|| known.clone()).map_err(Problems::from)?;
    let mut is_first = true;
    // Ctrl-C may end this at any time, because output is replaced atomically.
    loop {
        watcher.watch(|| sources(session, args, &mut known)).map_err(Problems::from)?;
        round(ui, session, args, is_first)?;
        session.refresh_editor_schemas(&args.stack, args.environment.as_deref());
        if is_first {
            ui.say("waiting for changes; press Ctrl-C to stop");
        }
        is_first = false;
        watcher.wait().map_err(Problems::from)?;
    }
}

/// Returns the files of the stack. An unreadable file names no others, so the files that were `known` before still count.
fn sources(session: &Session, args: &StackArgs, known: &mut BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let mut environment = args.environment.clone();
    if let Ok(outline) = stack::outline(&args.stack, args.environment.as_deref()) {
        *known = files(&outline, session.engine());
        environment = environment.or(outline.environment);
    }
    known.extend(stack::possible_files(&args.stack, environment.as_deref()));
    known.clone()
}

/// Synthesizes, writes the output, and reports the changes or the errors.
fn round(ui: &Ui, session: &Session, args: &StackArgs, is_first: bool) -> anyhow::Result<()> {
    let start = Instant::now();
    match synthesize(ui, session, args, start) {
        Ok(round) if ui.is_json() => {
            let Round { done, compared, took } = &round;
            ui.json_line(&Line {
                ok: true,
                output: Some(done.file()),
                changed: compared.difference != Difference::Same,
                changes: &compared.consequences.changes,
                moved: &compared.consequences.relocation.moved,
                milliseconds: took.as_millis(),
                diagnostics: ui::json(&round.warnings(), &done.stack.sources),
            })
        }
        Ok(round) => {
            ui.diagnostics(&round.warnings(), &round.done.stack.sources);
            show_moved(ui, &round.compared.consequences.relocation);
            ui.text(&text(&round, is_first, ui.is_coloured()))
        }
        Err(problems) if ui.is_json() => ui.json_line(&Line {
            ok: false,
            output: None,
            changed: false,
            changes: &Changes::default(),
            moved: "",
            milliseconds: start.elapsed().as_millis(),
            diagnostics: ui::json(&problems.diagnostics, &problems.sources),
        }),
        Err(problems) => {
            ui.failure(&problems.into());
            Ok(())
        }
    }
}

fn synthesize(ui: &Ui, session: &Session, args: &StackArgs, start: Instant) -> Result<Round, Problems> {
    // Terraform may run on this output, so providers need consent. This command does not write the lock file, but the user may.
    let done = synthesis::synthesize(ui, session, args, Purpose::Write(&[]))?;
    let compared = done.compare()?;
    done.write()?;
    Ok(Round { done, compared, took: start.elapsed() })
}

fn text(round: &Round, is_first: bool, color: bool) -> String {
    let Round { done, compared, took } = round;
    let file = done.file();
    let file = file.display();
    let headline = if is_first { done.manifest.headline() + "\n" } else { String::new() };
    let (changed, what) = match compared.difference {
        Difference::Same => (String::new(), "is up to date"),
        // Everything is new, and the headline describes it more briefly.
        Difference::Missing => (String::new(), "written"),
        Difference::Different => (difference::text(&compared.consequences.changes, color), "written"),
    };
    format!("{headline}{changed}{file} {what}, {} ms\n", took.as_millis())
}
