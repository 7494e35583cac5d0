//! The report of `terrace tier test`, as text and as JSON.

use super::apply::ApplyOutcome;
use crate::ui;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;
use terrace_core::model::Manifest;
use terrace_core::render::{self, JsonDiagnostic, clean};
use terrace_core::words::count;
use terrace_project::tier::cases::{CaseFile, Verdict};

/// The hint for results that differ from the expected ones.
const ACCEPT: &str = "if this is right, run with `--accept` to make it the expected result";

/// A case and its result.
pub struct CaseOutcome {
    pub case: CaseFile,
    pub verdict: Verdict,
    /// The result of terraform, with `--sandbox`.
    pub applied: Option<ApplyOutcome>,
    pub time: Duration,
}

/// The results of all cases.
pub struct Report<'a> {
    pub component: String,
    pub manifest: &'a Manifest,
    pub cases: Vec<CaseOutcome>,
    /// Expected results without a case.
    pub strays: Vec<PathBuf>,
}

impl CaseOutcome {
    /// Returns whether the case needs no attention.
    pub fn is_good(&self) -> bool {
        self.verdict.is_good() && !matches!(self.applied, Some(ApplyOutcome::Failed { .. }))
    }

    /// Returns whether the case passed, but was not applied although it should have been.
    pub fn is_skipped(&self) -> bool {
        self.is_good() && matches!(self.applied, Some(ApplyOutcome::Skipped(_)))
    }

    /// Returns the result in one word.
    pub fn result(&self) -> &'static str {
        match &self.verdict {
            _ if !self.is_good() => "failed",
            Verdict::Accepted => "accepted",
            _ if self.is_skipped() => "skipped",
            _ => "passed",
        }
    }

    /// Returns why the case failed, or a remark on one that did not; often empty.
    pub fn reason(&self) -> String {
        match (&self.verdict, &self.applied) {
            (Verdict::Missing, _) => format!("there is no `{}`", self.case.expected.display()),
            (Verdict::Different(_), _) => {
                format!("`{}` expects a different result", self.case.expected.display())
            }
            (Verdict::Faulty(_), _) => format!("`{}` cannot be run", self.case.path.display()),
            (_, Some(ApplyOutcome::Failed { step, .. })) => format!("terraform could not {step}"),
            (_, Some(ApplyOutcome::Skipped(why))) => format!("not applied: {why}"),
            (_, Some(ApplyOutcome::Done)) => "applied and destroyed".to_owned(),
            (_, None) => String::new(),
        }
    }

    /// Returns the lines that show a failure.
    pub fn detail(&self) -> String {
        match (&self.verdict, &self.applied) {
            (Verdict::Missing, _) => "help: run with `--accept` to write the tier's result\n".to_owned(),
            (Verdict::Different(difference), _) => format!("{difference}help: {ACCEPT}\n"),
            (Verdict::Faulty(errors), _) => {
                let style = render::Style::default();
                let told = render::told(&errors.diagnostics);
                told.iter().map(|told| render::text(told, &errors.sources, style) + "\n").collect()
            }
            (_, Some(ApplyOutcome::Failed { said, .. })) => said.clone(),
            (Verdict::Passed | Verdict::Accepted, _) => String::new(),
        }
    }
}

impl Report<'_> {
    /// Returns whether no case and no stray file needs attention.
    pub fn is_good(&self) -> bool {
        self.strays.is_empty() && self.cases.iter().all(CaseOutcome::is_good)
    }

    /// Formats the report for people. Everything that comes from the component is cleaned.
    pub fn text(&self) -> String {
        let Manifest { name, version, .. } = self.manifest;
        let mut text = format!("{name} {version} ({})\n\n", self.component);
        for case in &self.cases {
            let reason = case.reason();
            let separator = if reason.is_empty() { "" } else { ": " };
            // Writing to a String does not fail.
            let _ = writeln!(text, "{:<8}  {}{separator}{reason}", case.result(), case.case.name);
            for line in case.detail().lines() {
                let _ = writeln!(text, "{}", format!("          {line}").trim_end());
            }
        }
        for stray in &self.strays {
            let _ = writeln!(text, "failed    `{}` does not belong to a case", stray.display());
            let _ = writeln!(text, "          help: remove it, or name it after its case");
        }
        let _ = writeln!(text, "\n{}", self.summary());
        let mut text = clean(&text);
        text.push('\n');
        text
    }

    /// Returns a summary such as `3 cases: 2 passed, 1 failed`. Skipped cases do not count as passed.
    fn summary(&self) -> String {
        let mut parts = Vec::new();
        for result in ["passed", "accepted", "skipped", "failed"] {
            let number = self.cases.iter().filter(|case| case.result() == result).count();
            if number > 0 {
                parts.push(format!("{number} {result}"));
            }
        }
        let strays = match self.strays.len() {
            0 => String::new(),
            number => format!("; {} without a case", count(number, "expected result")),
        };
        format!("{}: {}{strays}", count(self.cases.len(), "case"), parts.join(", "))
    }

    /// Returns the report for programs.
    pub fn json(&self) -> JsonReport<'_> {
        JsonReport {
            component: &self.component,
            name: &self.manifest.name,
            version: &self.manifest.version,
            passed: self.is_good(),
            cases: self.cases.iter().map(JsonCase::new).collect(),
            strays: &self.strays,
        }
    }
}

/// The output with `--format json`.
#[derive(Serialize)]
pub struct JsonReport<'a> {
    component: &'a str,
    name: &'a str,
    version: &'a str,
    /// True if all results are as expected.
    passed: bool,
    cases: Vec<JsonCase<'a>>,
    /// Expected results without a case.
    strays: &'a [PathBuf],
}

#[derive(Serialize)]
struct JsonCase<'a> {
    name: &'a str,
    file: &'a std::path::Path,
    expected: &'a std::path::Path,
    /// `passed`, `accepted`, `skipped` for a case that could not be applied, or `failed`.
    result: &'static str,
    /// Why it failed, or the result of terraform.
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    /// Terraform's output, if it could not apply the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    terraform: Option<&'a str>,
    /// The difference from the expected result, as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<&'a str>,
    /// Why the case could not be run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

impl<'a> JsonCase<'a> {
    fn new(judged: &'a CaseOutcome) -> Self {
        let (difference, diagnostics) = match &judged.verdict {
            Verdict::Different(difference) => (Some(difference.as_str()), Vec::new()),
            Verdict::Faulty(errors) => (None, ui::json(&errors.diagnostics, &errors.sources)),
            Verdict::Passed | Verdict::Accepted | Verdict::Missing => (None, Vec::new()),
        };
        Self {
            name: &judged.case.name,
            file: &judged.case.path,
            expected: &judged.case.expected,
            result: judged.result(),
            reason: judged.reason(),
            terraform: match &judged.applied {
                Some(ApplyOutcome::Failed { said, .. }) => Some(said),
                _ => None,
            },
            difference,
            diagnostics,
        }
    }
}
