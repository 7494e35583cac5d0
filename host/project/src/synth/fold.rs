//! Folds the diagnostics of many instances into a readable list.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use terrace_core::model::{Bound, Diagnostic, InstanceId, Limit, Severity};
use terrace_stack::stack::Stack;

/// The maximum number of places that are listed for the same problem.
const MAX_LISTED_PLACES: usize = 5;

/// A diagnostic, and the other places that it applies to.
struct FoldedDiagnostic {
    diagnostic: Diagnostic,
    others: Vec<String>,
    seen: HashSet<String>,
}

/// Sorts diagnostics by their location in the stack's files, reports those that apply to several instances or blocks only once,
/// and limits the number per instance.
pub(super) fn fold(stack: &Stack, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    fold_within(diagnostics, &|instance| {
        let limits = stack.tiers.get(&instance.tier).map_or(&stack.limits, |tier| &tier.limits);
        limits.limit(Bound::Diagnostics)
    })
}

fn fold_within(diagnostics: Vec<Diagnostic>, limit: &dyn Fn(&InstanceId) -> Limit) -> Vec<Diagnostic> {
    let mut folded: Vec<FoldedDiagnostic> = Vec::new();
    let mut alike: HashMap<u64, Vec<usize>> = HashMap::new();
    for diagnostic in diagnostics {
        let same = alike.entry(what_it_says(&diagnostic)).or_default();
        match same.iter().find(|at| says_the_same(&folded[**at].diagnostic, &diagnostic)) {
            Some(at) => {
                let first = &mut folded[*at];
                let place = place(&first.diagnostic, &diagnostic);
                if !place.is_empty() && first.seen.insert(place.clone()) {
                    first.others.push(place);
                }
            }
            None => {
                same.push(folded.len());
                folded.push(FoldedDiagnostic { diagnostic, others: Vec::new(), seen: HashSet::new() });
            }
        }
    }
    let mut told: Vec<_> =
        folded.into_iter().map(|folded| with_note(folded.diagnostic, &folded.others)).collect();
    told = within(told, limit);
    // The sort is stable; diagnostics without a location come last.
    told.sort_by_key(|diagnostic| {
        let place =
            diagnostic.labels.first().map(|label| (label.location.source, label.location.range.start));
        (place.is_none(), place)
    });
    told
}

/// Replaces the diagnostics beyond an instance's limit by their number.
fn within(diagnostics: Vec<Diagnostic>, limit: &dyn Fn(&InstanceId) -> Limit) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut of_instances: BTreeMap<InstanceId, Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        match diagnostic.instance.clone() {
            Some(instance) => of_instances.entry(instance).or_default().push(diagnostic),
            None => told.push(diagnostic),
        }
    }
    for (instance, mut of_instance) in of_instances {
        let limit = limit(&instance);
        // The limit has already been applied to the tier's own diagnostics, with one more that says so.
        let shown = usize::try_from(limit.value.saturating_add(1)).unwrap_or(usize::MAX);
        let more = of_instance.split_off(shown.min(of_instance.len()));
        told.append(&mut of_instance);
        let Some(first) = more.first() else { continue };
        let (tier, count) = (&instance.tier, more.len());
        let severity = more.iter().map(|diagnostic| diagnostic.severity).min().unwrap_or(Severity::Error);
        let summary = format!(
            "tier `{tier}` has {count} more that are not shown, because it reached its limit of {limit}"
        );
        told.push(Diagnostic {
            severity,
            labels: first.labels.clone(),
            ..Diagnostic::error("limit", summary).instance(instance)
        });
    }
    told
}

/// Returns a hash that is equal for diagnostics with the same text.
fn what_it_says(diagnostic: &Diagnostic) -> u64 {
    let Diagnostic {
        severity,
        code,
        summary,
        instance: _,
        address: _,
        path: _,
        labels,
        notes,
        hints,
        is_failure_to_run,
    } = diagnostic;
    let mut hasher = DefaultHasher::new();
    (severity, code, summary, labels, notes, hints, is_failure_to_run).hash(&mut hasher);
    hasher.finish()
}

