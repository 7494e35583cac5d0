//! Runs the checks one after the other.

#[cfg(test)]
mod tests;

use super::bodies::{self, Schemas};
use super::{Check, manifest, schema};
use crate::resolve::Resolution;
use crate::synth::run::Component;
use crate::synth::{ComponentError, LoadedComponent, components};
use crate::tier::cases::{CaseFile, CaseResult, Suite};
use rayon::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use terrace_builtin::TIERS;
use terrace_core::model::{Diagnostic, Explain, Manifest, Sources};
use terrace_core::words::count;
use terrace_engine::contract::ContractError;
use terrace_engine::{Engine, EngineError};
use terrace_stack::inputs::InputSchema;
use terrace_stack::stack::{self, Case, CaseErrors, ComponentReference, Text};

/// The requests that the tier is run with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requests {
    /// The inputs in this file.
    Inputs(PathBuf),
    /// These test cases. If there are none, a request without inputs, provided that the schema requires none.
    Cases(Vec<CaseFile>),
}

/// Checks everything about a component that can be checked without a stack.
///
/// The checks are in a fixed order, and each appears once; those that an earlier failure makes impossible are skipped.
/// `progress` receives a short description of each step that takes a while.
pub fn check(
    engine: &Engine,
    reference: &ComponentReference,
    resolution: &Resolution,
    requests: &Requests,
    schemas: &Schemas,
    progress: &(dyn Fn(&str) + Sync),
) -> Vec<Check> {
    let loaded = match components::load(engine, reference, resolution, progress) {
        Ok(loaded) => loaded,
        Err(error) => return unloaded(&error),
    };
    let mut checks = vec![
        Check::passed("component", component(reference, resolution, &loaded)),
        Check::passed("contract", loaded.tier.contract()),
        Check::passed("imports", "none"),
        describe(&loaded.manifest, [loaded.tier.describe(), loaded.tier.describe()], reference),
    ];
    checks.extend(manifest::checks(&loaded.manifest));
    let prepared = InputSchema::new(&loaded.manifest.inputs);
    checks.push(schema::check(&prepared));
    match Component::new(loaded) {
        Ok(component) => {
            let suite = Suite::new(engine, reference.clone(), resolution.clone(), component);
            checks.extend(answers(&suite, requests, schemas));
        }
        Err(_) => checks.extend(skipped(&NAMES, "its schema or the types of its outputs are not valid")),
    }
    checks
}

/// Returns the checks of a component that does not load; exactly one of them has failed.
fn unloaded(error: &ComponentError) -> Vec<Check> {
    let failed = match error {
        ComponentError::Engine { source, .. } => match &**source {
            EngineError::Contract(ContractError::Imports { .. }) => "imports",
            EngineError::Contract(ContractError::Json { .. })
            | EngineError::Trap { .. }
            | EngineError::Limit { .. } => "describe",
            EngineError::Contract(_) => "contract",
            _ => "component",
        },
        _ => "component",
    };
    let names = ["component", "contract", "imports", "describe"];
    let at = names.iter().position(|name| *name == failed).expect("it is one of these names");
    let mut checks: Vec<Check> = Vec::new();
    checks.push(Check::failed(names[at], vec![error.diagnostic()], Sources::default()));
    let later = ["name", "outputs", "providers", "types", "schema", "synth", "determinism", "bodies"];
    checks.extend(skipped(&names[at + 1..], "the component cannot be used"));
    checks.extend(skipped(&later, "the component cannot be used"));
    checks
}

fn skipped(names: &[&'static str], why: &str) -> Vec<Check> {
    names.iter().map(|name| Check::skipped(name, why)).collect()
}

fn component(
    reference: &ComponentReference,
    resolution: &Resolution,
    loaded: &LoadedComponent<'_>,
) -> String {
    let size = match reference {
        ComponentReference::Remote(remote) => {
            resolution.get(remote).and_then(|resolved| Some(resolved.bytes().ok()?.len() as u64))
        }
        ComponentReference::Builtin(name) => {
            TIERS.iter().find(|tier| tier.name == name).map(|tier| tier.component().len() as u64)
        }
        ComponentReference::Path(path) => {
            fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len())
        }
    };
    let digest = loaded.tier.digest();
    size.map_or_else(|| digest.to_string(), |size| format!("{size} bytes, {digest}"))
}

