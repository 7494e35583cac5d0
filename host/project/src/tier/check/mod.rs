//! Checks whether a component works as a tier with this version of Terrace.

mod bodies;
#[cfg(test)]
mod fixture;
mod manifest;
mod run;
mod schema;

pub use bodies::Schemas;
pub use run::{Requests, check};

use terrace_core::model::{Diagnostic, Sources};

/// A check and its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// A stable name: lower-case words joined by `-`.
    pub name: &'static str,
    pub outcome: Outcome,
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The check passed; a short description of what was found.
    Passed(String),
    /// The check failed: every problem, and the files that they point into.
    Failed(Vec<Diagnostic>, Sources),
    /// The check could not be run, for this reason.
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

    /// Creates a check that passed with this description, or failed if there are problems.
    fn of(name: &'static str, problems: Vec<Diagnostic>, what: impl Into<String>) -> Self {
        if problems.is_empty() {
            Self::passed(name, what)
        } else {
            Self::failed(name, problems, Sources::default())
        }
    }

    pub fn is_failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(..))
    }
}