/// Returns whether two diagnostics differ only in the instance and the block that they are about.
fn says_the_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    let Diagnostic {
        severity,
        code,
        summary,
        instance: _,
        address: _,
        path: _,
        labels,
        notes,
        hints,
        is_failure_to_run,
    } = a;
    *severity == b.severity
        && *is_failure_to_run == b.is_failure_to_run
        && *code == b.code
        && *summary == b.summary
        && *labels == b.labels
        && *notes == b.notes
        && *hints == b.hints
}

/// Returns what distinguishes the place of another diagnostic from that of the first, or an empty string if they are the same.
fn place(first: &Diagnostic, other: &Diagnostic) -> String {
    let instance = other.instance.as_ref().filter(|_| other.instance != first.instance);
    let is_elsewhere = other.address != first.address || (instance.is_none() && other.path != first.path);
    let address = other.address.as_ref().filter(|_| is_elsewhere);
    let path = other.path.as_ref().filter(|_| is_elsewhere && other.path != first.path);
    let parts = [instance.map(ToString::to_string), address.map(ToString::to_string), path.cloned()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn with_note(diagnostic: Diagnostic, others: &[String]) -> Diagnostic {
    let listed = others.iter().take(MAX_LISTED_PLACES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match others.len().saturating_sub(MAX_LISTED_PLACES) {
        0 if others.is_empty() => diagnostic,
        0 => diagnostic.note(format!("the same in {listed}")),
        more => diagnostic.note(format!("the same in {listed} and {more} more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_core::model::{Address, Limits, Location, RegionName, Sources, TierName};

    fn fold(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        fold_within(diagnostics, &|_| Limits::default().with(Bound::Diagnostics, 3).limit(Bound::Diagnostics))
    }

    fn at(region: &str, address: &str) -> Diagnostic {
        let instance = InstanceId {
            tier: TierName::new("web").unwrap(),
            region: Some(RegionName::new(region).unwrap()),
        };
        Diagnostic::error("x", "it is wrong").instance(instance).address(Address::parse(address).unwrap())
    }

    #[test]
    fn fold_merges_equal_diagnostics() {
        let mut all = vec![at("a", "aws_vpc.main"), at("b", "aws_vpc.main"), at("b", "aws_vpc.main")];
        all.extend((0..5).map(|n| at("a", &format!("aws_vpc.n{n}"))));
        let folded = fold(all);
        assert_eq!(folded.len(), 1);
        assert_eq!(
            folded[0].notes,
            ["the same in web[b], aws_vpc.n0, aws_vpc.n1, aws_vpc.n2, aws_vpc.n3 and 1 more"]
        );
    }

    #[test]
    fn fold_sorts_diagnostics_by_location() {
        let mut sources = Sources::default();
        let source = sources.add("x", "0123456789");
        let at = |start| Location { source, range: start..start };
        let nowhere = Diagnostic::error("nowhere", "");
        let late = Diagnostic::error("late", "").label(at(5), "");
        let early = Diagnostic::error("early", "").label(at(2), "");
        let codes: Vec<_> =
            fold(vec![nowhere, late.clone(), early, late]).into_iter().map(|found| found.code).collect();
        assert_eq!(codes, ["early", "late", "nowhere"]);
    }

    #[test]
    fn fold_counts_diagnostics_beyond_the_limit() {
        let other =
            |number: usize| Diagnostic { summary: format!("wrong {number}"), ..at("a", "aws_vpc.main") };
        let mut all: Vec<_> = (0..10).map(other).collect();
        all.push(at("b", "aws_vpc.main"));
        let told: Vec<_> = fold(all).into_iter().map(|found| found.summary).collect();
        assert_eq!(
            told,
            [
                "wrong 0",
                "wrong 1",
                "wrong 2",
                "wrong 3",
                "tier `web` has 6 more that are not shown, because it reached its limit of 3 problems and warnings",
                "it is wrong",
            ]
        );
    }
}
