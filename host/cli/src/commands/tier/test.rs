//! `terrace tier test`.

use super::apply::Applier;
use super::cases_report::{CaseOutcome, Report};
use super::junit::junit;
use crate::exit;
use crate::ui::Ui;
use anyhow::Context;
use clap::{Args, ValueHint};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use terrace_core::model::{Diagnostic, Problems};
use terrace_programs::Outside;
use terrace_project::Session;
use terrace_project::synth::components;
use terrace_project::tier::cases::{CaseFile, Cases, Suite, directory_beside, find, judge};
use terrace_terraform::{Environment, Search};

/// The arguments of `terrace tier test`.
#[derive(Debug, Args)]
pub struct Test {
    /// The tier: its directory, its component, or a built-in's name
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath, add = crate::complete::tiers_to_check())]
    tier: PathBuf,
    /// Directory of the test cases [default: `tests` next to the component or in the tier's directory]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    cases: Option<PathBuf>,
    /// Run only cases whose names contain TEXT
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Write the tier's results as the expected results
    #[arg(long)]
    accept: bool,
    /// Apply the results with terraform and simulated providers
    #[arg(long)]
    sandbox: bool,
    /// The terraform or tofu program for `--sandbox` [default: as for `plan`]
    #[arg(long, requires = "sandbox", value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    terraform: Option<PathBuf>,
    /// Also write the results to a file, as JUnit XML
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    junit: Option<PathBuf>,
}

/// `terrace tier test`
pub fn run(ui: &Ui, session: &Session, args: &Test) -> anyhow::Result<u8> {
    let (reference, resolution) = session.find_component(&args.tier)?;
    let directory = directory(args, directory_beside(&reference))?;
    let Cases { files, strays } = find(&directory, args.filter.as_deref()).map_err(Problems::from)?;
    let engine = session.engine();
    let name = components::name(&reference);
    let suite = session
        .with_progress(|progress| Suite::load(engine, reference, resolution, progress))
        .map_err(|diagnostic| Problems::from(*diagnostic))?;
    let applier = applier(session, args)?;
    let judge_one = |case: CaseFile| {
        let start = Instant::now();
        let (verdict, applicable, secrets) = judge(&suite, &case, args.accept);
        let applied = match (&applier, applicable.filter(|_| verdict.is_good())) {
            (Some(applier), Some(applicable)) => Some(applier.apply(&applicable)?.without(&secrets)),
            _ => None,
        };
        Ok(CaseOutcome { case, verdict, applied, time: start.elapsed() })
    };
    let judged = files.into_par_iter().map(judge_one).collect::<anyhow::Result<Vec<_>>>()?;
    let report = Report { component: name, manifest: suite.manifest(), cases: judged, strays };
    if let Some(file) = &args.junit {
        let xml = junit(&report).context("cannot create the JUnit report")?;
        fs::write(file, xml).with_context(|| format!("cannot write `{}`", file.display()))?;
    }
    if ui.is_json() {
        ui.json(&report.json())?;
    } else {
        ui.text(&report.text())?;
    }
    Ok(if report.is_good() { exit::DONE } else { exit::FAILED })
}

/// Returns an applier, with `--sandbox`.
fn applier(session: &Session, args: &Test) -> anyhow::Result<Option<Applier>> {
    if !args.sandbox {
        return Ok(None);
    }
    let environment = Environment::current().outside(&Outside::of([], session.connections()));
    let terraform = Search::new(args.terraform.as_deref(), &environment).find().map_err(Problems::from)?;
    Applier::new(session, terraform.path).map(Some)
}

fn directory(args: &Test, beside: Option<PathBuf>) -> Result<PathBuf, Problems> {
    let directory = args.cases.clone().or(beside).ok_or_else(|| {
        Diagnostic::error("no-cases", "a built-in or remote tier has no test cases next to it")
            .hint("pass a directory with `--cases`")
    })?;
    // A path in the working directory is shown without `./`.
    Ok(directory.strip_prefix(Path::new(".")).map(Path::to_owned).unwrap_or(directory))
}
