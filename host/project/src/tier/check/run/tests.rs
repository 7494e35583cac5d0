//! A tier imports nothing and each call has its own instance, so no test guest can behave differently from one call to the
//! next. The checks' reaction to such a tier is tested with made-up results instead.

use super::*;
use crate::tier::cases::ApplicableConfiguration;
use crate::tier::check::fixture::shown;
use std::sync::atomic::{AtomicUsize, Ordering};
use terrace_core::model::Secrets;
use terrace_core::scope::fixture;
use terrace_engine::Phase;
use terrace_stack::stack::Subject;

fn trap() -> EngineError {
    EngineError::Trap {
        phase: Phase::Describe,
        reason: "unreachable".to_owned(),
        stack: Vec::new(),
        panic: None,
    }
}

#[test]
fn describe_check_requires_the_same_manifest_each_time() {
    let manifest = fixture::manifest();
    let another =
        Manifest { resources: manifest.resources.iter().rev().cloned().collect(), ..manifest.clone() };
    assert_ne!(manifest, another);
    let reference = ComponentReference::Builtin("network".to_owned());
    let check = |again| describe(&manifest, again, &reference);
    insta::assert_snapshot!(shown(&[
        check([Ok(manifest.clone()), Ok(manifest.clone())]),
        check([Ok(manifest.clone()), Ok(another)]),
        check([Ok(manifest.clone()), Err(trap())]),
    ]));
}

/// Returns a request without inputs.
fn request() -> Case {
    let component = ComponentReference::Builtin("network".to_owned());
    let subject = Subject { component: &component, name: "network", providers: &[] };
    let text = Text { path: PathBuf::from("no inputs"), text: "{}\n".to_owned() };
    stack::inputs_case(text, subject).unwrap()
}

fn answer(text: &str) -> CaseResult {
    CaseResult {
        text: text.to_owned(),
        applicable: ApplicableConfiguration::Problems,
        configuration: None,
        problems: Vec::new(),
        secrets: Secrets::default(),
        is_faulty: false,
    }
}

#[test]
fn synth_check_requires_the_same_contribution_each_time() {
    let calls = AtomicUsize::new(0);
    let counting = |_| Ok(answer(&calls.fetch_add(1, Ordering::Relaxed).to_string()));
    let constant = |_| Ok(answer("{}"));
    let check = |ask: &(dyn Fn(Case) -> Result<CaseResult, CaseErrors> + Sync)| {
        shown(&compared(vec![request(), request()], ask, true, &Schemas::default()))
    };
    insta::assert_snapshot!([check(&constant), check(&counting)].join("\n"));
    assert_eq!(calls.into_inner(), 4, "each request is asked twice");
}
