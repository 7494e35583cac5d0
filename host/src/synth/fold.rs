//! Diagnostics of many instances, made fit to be read.

use crate::model::Diagnostic;

/// How many of the places that have the same problem are listed.
const LISTED: usize = 5;

/// Puts diagnostics into the order of the stack's files, and tells once what holds for several instances or
/// blocks.
pub(super) fn fold(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut folded: Vec<(Diagnostic, Vec<String>)> = Vec::new();
    for diagnostic in diagnostics {
        match folded.iter_mut().find(|(first, _)| says_the_same(first, &diagnostic)) {
            Some((first, others)) => {
                let place = place(first, &diagnostic);
                if !place.is_empty() && !others.contains(&place) {
                    others.push(place);
                }
            }
            None => folded.push((diagnostic, Vec::new())),
        }
    }
    // Those without a place in the files come last, and those of one place stay as they were.
    folded.sort_by_key(|(diagnostic, _)| {
        let place =
            diagnostic.labels.first().map(|label| (label.location.source, label.location.range.start));
        (place.is_none(), place)
    });
    folded.into_iter().map(|(diagnostic, others)| with_note(diagnostic, &others)).collect()
}

/// Whether two diagnostics differ in nothing but the instance and the block that they are about.
fn says_the_same(a: &Diagnostic, b: &Diagnostic) -> bool {
    let Diagnostic { severity, code, summary, instance: _, address: _, path: _, labels, notes, hints } = a;
    *severity == b.severity
        && *code == b.code
        && *summary == b.summary
        && *labels == b.labels
        && *notes == b.notes
        && *hints == b.hints
}

/// What tells the place of another diagnostic from that of the first; empty where they have the same.
fn place(first: &Diagnostic, other: &Diagnostic) -> String {
    let instance = other.instance.as_ref().filter(|_| other.instance != first.instance);
    let is_elsewhere = other.address != first.address || (instance.is_none() && other.path != first.path);
    let address = other.address.as_ref().filter(|_| is_elsewhere);
    let path = other.path.as_ref().filter(|_| is_elsewhere && other.path != first.path);
    let parts = [instance.map(ToString::to_string), address.map(ToString::to_string), path.cloned()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn with_note(diagnostic: Diagnostic, others: &[String]) -> Diagnostic {
    let listed = others.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match others.len().saturating_sub(LISTED) {
        0 if others.is_empty() => diagnostic,
        0 => diagnostic.note(format!("the same in {listed}")),
        more => diagnostic.note(format!("the same in {listed} and {more} more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, InstanceId, Location, RegionName, Sources, TierName};

    fn at(region: &str, address: &str) -> Diagnostic {
        let instance = InstanceId {
            tier: TierName::new("web").unwrap(),
            region: Some(RegionName::new(region).unwrap()),
        };
        Diagnostic::error("x", "it is wrong").instance(instance).address(Address::parse(address).unwrap())
    }

    #[test]
    fn what_is_the_same_is_told_once() {
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
    fn the_order_is_that_of_the_files() {
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
}
