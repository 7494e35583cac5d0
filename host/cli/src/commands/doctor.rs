//! `terrace doctor`.

mod configured;
mod languages;

use crate::exit;
use crate::ui::Ui;
use clap::Args;
use clap::ValueHint;
use languages::{EngineFact, ToolFact};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use terrace_core::model::Explain;
use terrace_engine::contract;
use terrace_programs::Outside;
use terrace_project::Session;
use terrace_terraform::{Environment, Facts, Search};

#[derive(Debug, Args)]
pub struct Doctor {
    /// The terraform or tofu program to check, as for `plan`
    #[arg(long, value_name = "PROGRAM", value_hint = ValueHint::ExecutablePath)]
    pub terraform: Option<PathBuf>,
}

/// The output with `--format json`.
#[derive(Serialize)]
struct Report {
    /// Terrace's version.
    terrace: &'static str,
    /// The supported versions of the tier contract, newest first.
    contracts: &'static [&'static str],
    cache: CacheFact,
    /// Terraform and tofu programs; the first one is used.
    programs: Vec<ProgramFact>,
    /// Files on PATH with such names that are not run.
    refused: Vec<RefusedFact>,
    engines: Vec<EngineFact>,
    /// Language tools, which only authors of tiers need.
    tools: Vec<ToolFact>,
    /// Variables that affect terraform.
    variables: Vec<VariableFact>,
    /// Problems, each with a remedy. Empty if there are none.
    problems: Vec<String>,
}

#[derive(Serialize)]
struct CacheFact {
    directory: Option<PathBuf>,
    entries: usize,
    bytes: u64,
}

#[derive(Serialize)]
struct ProgramFact {
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct RefusedFact {
    path: PathBuf,
    reason: String,
}

#[derive(Serialize)]
struct VariableFact {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    effect: &'static str,
}

pub fn run(ui: &Ui, session: &Session, args: &Doctor) -> anyhow::Result<u8> {
    let outside = Outside::of([], session.connections());
    let environment = Environment::current().outside(&outside);
    let search = Search::new(args.terraform.as_deref(), &environment);
    let report = gather(session, &search, &outside);
    if ui.is_json() {
        ui.json(&report)?;
    } else {
        ui.text(&text(&report))?;
    }
    Ok(if report.problems.is_empty() { exit::DONE } else { exit::FAILED })
}

fn gather(session: &Session, search: &Search<'_>, outside: &Outside) -> Report {
    let facts = Facts::gather(search);
    let mut problems = Vec::new();
    if let Err(error) = search.find() {
        problems.push(configured::one_line(&error.diagnostic()));
    }
    let cache = cache(session.cache_dir().map(Path::to_owned));
    match &cache.directory {
        None => problems.push(
            "this system has no cache directory, so tiers are compiled again each time: set TERRACE_CACHE_DIR"
                .to_owned(),
        ),
        Some(directory) => problems.extend(configured::unwritable(directory)),
    }
    problems.extend(configured::problems(session, search.environment));
    let engines = languages::engines(cache.directory.as_deref());
    let programs = facts.programs.into_iter().map(|(found, program)| match program {
        Ok(program) => ProgramFact {
            found: found.to_string(),
            version: Some(program.to_string()),
            path: Some(program.path),
            error: None,
        },
        Err(error) => ProgramFact {
            found: found.to_string(),
            path: None,
            version: None,
            error: Some(error.to_string()),
        },
    });
    let variables = facts.variables.into_iter().map(|variable| VariableFact {
        name: variable.name,
        value: variable.value,
        effect: variable.effect,
    });
    let refused = terrace_terraform::refused(&std::env::var_os("PATH").unwrap_or_default(), &search.outside);
    let refused = refused
        .into_iter()
        .map(|refused| RefusedFact { path: refused.path, reason: refused.reason.to_string() });
    Report {
        terrace: env!("CARGO_PKG_VERSION"),
        contracts: contract::VERSIONS,
        cache,
        programs: programs.collect(),
        refused: refused.collect(),
        engines,
        tools: languages::tools(outside),
        variables: variables.collect(),
        problems,
    }
}

fn cache(directory: Option<PathBuf>) -> CacheFact {
    let (entries, bytes) = directory.as_deref().map(size).unwrap_or_default();
    CacheFact { directory, entries, bytes }
}

/// Returns the number and the total bytes of the compiled tiers in a directory.
fn size(directory: &Path) -> (usize, u64) {
    let Ok(entries) = std::fs::read_dir(directory) else { return (0, 0) };
    entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "cwasm"))
        .filter_map(|entry| entry.metadata().ok())
        .fold((0, 0), |(count, bytes), metadata| (count + 1, bytes + metadata.len()))
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let mut line = |heading: &str, content: String| {
        let _ = writeln!(text, "{heading:<10} {content}");
    };
    line("terrace", format!("{}, contract {}", report.terrace, report.contracts.join(", ")));
    let cache = &report.cache;
    line(
        "cache",
        match &cache.directory {
            Some(directory) => format!(
                "{} ({} compiled tiers, {:.1} MiB)",
                directory.display(),
                cache.entries,
                cache.bytes as f64 / f64::from(1 << 20)
            ),
            None => "none".to_owned(),
        },
    );
    for (index, program) in report.programs.iter().enumerate() {
        let used = if index == 0 { "" } else { ", not used" };
        let what = match (&program.version, &program.path, &program.error) {
            (Some(version), Some(path), _) => format!("{version}, {}", path.display()),
            (_, _, error) => error.clone().unwrap_or_default(),
        };
        line("terraform", format!("{what} (found by {}{used})", program.found));
    }
    for refused in &report.refused {
        line("not run", format!("{}: {}", refused.path.display(), refused.reason));
    }
    for engine in &report.engines {
        line("engine", engine.told());
    }
    for tool in &report.tools {
        line(tool.name(), tool.told());
    }
    for variable in &report.variables {
        let value = variable.value.as_deref().unwrap_or("…");
        line("variable", format!("{}={value}: {}", variable.name, variable.effect));
    }
    for problem in &report.problems {
        line("missing", problem.clone());
    }
    if report.problems.is_empty() {
        line("missing", "nothing".to_owned());
    }
    text
}
