//! The report of an update, for people and for programs.

use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;
use terrace_core::render::clean;
use terrace_project::consequences::{self, Consequences, Permissions};
use terrace_project::update::{Before, Need, Outcome, Plan};
use terrace_stack::lock::Change;

/// The output with `--format json`.
#[derive(Serialize)]
pub struct Report<'a> {
    lock: &'a Path,
    /// The changes to the lock file, as text.
    changes: Vec<String>,
    /// The effects on each environment; empty if the lock file does not change.
    environments: Vec<JsonOutcome<'a>>,
    /// The new permissions of tiers.
    permissions: &'a Permissions,
    /// The options without which the update is refused.
    needs: Vec<String>,
    /// True if the lock file was written.
    written: bool,
}

#[derive(Serialize)]
struct JsonOutcome<'a> {
    environment: Option<&'a str>,
    /// The baseline of the comparison: `lock`, `disk` or `nothing`.
    compared_with: &'static str,
    /// Why the baseline is not the output of the locked components.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(flatten)]
    consequences: &'a Consequences,
}

impl<'a> Report<'a> {
    pub fn new(plan: &'a Plan, lock: &'a Path, changes: &[Change], needs: &[Need], written: bool) -> Self {
        Self {
            lock,
            changes: changes.iter().map(ToString::to_string).collect(),
            environments: plan.outcomes.iter().map(JsonOutcome::new).collect(),
            permissions: &plan.permissions,
            needs: plan.options(needs),
            written,
        }
    }
}

impl<'a> JsonOutcome<'a> {
    fn new(outcome: &'a Outcome) -> Self {
        let (compared_with, reason) = match &outcome.before {
            Before::Locked => ("lock", None),
            Before::Disk(_, reason) => ("disk", Some(reason.as_str())),
            Before::Nothing(reason) => ("nothing", Some(reason.as_str())),
        };
        let environment = outcome.environment.as_deref();
        Self { environment, compared_with, reason, consequences: &outcome.consequences }
    }
}

/// Describes the changes to the lock file, and their effects.
pub fn text(plan: &Plan, changes: &[Change], color: bool) -> String {
    let mut text = String::new();
    for change in changes {
        // Writing to a String does not fail.
        let _ = writeln!(text, "{}", clean(&change.to_string()));
    }
    for outcome in &plan.outcomes {
        let _ = writeln!(text, "\n{}", heading(outcome));
        if let Some(why) = why(&outcome.before) {
            let _ = writeln!(text, "{}", clean(&why));
        }
        let follows = consequences::text(&outcome.consequences, color);
        text += if follows.is_empty() { "nothing changes except the origins of blocks\n" } else { &follows };
    }
    let permissions = Consequences { permissions: plan.permissions.clone(), ..Consequences::default() };
    let permissions = consequences::text(&permissions, color);
    if !permissions.is_empty() {
        let _ = write!(text, "\n{permissions}");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn heading(outcome: &Outcome) -> String {
    match &outcome.environment {
        Some(name) => format!("Environment {name}"),
        None => "Without an environment".to_owned(),
    }
}

fn why(before: &Before) -> Option<String> {
    match before {
        Before::Locked => None,
        Before::Disk(file, reason) => Some(format!(
            "compared with `{}`, because the locked components cannot be synthesized: {reason}",
            file.display()
        )),
        Before::Nothing(reason) => Some(format!(
            "compared with nothing, because the locked components cannot be synthesized: {reason}"
        )),
    }
}

/// Describes the outcome in one line.
pub fn verdict(plan: &Plan, lock: &Path, changes: &[Change], needs: &[Need], is_dry: bool) -> String {
    let lock = lock.display();
    let options = plan.options(needs);
    match (changes.is_empty(), is_dry) {
        (true, _) => format!("{lock}: is up to date\n"),
        (false, false) => format!("{lock}: written; run `terrace synth`\n"),
        (false, true) if options.is_empty() => format!("{lock}: not written, because of --dry-run\n"),
        (false, true) => {
            format!("{lock}: not written, because of --dry-run; the update needs {}\n", options.join(" and "))
        }
    }
}
