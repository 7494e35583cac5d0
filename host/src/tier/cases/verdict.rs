//! Whether a case is as expected.

use super::answer::{Applicable, Suite};
use super::compare::{Difference, accept, compare};
use super::error::CasesError;
use super::files::CaseFile;
use crate::model::{Secrets, Sources};
use crate::stack::CaseErrors;

/// What became of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The answer is the expected one.
    Passed,
    /// The answer was written as the expected one.
    Accepted,
    /// Nothing is expected yet.
    Missing,
    /// Something else is expected: the difference in lines, in the unified form.
    Different(String),
    /// The case cannot be run to its end: why.
    Faulty(CaseErrors),
}

impl Verdict {
    /// Whether nothing has to be done about it.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Passed | Self::Accepted)
    }
}

/// Runs a case and holds the answer against the expected one; with `accepting`, makes it the expected one.
///
/// Gives what terraform can run of the answer as well, where there is one, and the case's secrets.
pub fn judge(suite: &Suite<'_>, case: &CaseFile, accepting: bool) -> (Verdict, Option<Applicable>, Secrets) {
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
