//! Compares what two versions of a tier contribute in the newer one's test cases.

use super::addresses::Addresses;
use crate::tier::cases::{CaseFile, Suite};
use rayon::prelude::*;
use terrace_core::model::Diagnostic;
use terrace_stack::compatibility::Breakage;

/// Returns what the newer version breaks. Cases in which the older version fails are ignored.
pub(super) fn breakages(old: &Suite<'_>, new: &Suite<'_>, cases: &[CaseFile]) -> Vec<Breakage> {
    cases.par_iter().flat_map_iter(|case| one(old, new, case)).collect()
}

fn one(old: &Suite<'_>, new: &Suite<'_>, case: &CaseFile) -> Vec<Breakage> {
    let Some(before) = old.answer(&case.path).ok().and_then(|answer| Addresses::of(&answer.text)) else {
        return Vec::new();
    };
    let fails = |problems: &[Diagnostic]| {
        let reason = problems.first().map(|problem| problem.summary.clone()).unwrap_or_default();
        vec![Breakage::CaseFails { case: case.name.clone(), reason }]
    };
    let answer = match new.answer(&case.path) {
        Ok(answer) => answer,
        Err(errors) => return fails(&errors.diagnostics),
    };
    let Some(now) = Addresses::of(&answer.text) else { return fails(&answer.problems) };
    let gone = before.gone_in(&now).into_iter();
    gone.map(|address| Breakage::AddressGone { case: case.name.clone(), address }).collect()
}
