//! `terrace synth`.

use super::args::{StackArgs, Synth};
use super::consent::{self, Purpose};
use super::diff::{self, Compared};
use super::exit;
use super::locking::{self, Locked};
use super::progress::with_progress;
use super::table::table;
use super::ui::{self, Problems, Ui, count};
use super::{relocation, schema};
use crate::consequences::{self, Consequences};
use crate::model::Diagnostic;
use crate::parallel;
use crate::render::JsonDiagnostic;
use crate::stack::{self, Among, Outline, Stack, StackErrors};
use crate::synth::{self, Difference, InstanceEntry, Manifest, Run, Synthesis, output};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A stack, and what was synthesized from it.
pub struct Synthesized {
    pub stack: Stack,
    /// The text of the output file.
    pub text: String,
    /// What stands in it of the run.
    pub manifest: Manifest,
    /// What people should know of the synthesis.
    pub warnings: Vec<Diagnostic>,
    /// The providers that nobody has agreed to: a warning for each.
    pub unallowed: Vec<Diagnostic>,
    /// What the lock file is to be.
    pub locked: Locked,
    /// The output directory.
    pub directory: PathBuf,
    /// Files in it that terraform reads as well, and that are not of the stack.
    pub additions: Vec<PathBuf>,
    /// Whether the text was taken from the output directory.
    is_present: bool,
    /// The run that gave it; none where it cannot be remembered.
    run: Option<Run>,
}

/// Loads the stack and synthesizes it, unless the output is what this very run gave before; writes nothing. `purpose` is what
/// the result is for.
pub fn synthesize(ui: &Ui, args: &StackArgs, purpose: Purpose<'_>) -> Result<Synthesized, Problems> {
    synthesize_stack(ui, load(args)?, args, purpose)
}

/// [`synthesize`] of a stack that is loaded.
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
    // Whether an option allows anything, only the tiers can tell.
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

/// Loads the stack of a synth that writes nothing, which standard input may hold.
fn load_to_print(args: &StackArgs) -> Result<Stack, Problems> {
    if args.stack != Path::new(stack::STDIN) {
        return load(args);
    }
    stack::load_text(stack::standard_input, args.environment.as_deref()).map_err(problems)
}

fn problems(errors: StackErrors) -> Problems {
    Problems { diagnostics: errors.diagnostics(), sources: errors.sources }
}

/// Reads what the files of a stack name.
pub fn outline(stack: &Path, environment: Option<&str>) -> Result<Outline, Problems> {
    stack::outline(stack, environment).map_err(problems)
}

/// The output directory: the one that is named, else the environment's own.
pub fn directory(stack: &Stack, args: &StackArgs) -> PathBuf {
    args.out
        .clone()
        .unwrap_or_else(|| output::directory_of(stack.file(), stack.settings.environment.as_deref()))
}

/// Refuses a stack whose state is that of another, too.
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
        // The table of a thousand regions takes as long as their output.
        let (difference, summary) = parallel::both(|| done.write(), || summary(&done));
        let difference = difference?;
        ui.diagnostics(&warnings(), &done.stack.sources);
        relocated.show_moved(ui);
        let what = if difference == Difference::Same { "is up to date" } else { "written" };
        ui.text(&format!("{summary}\n{} {what}\n", done.file().display()))?;
    }
    let environment = args.stack.environment.as_deref();
    schema::refresh(ui, done.stack.file(), environment);
    // The process ends now, and frees everything at once.
    std::mem::forget(done);
    Ok(exit::DONE)
}

/// `--check`: tells what `terrace diff` tells, and what the stack gives.
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
            // All of it is new, and the table tells it shorter.
            Difference::Same | Difference::Missing => String::new(),
            Difference::Different => consequences::text(consequences, ui.is_coloured()),
        };
        let verdict = compared.verdict();
        let beside = if done.additions.is_empty() { "" } else { "; other files are beside it" };
        ui.text(&format!("{}\n{changed}{} {verdict}{beside}\n", summary(done), done.file().display()))?;
    }
    // A synth would be refused, or change the lock file.
    let is_allowed = done.unallowed.is_empty();
    let is_same = difference == Difference::Same
        && done.locked.changes.is_empty()
        && done.additions.is_empty()
        && is_allowed;
    Ok(if is_same { exit::DONE } else { exit::DIFFERENT })
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Report<'a> {
    /// The file that was written or compared.
    output: PathBuf,
    /// Whether the file held something else, or was not there.
    changed: bool,
    /// The manifest, as it stands in the file.
    manifest: &'a Manifest,
    /// With `--check`: what differs, as for `terrace diff`.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    consequences: Option<&'a Consequences>,
    /// `moved` blocks that would keep what seems to have another name now; without `--check`, where they are among what differs.
    #[serde(skip_serializing_if = "str::is_empty")]
    moved: &'a str,
    /// Warnings.
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
    /// The output file.
    pub fn file(&self) -> PathBuf {
        self.directory.join(output::FILE_NAME)
    }

    /// Whether the output directory holds it already, and nothing else was made.
    pub fn is_present(&self) -> bool {
        self.is_present
    }

    /// Makes the output directory hold it.
    pub fn write(&self) -> Result<Difference, Problems> {
        if self.is_present {
            return Ok(Difference::Same);
        }
        if let Some(error) = output::other_owner(&self.directory, &self.manifest) {
            return Err(error.diagnostic().into());
        }
        // With another lock file, the next run is another one.
        let run = self.run.as_ref().filter(|_| self.warnings.is_empty() && self.locked.changes.is_empty());
        // What is remembered of an output that is not there is not taken again.
        let (difference, ()) = parallel::both(
            || output::write(&self.directory, self.text.as_bytes(), !self.manifest.secrets.is_empty()),
            || run.into_iter().for_each(|run| run.remember(&self.text)),
        );
        difference.map_err(|error| Problems::from(error.diagnostic()))
    }

    /// What people should know of a run that does not write the lock file.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.warnings_of_output().into_iter().chain(self.locked.warning()).collect()
    }

    /// Returns warnings about the output.
    pub fn warnings_of_output(&self) -> Vec<Diagnostic> {
        let warnings = self.warnings.iter().chain(&self.unallowed).cloned();
        warnings.chain(output::additions_warning(&self.additions)).collect()
    }

    /// `shop (staging): 2 resources and 1 data source from 1 instance of 1 component`.
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

/// What was made of which tier in which region.
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
