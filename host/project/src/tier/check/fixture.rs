//! Helpers that the tests of the checks share.

use super::{Check, Outcome};
use terrace_core::render::{Style, text};

/// Formats checks as users see them.
pub(super) fn shown(checks: &[Check]) -> String {
    let show = |check: &Check| match &check.outcome {
        Outcome::Passed(what) | Outcome::Skipped(what) => format!("{}: {what}\n", check.name),
        Outcome::Failed(problems, sources) => {
            let shown = problems.iter().map(|problem| text(problem, sources, Style::default()) + "\n");
            format!("{}:\n{}", check.name, shown.collect::<String>())
        }
    };
    checks.iter().map(show).collect()
}
