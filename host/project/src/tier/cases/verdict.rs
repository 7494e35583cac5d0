//! Decides whether a case passes.

use super::answer::{ApplicableConfiguration, Suite};
use super::compare::{Difference, accept, compare};
use super::error::CasesError;
use super::files::CaseFile;
use terrace_core::model::{Explain, Secrets, Sources};
use terrace_stack::stack::CaseErrors;

/// The verdict on a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The result is the expected one.
    Passed,
    /// The result was written as the expected one.
    Accepted,
    /// There is no expected result yet.
    Missing,
    /// The result differs from the expected one: a unified diff.
    Different(String),
    /// The case could not be run, for these reasons.
    Faulty(CaseErrors),
}

impl Verdict {
    /// Returns whether the case needs no attention.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Passed | Self::Accepted)
    }
}

/// Runs a case and compares its result with the expected one or, with `accepting`, writes it as the expected one.
///
/// Also returns the part of the result that terraform can run, if there is one, and the case's secrets.
pub fn judge(
    suite: &Suite<'_>,
    case: &CaseFile,
    accepting: bool,
) -> (Verdict, Option<ApplicableConfiguration>, Secrets) {
    let answer = match suite.answer(&case.path) {
        Ok(answer) => answer,
        Err(errors) => return (Verdict::Faulty(errors), None, Secrets::default()),
    };
    let verdict = match compare(&case.expected, &answer.text, &answer.secrets) {
        Ok(None) => Ok(Verdict::Passed),
        Ok(Some(_)) if accepting => accept(&case.expected, &answer.text).map(|()| Verdict::Accepted),
        Ok(Some(Difference::Missing)) => Ok(Verdict::Missing),
        Ok(Some(Difference::Other(difference))) => Ok(Verdict::Different(difference)),
        Err(error) => Err(error),
    };
    (verdict.unwrap_or_else(faulty), Some(answer.applicable), answer.secrets)
}

fn faulty(error: CasesError) -> Verdict {
    Verdict::Faulty(CaseErrors { sources: Sources::default(), diagnostics: vec![error.diagnostic()] })
}
