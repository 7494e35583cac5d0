//! Whether a component fits this host.

mod bodies;
#[cfg(test)]
mod fixture;
mod manifest;
mod run;
mod schema;

pub use bodies::Schemas;
pub use run::{Requests, check};

use crate::model::{Diagnostic, Sources};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What: a stable name, lower-case words joined by `-`.
    pub name: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// All is well; what was found, in a few words.
    Passed(String),
    /// Something is wrong: every problem, and the files that they point into.
    Failed(Vec<Diagnostic>, Sources),
    /// It could not be looked at, for this reason.
    Skipped(String),
}

impl Check {
    fn passed(name: &'static str, what: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Passed(what.into()) }
    }

    fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Skipped(why.into()) }
    }

    fn failed(name: &'static str, problems: Vec<Diagnostic>, sources: Sources) -> Self {
        Self { name, outcome: Outcome::Failed(problems, sources) }
    }

    /// Passed with these words where there are no problems.
    fn of(name: &'static str, problems: Vec<Diagnostic>, what: impl Into<String>) -> Self {
        if problems.is_empty() {
            Self::passed(name, what)
        } else {
            Self::failed(name, problems, Sources::default())
        }
    }

    /// Whether something is wrong.
    pub fn is_failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(..))
    }
}

/// `1 output`, `2 outputs`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
