//! Shortens lists of diagnostics that are too long to read.

use super::json::{JsonDiagnostic, json};
use crate::model::{Diagnostic, Severity, Sources, TierName};
use std::borrow::Cow;
use std::collections::HashMap;

/// The most diagnostics of one list that are shown. One more diagnostic has the number of the others.
pub const MAX_TOLD: usize = 100;

/// The code of diagnostics about a limit.
const LIMIT: &str = "limit";

/// Returns the diagnostics of a list that are shown, in their order. Errors have priority over warnings, and each tier gets an
/// equal share, so that one tier with many errors does not hide those of others.
pub fn told(diagnostics: &[Diagnostic]) -> Vec<Cow<'_, Diagnostic>> {
    // For a single remaining diagnostic, the message about it would take as much space.
    if diagnostics.len() <= MAX_TOLD + 1 {
        return diagnostics.iter().map(Cow::Borrowed).collect();
    }
    let mut ranks: HashMap<Option<&TierName>, usize> = HashMap::new();
    let mut order: Vec<(Severity, usize, usize)> = Vec::with_capacity(diagnostics.len());
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        // A diagnostic about a limit has priority because it represents many others.
        let rank = if diagnostic.code == LIMIT {
            0
        } else {
            let rank = ranks.entry(diagnostic.instance.as_ref().map(|instance| &instance.tier)).or_default();
            *rank += 1;
            *rank
        };
        order.push((diagnostic.severity, rank, at));
    }
    order.sort_unstable();
    let rest = order.split_off(MAX_TOLD);
    let mut chosen: Vec<usize> = order.into_iter().map(|(_, _, at)| at).collect();
    chosen.sort_unstable();
    let severity = rest.first().map_or(Severity::Error, |(severity, ..)| *severity);
    let chosen = chosen.into_iter().map(|at| Cow::Borrowed(&diagnostics[at]));
    chosen.chain([Cow::Owned(more(severity, rest.len()))]).collect()
}

/// Returns a diagnostic with the number of those that are not shown.
pub fn more(severity: Severity, count: usize) -> Diagnostic {
    let what = match severity {
        Severity::Error => "problems",
        Severity::Warning => "warnings",
    };
    let summary = format!("… and {count} more {what}, which are not shown");
    let diagnostic =
        Diagnostic::error("more-problems", summary).hint("fix these, then run the command again");
    Diagnostic { severity, ..diagnostic }
}

/// Like [`told`], in a form that [`serde`] serializes as JSON.
pub fn json_told<'a>(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Vec<JsonDiagnostic<'a>> {
    let shown = |diagnostic| match diagnostic {
        Cow::Borrowed(diagnostic) => json(diagnostic, sources),
        Cow::Owned(more) => JsonDiagnostic::without_place(more),
    };
    told(diagnostics).into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InstanceId;

    fn of(tier: &str, number: usize) -> Diagnostic {
        let instance = InstanceId { tier: TierName::new(tier).unwrap(), region: None };
        Diagnostic::error("x", format!("{tier} {number}")).instance(instance)
    }

    fn shown(diagnostics: &[Diagnostic]) -> Vec<String> {
        let shown: Vec<_> = told(diagnostics).into_iter().map(|told| told.summary.clone()).collect();
        let sources = Sources::default();
        let json = json_told(diagnostics, &sources);
        assert_eq!(json.iter().map(|told| told.summary.clone().into_owned()).collect::<Vec<_>>(), shown);
        shown
    }

    #[test]
    fn diagnostics_beyond_a_hundred_are_counted() {
        for count in [0, 1, 100, 101] {
            let all: Vec<_> = (0..count).map(|at| of("a", at)).collect();
            assert!(shown(&all).iter().eq(all.iter().map(|diagnostic| &diagnostic.summary)));
        }
        let shown = shown(&(0..102).map(|at| of("a", at)).collect::<Vec<_>>());
        assert_eq!((shown.len(), shown[99].as_str()), (101, "a 99"));
        insta::assert_snapshot!(shown[100], @"… and 2 more problems, which are not shown");
    }

    #[test]
    fn tiers_do_not_hide_each_other_and_warnings_do_not_hide_errors() {
        let warnings = (0..500).map(|at| Diagnostic { severity: Severity::Warning, ..of("w", at) });
        let mut all: Vec<_> = warnings.collect();
        all.extend((0..500).map(|at| of("a", at)));
        all.extend([of("b", 0), of("b", 1), Diagnostic::error("x", "of no tier")]);
        let all = shown(&all);
        assert_eq!(all.len(), 101);
        assert_eq!(all[0], "a 0");
        assert_eq!(all[97..], ["b 0", "b 1", "of no tier", "… and 903 more problems, which are not shown"]);
    }

    #[test]
    fn instances_stopped_by_a_limit_are_reported() {
        let mut all: Vec<_> = (0..110).map(|at| of("a", at)).collect();
        all.push(Diagnostic { code: LIMIT.to_owned(), ..of("a", 110) });
        let all = shown(&all);
        assert_eq!(all[98..], ["a 98", "a 110", "… and 11 more problems, which are not shown"]);
    }

    #[test]
    fn warnings_are_counted_as_such() {
        let warnings: Vec<_> =
            (0..150).map(|at| Diagnostic { severity: Severity::Warning, ..of("w", at) }).collect();
        let last = told(&warnings).pop().unwrap().into_owned();
        assert_eq!(last.severity, Severity::Warning);
        assert_eq!(last.summary, "… and 50 more warnings, which are not shown");
    }
}
