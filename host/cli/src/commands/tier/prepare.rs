//! `terrace tier prepare`.

use super::language::EngineLanguage;
use crate::exit;
use crate::ui::Ui;
use clap::Args;
use serde::Serialize;
use terrace_core::model::Problems;
use terrace_languages::Language;
use terrace_programs::Outside;
use terrace_project::Session;
use terrace_project::source::{Interpreter, SourceError};
use terrace_project::synth::components;

#[derive(Debug, Args)]
pub struct Prepare {
    /// The languages [default: all that have an engine]
    #[arg(value_enum, value_name = "LANGUAGE")]
    pub languages: Vec<EngineLanguage>,
}

/// The output with `--format json`, for one language.
#[derive(Serialize)]
struct Report {
    language: String,
    digest: String,
    bytes: u64,
}

pub fn run(ui: &Ui, session: &Session, args: &Prepare) -> anyhow::Result<u8> {
    let wanted: Vec<Language> = args.languages.iter().map(|language| (*language).into()).collect();
    let engine = session.engine();
    let cache = engine.cache().ok_or_else(|| Problems::from(SourceError::NoCache))?;
    let outside = Outside::of([], engine.connections());
    let mut reports = Vec::new();
    for interpreter in Interpreter::all() {
        let language = interpreter.language();
        if !wanted.is_empty() && !wanted.contains(&language) {
            continue;
        }
        let file = session.with_progress(|progress| {
            let file = interpreter.engine(cache.directory(), &outside, progress)?;
            let name = format!("{language} engine");
            components::language_engine(engine, interpreter, &name, &outside, progress)
                .map_err(Problems::from)?;
            Ok::<_, Problems>(file)
        })?;
        let bytes = file.size();
        if !ui.is_json() {
            #[allow(clippy::cast_precision_loss, reason = "a size for people")]
            let size = bytes as f64 / 1e6;
            ui.text(&format!("{language}: {size:.1} MB, {}\n", file.digest()))?;
        }
        reports.push(Report { language: language.to_string(), digest: file.digest().to_string(), bytes });
    }
    if ui.is_json() {
        ui.json(&reports)?;
    }
    Ok(exit::DONE)
}
