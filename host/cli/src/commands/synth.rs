//! `terrace synth`.

use crate::args::ProviderOptions;
use crate::args::StackArgs;
use crate::commands::diff::{self, Compared};
use crate::commands::schema;
use crate::consent::{self, Purpose};
use crate::exit;
use crate::locking::{self, Locked};
use crate::progress::with_progress;
use crate::relocation;
use crate::table::table;
use crate::ui::{self, Problems, Ui};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::render::JsonDiagnostic;
use terrace_core::words::count;
use terrace_project::consequences::{self, Consequences};
use terrace_project::synth::{self, Difference, InstanceEntry, Manifest, Run, Synthesis, output};
use terrace_stack::stack::{self, Among, Outline, Stack, StackErrors};

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

/// A stack and its synthesized output.
pub struct Synthesized {
    pub stack: Stack,
    /// The text of the output file.
    pub text: String,
    /// The manifest of the run, which is part of the text.
    pub manifest: Manifest,
    /// Warnings of the synthesis.
    pub warnings: Vec<Diagnostic>,
    /// A warning for each provider without consent.
    pub unallowed: Vec<Diagnostic>,
    /// The new contents of the lock file.
    pub locked: Locked,
    pub directory: PathBuf,
    /// Other files in the output directory that terraform reads and that do not belong to the stack.
    pub additions: Vec<PathBuf>,
    /// True if the text was read from the output directory.
    is_present: bool,
    /// The run that produced the text; `None` if it cannot be cached.
    run: Option<Run>,
}

/// Loads the stack and synthesizes it, unless the output on disk is from an identical run. Writes nothing. `purpose` says how
/// the result will be used.
pub fn synthesize(ui: &Ui, args: &StackArgs, purpose: Purpose<'_>) -> Result<Synthesized, Problems> {
    synthesize_stack(ui, load(args)?, args, purpose)
}

/// Like [`synthesize`], for a stack that is already loaded.
fn synthesize_stack(
    ui: &Ui,
    stack: Stack,
    args: &StackArgs,
    purpose: Purpose<'_>,
) -> Result<Synthesized, Problems> {
    ui.hide(&stack.sources);
    let directory = directory(&stack, args);
    check_state(&stack, &directory, Among::Environments)?;
    let additions = output::additions(&directory);
    let found = locking::find(ui, &stack)?;
    // The effect of `--allow-provider` depends on the tiers, so a cached run cannot be used with it.
    let cache = ui.cache().filter(|_| purpose.options().is_empty());
    let run = cache.and_then(|cache| Run::of(&stack, &found.resolution, found.locked(), cache));
    if let Some((text, manifest)) = run.as_ref().and_then(|run| run.recall(&directory)) {
        let locked = found.unchanged(ui, &stack)?;
        return Ok(Synthesized {
            stack,
            text,
            manifest,
            warnings: Vec::new(),
            unallowed: Vec::new(),
            locked,
            directory,
            additions,
            is_present: true,
            run,
        });
    }
    let engine = ui.engine();
    let made = with_progress(ui, |progress| synth::synthesize(&stack, &found.resolution, engine, progress));
    let Synthesis { text, manifest, lock, foreign, mut warnings, is_secret } = match made {
        Ok(synthesis) => synthesis,
        Err(diagnostics) => return Err(Problems { diagnostics, sources: stack.sources }),
    };
    warnings.extend(consent::idle(&foreign, purpose.options()));
    let consent = match consent::settle(ui, &foreign, found.locked(), purpose) {
        Ok(consent) => consent,
        Err(missing) => {
            warnings.extend(missing);
            return Err(Problems { diagnostics: warnings, sources: stack.sources });
        }
    };
    Ok(Synthesized {
        locked: found.lock(ui, &stack, &lock, consent.given)?,
        stack,
        text,
        manifest,
        warnings,
        unallowed: consent.missing,
        directory,
        additions,
        is_present: false,
        run: run.filter(|_| !is_secret),
    })
}

/// Loads the stack that the arguments name.
pub fn load(args: &StackArgs) -> Result<Stack, Problems> {
    stack::load(&args.stack, args.environment.as_deref()).map_err(problems)
}

/// Loads the stack for a synth that writes nothing. It may come from standard input.
fn load_to_print(args: &StackArgs) -> Result<Stack, Problems> {
    if args.stack != Path::new(stack::STDIN) {
        return load(args);
    }
    stack::load_text(stack::standard_input, args.environment.as_deref()).map_err(problems)
}

fn problems(errors: StackErrors) -> Problems {
    Problems { diagnostics: errors.diagnostics(), sources: errors.sources }
}

/// Reads the outline of a stack's files.
pub fn outline(stack: &Path, environment: Option<&str>) -> Result<Outline, Problems> {
    stack::outline(stack, environment).map_err(problems)
}

/// Returns the output directory: the one in the arguments, else the environment's own.
pub fn directory(stack: &Stack, args: &StackArgs) -> PathBuf {
    args.out
        .clone()
        .unwrap_or_else(|| output::directory_of(stack.file(), stack.settings.environment.as_deref()))
}