/// Checks that the manifest is the same as on loading when it is read twice more, in new instances.
fn describe(
    said: &Manifest,
    again: [Result<Manifest, EngineError>; 2],
    reference: &ComponentReference,
) -> Check {
    const NAME: &str = "describe";
    for manifest in again {
        match manifest {
            Ok(manifest) if manifest == *said => {}
            Ok(_) => {
                let problem = Diagnostic::error(
                    "nondeterministic",
                    "it returns a different manifest each time",
                )
                .hint(
                    "`describe` must always return the same manifest: do not use a clock, randomness or the order of a hash map",
                );
                return Check::failed(NAME, vec![problem], Sources::default());
            }
            Err(error) => {
                let problem = error.diagnostic_of(components::source_file(reference).as_deref());
                return Check::failed(NAME, vec![problem], Sources::default());
            }
        }
    }
    let Manifest { name, version, .. } = said;
    Check::passed(NAME, format!("{name} {version}, identical in two calls"))
}

/// Names of the checks that run the tier.
const NAMES: [&str; 3] = ["synth", "determinism", "bodies"];

/// Runs all requests twice.
fn answers(suite: &Suite<'_>, requests: &Requests, schemas: &Schemas) -> Vec<Check> {
    let cases = match cases(suite, requests) {
        Ok(cases) => cases,
        Err(RequestError::Request(why)) => return skipped(&NAMES, &why),
        Err(RequestError::Read(CaseErrors { sources, diagnostics })) => {
            let mut checks = vec![Check::failed(NAMES[0], diagnostics, sources)];
            checks.extend(skipped(&NAMES[1..], "there is no request to run"));
            return checks;
        }
    };
    let must_answer = !matches!(requests, Requests::Cases(files) if !files.is_empty());
    compared(cases, &|case| suite.answer_to(case), must_answer, schemas)
}

/// Runs each case twice and compares the results. With `must_answer`, problems are a failure.
fn compared(
    cases: Vec<Case>,
    ask: &(dyn Fn(Case) -> Result<CaseResult, CaseErrors> + Sync),
    must_answer: bool,
    schemas: &Schemas,
) -> Vec<Check> {
    let answers: Vec<_> =
        cases.into_par_iter().map(|case| (ask(case.clone()), ask(case.clone()), case)).collect();
    let mut first = Vec::new();
    let mut failure = None;
    let mut differing = 0;
    for (once, again, case) in answers {
        match (once, again) {
            (Ok(once), Ok(again)) => {
                differing += usize::from(once.text != again.text);
                if once.is_faulty || (must_answer && !once.problems.is_empty()) {
                    failure.get_or_insert((once.problems.clone(), case.stack().sources.clone()));
                }
                first.push(once);
            }
            (Err(errors), _) | (_, Err(errors)) => {
                failure.get_or_insert((errors.diagnostics, errors.sources));
            }
        }
    }
    let synth = match failure {
        Some((problems, sources)) => Check::failed(NAMES[0], problems, sources),
        None => Check::passed(NAMES[0], answered(&first)),
    };
    vec![synth, determinism(NAMES[1], differing), bodies::check(NAMES[2], &first, schemas)]
}

fn determinism(name: &'static str, differing: usize) -> Check {
    let problem = (differing > 0).then(|| {
        let summary = format!("it returns different results for {} each time", count(differing, "request"));
        Diagnostic::error("nondeterministic", summary).hint(
            "`synth` must return the same for the same request: do not use a clock, randomness or the order of a hash map",
        )
    });
    Check::of(name, problem.into_iter().collect(), "identical results in two new instances")
}

fn answered(answers: &[CaseResult]) -> String {
    let number = count(answers.len(), "request");
    match answers.iter().filter(|answer| !answer.problems.is_empty()).count() {
        0 => format!("handled {number}"),
        refused => format!("handled {number}, {refused} returned problems"),
    }
}

/// The reason why there is no request.
enum RequestError {
    /// No request is given, and none can be made up.
    Request(String),
    /// The file of the request cannot be read.
    Read(CaseErrors),
}

fn cases(suite: &Suite<'_>, requests: &Requests) -> Result<Vec<Case>, RequestError> {
    match requests {
        Requests::Inputs(path) => {
            let text = stack::read_case(path).map_err(RequestError::Read)?;
            Ok(vec![stack::inputs_case(text, suite.subject()).map_err(RequestError::Read)?])
        }
        Requests::Cases(files) if files.is_empty() => {
            let required = suite.manifest().inputs.get("required").and_then(Value::as_array);
            let required: Vec<_> = required.into_iter().flatten().filter_map(Value::as_str).collect();
            if !required.is_empty() {
                let why = format!(
                    "it needs the input `{}`; write a test case, or pass inputs with `--inputs FILE`",
                    required.join("`, `")
                );
                return Err(RequestError::Request(why));
            }
            let text = Text { path: PathBuf::from("no inputs"), text: "{}\n".to_owned() };
            Ok(vec![stack::inputs_case(text, suite.subject()).map_err(RequestError::Read)?])
        }
        Requests::Cases(files) => {
            let read = |file: &CaseFile| stack::case(&file.path, suite.subject()).map_err(RequestError::Read);
            files.iter().map(read).collect()
        }
    }
}
