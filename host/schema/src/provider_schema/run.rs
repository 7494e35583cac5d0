//! The state of a check: the declarations, the schemas, and the findings so far.

use super::expression::Problem;
use super::finding::{Finding, Rule};
use super::scope::Scope;
use super::world::World;
use terrace_core::path::Path;

/// A check in progress.
pub struct Run<'a> {
    /// The declarations and the schemas.
    pub world: World<'a>,
    /// The findings so far.
    pub findings: Vec<Finding>,
}

/// The position that is checked.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address of the block.
    pub address: String,
    /// The path in the block.
    pub path: Path,
    pub scope: Scope,
}

impl Place {
    /// Returns the position of a whole block.
    pub fn new(address: impl Into<String>) -> Place {
        Place { address: address.into(), path: Path::default(), scope: Scope::default() }
    }

    /// Returns the position of a member.
    pub fn key(&self, name: &str) -> Place {
        Place { path: self.path.key(name), ..self.clone() }
    }

    /// Returns the position of an element.
    pub fn index(&self, index: usize) -> Place {
        Place { path: self.path.index(index), ..self.clone() }
    }

    /// Returns the same position with other names in scope.
    pub fn scoped(&self, scope: Scope) -> Place {
        Place { scope, ..self.clone() }
    }
}

impl Run<'_> {
    /// Adds a finding.
    pub fn report(
        &mut self,
        place: &Place,
        rule: Rule,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.findings.push(Finding {
            address: place.address.clone(),
            path: place.path.clone(),
            rule,
            expected: expected.into(),
            found: found.into(),
        });
    }

    /// Adds the problems of an expression.
    pub fn report_all(&mut self, place: &Place, problems: Vec<Problem>) {
        for problem in problems {
            self.report(place, problem.rule, problem.expected, problem.found);
        }
    }
}