/// Fails if the stack shares its state with another one.
pub fn check_state(stack: &Stack, directory: &Path, among: Among) -> Result<(), Problems> {
    stack::check_state(stack, among, directory, &output::directory_of).map_err(problems)
}

pub fn run(ui: &Ui, args: &Synth) -> anyhow::Result<u8> {
    let allowed = args.providers.allow_provider.as_slice();
    let purpose = match (args.check, args.stdout) {
        (true, _) => Purpose::Look,
        (false, true) => Purpose::Write(allowed),
        (false, false) => Purpose::Lock(allowed),
    };
    if args.stdout {
        let done = synthesize_stack(ui, load_to_print(&args.stack)?, &args.stack, purpose)?;
        ui.diagnostics(&done.warnings(), &done.stack.sources);
        ui.data(done.text.as_bytes())?;
        return Ok(exit::DONE);
    }
    let done = synthesize(ui, &args.stack, purpose)?;
    if args.check {
        return check(ui, &done);
    }
    let relocated = relocation::find(&done);
    done.locked.save()?;
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
        relocated.show_moved(ui);
        let what = if difference == Difference::Same { "is up to date" } else { "written" };
        ui.text(&format!("{summary}\n{} {what}\n", done.file().display()))?;
    }
    let environment = args.stack.environment.as_deref();
    schema::refresh(ui, done.stack.file(), environment);
    Ok(exit::DONE)
}

/// Runs `--check`: reports the differences like `terrace diff`, and the summary of the stack.
fn check(ui: &Ui, done: &Synthesized) -> anyhow::Result<u8> {
    let compared = diff::compare(done)?;
    let Compared { difference, consequences, .. } = &compared;
    let difference = *difference;
    let mut warnings = done.warnings();
    if ui.is_json() {
        warnings.extend(relocation::warnings(done, &consequences.relocation));
        ui.json(&Report::new(done, &warnings, difference, Some(consequences)))?;
    } else {
        ui.diagnostics(&warnings, &done.stack.sources);
        let changed = match difference {
            // Everything is new, and the table describes it more briefly.
            Difference::Same | Difference::Missing => String::new(),
            Difference::Different => consequences::text(consequences, ui.is_coloured()),
        };
        let verdict = compared.verdict();
        let beside = if done.additions.is_empty() { "" } else { "; other files are next to it" };
        ui.text(&format!("{}\n{changed}{} {verdict}{beside}\n", summary(done), done.file().display()))?;
    }
    // A synth would fail, or change the lock file.
    let is_allowed = done.unallowed.is_empty();
    let is_same = difference == Difference::Same
        && done.locked.changes.is_empty()
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

impl Synthesized {
    pub fn file(&self) -> PathBuf {
        self.directory.join(output::FILE_NAME)
    }

    /// Returns whether the output directory already has this output, so that nothing was synthesized.
    pub fn is_present(&self) -> bool {
        self.is_present
    }

    /// Writes the output into the output directory.
    pub fn write(&self) -> Result<Difference, Problems> {
        if self.is_present {
            return Ok(Difference::Same);
        }
        if let Some(error) = output::other_owner(&self.directory, &self.manifest) {
            return Err(error.diagnostic().into());
        }
        // With a different lock file, the next run is not identical to this one.
        let run = self.run.as_ref().filter(|_| self.warnings.is_empty() && self.locked.changes.is_empty());
        // A cached run whose output was not written is not reused.
        let (difference, ()) = rayon::join(
            || output::write(&self.directory, self.text.as_bytes(), !self.manifest.secrets.is_empty()),
            || run.into_iter().for_each(|run| run.remember(&self.text)),
        );
        difference.map_err(Problems::from)
    }

    /// Returns the warnings for a command that does not write the lock file.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.warnings_of_output().into_iter().chain(self.locked.warning()).collect()
    }

    /// Returns warnings about the output.
    pub fn warnings_of_output(&self) -> Vec<Diagnostic> {
        let warnings = self.warnings.iter().chain(&self.unallowed).cloned();
        warnings.chain(output::additions_warning(&self.additions)).collect()
    }

    /// Returns a summary such as `shop (staging): 2 resources and 1 data source from 1 instance of 1 component`.
    pub fn headline(&self) -> String {
        let manifest = &self.manifest;
        let resources: usize = manifest.instances.iter().map(|entry| entry.resources).sum();
        let data: usize = manifest.instances.iter().map(|entry| entry.data_sources).sum();
        let environment = manifest.environment.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!(
            "{}{environment}: {} and {} from {} of {}",
            manifest.stack,
            count(resources, "resource"),
            count(data, "data source"),
            count(manifest.instances.len(), "instance"),
            count(manifest.components.len(), "component"),
        )
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
    format!("{}\n\n{}", done.headline(), table(columns, instances.iter().map(row)))
}
