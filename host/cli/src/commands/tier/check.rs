//! `terrace tier check`.

use crate::exit;
use crate::simulation;
use crate::ui::{self, Ui};
use clap::{Args, ValueHint};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use terrace_core::model::{Diagnostic, Problems};
use terrace_core::render::{self, JsonDiagnostic, clean};
use terrace_core::words::count;
use terrace_engine::Engine;
use terrace_project::Session;
use terrace_project::resolve::Resolution;
use terrace_project::synth::components;
use terrace_project::tier::cases::find_beside;
use terrace_project::tier::check::{self, Check as Checked, Outcome, Requests, Schemas};
use terrace_schema::provider_schema::ProviderSchemas;
use terrace_stack::stack::ComponentReference;

/// The arguments of `terrace tier check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The tier: its component, its directory, or a built-in's name
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath, add = crate::complete::tiers_to_check())]
    tier: PathBuf,
    /// Inputs to run it with, as under `inputs` in a stack file [default: its test cases]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    inputs: Option<PathBuf>,
    /// Schemas of its providers, as `terraform providers schema -json` prints them; may be repeated
    /// [default: those saved with `terrace sandbox schema add`]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    schema: Vec<PathBuf>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report<'a> {
    component: &'a str,
    /// True if no check has failed.
    passed: bool,
    checks: Vec<JsonCheck<'a>>,
}

#[derive(Serialize)]
struct JsonCheck<'a> {
    name: &'static str,
    /// `passed`, `failed` or `skipped`.
    result: &'static str,
    /// The finding, or why the check was skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    /// The reasons why the check failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

/// `terrace tier check`
pub fn run(ui: &Ui, session: &Session, args: &Check) -> anyhow::Result<u8> {
    let (reference, resolution) = session.find_component(&args.tier)?;
    let name = components::name(&reference);
    let requests = match &args.inputs {
        Some(file) => Requests::Inputs(file.clone()),
        None => Requests::Cases(find_beside(&reference).map_err(Problems::from)?),
    };
    let engine = session.engine();
    let schemas = schemas(session, args, &reference, &resolution, engine)?;
    let checks = session.with_progress(|progress| {
        check::check(engine, &reference, &resolution, &requests, &schemas, progress)
    });
    let passed = !checks.iter().any(Checked::is_failed);
    if ui.is_json() {
        let checks = checks.iter().map(JsonCheck::new).collect();
        ui.json(&Report { component: &name, passed, checks })?;
    } else {
        ui.text(&text(&name, &checks))?;
    }
    Ok(if passed { exit::DONE } else { exit::FAILED })
}

/// Returns the schemas in the arguments, else the saved schemas of the component's providers.
fn schemas(
    session: &Session,
    args: &Check,
    reference: &ComponentReference,
    resolution: &Resolution,
    engine: &Engine,
) -> Result<Schemas, Problems> {
    let mut documents = Vec::new();
    for file in &args.schema {
        let text = terrace_sandbox::read_schemas(file).map_err(Problems::from)?;
        documents.push(parse(&text, file)?);
    }
    let directory = simulation::schemas(session).filter(|_| documents.is_empty());
    // If the component cannot be loaded, the checks report it.
    let loaded =
        directory.as_ref().and_then(|_| components::load(engine, reference, resolution, &|_| {}).ok());
    let providers = loaded.into_iter().flat_map(|loaded| loaded.manifest.providers.clone());
    for provider in providers {
        let Some(directory) = &directory else { break };
        let saved = terrace_sandbox::saved_schemas(directory, &provider.source).map_err(Problems::from)?;
        documents.extend(saved);
    }
    Ok(Schemas { documents })
}

fn parse(text: &str, file: &Path) -> Result<ProviderSchemas, Problems> {
    ProviderSchemas::parse(text).map_err(|error| {
        let summary = format!("cannot use the schemas in `{}`: {error}", file.display());
        Diagnostic::error("invalid-provider-schemas", summary)
            .hint("create the file with `terraform providers schema -json`")
            .into()
    })
}

impl<'a> JsonCheck<'a> {
    fn new(check: &'a Checked) -> Self {
        let (result, message, diagnostics) = match &check.outcome {
            Outcome::Passed(what) => ("passed", Some(what.as_str()), Vec::new()),
            Outcome::Skipped(why) => ("skipped", Some(why.as_str()), Vec::new()),
            Outcome::Failed(problems, sources) => ("failed", None, ui::json(problems, sources)),
        };
        Self { name: check.name, result, message, diagnostics }
    }
}

/// Formats the report for people. Everything that comes from the component is cleaned.
fn text(component: &str, checks: &[Checked]) -> String {
    let mut text = format!("{component}\n\n");
    for check in checks {
        // Writing to a String does not fail.
        match &check.outcome {
            Outcome::Passed(what) => _ = writeln!(text, "passed   {:<12} {what}", check.name),
            Outcome::Skipped(why) => _ = writeln!(text, "skipped  {:<12} {why}", check.name),
            Outcome::Failed(problems, sources) => {
                _ = writeln!(text, "failed   {:<12} {}", check.name, count(problems.len(), "problem"));
                for problem in render::told(problems) {
                    let shown = render::text(&problem, sources, render::Style::default());
                    for line in shown.lines() {
                        _ = writeln!(text, "{}", format!("         {line}").trim_end());
                    }
                }
            }
        }
    }
    let failed = checks.iter().filter(|check| check.is_failed()).count();
    let verdict = match failed {
        0 => "it is compatible with this version of Terrace".to_owned(),
        failed => format!("it is not compatible: {} failed", count(failed, "check")),
    };
    _ = writeln!(text, "\n{verdict}");
    let mut text = clean(&text);
    text.push('\n');
    text
}
