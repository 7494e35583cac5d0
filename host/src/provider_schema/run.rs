//! The check's state: what is known, and the findings so far.

use super::expression::Problem;
use super::finding::{Finding, Path, Rule};
use super::scope::Scope;
use super::world::World;

/// A check under way.
pub struct Run<'a> {
    /// What is known.
    pub world: World<'a>,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// The place that is looked at.
#[derive(Debug, Clone)]
pub struct Place {
    /// The address of the block.
    pub address: String,
    /// Where in it.
    pub path: Path,
    /// The names in force there.
    pub scope: Scope,
}

impl Place {
    /// A block as a whole.
    pub fn new(address: impl Into<String>) -> Place {
        Place { address: address.into(), path: Path::default(), scope: Scope::default() }
    }

    /// A member of what is here.
    pub fn key(&self, name: &str) -> Place {
        Place { path: self.path.key(name), ..self.clone() }
    }

    /// An element of what is here.
    pub fn index(&self, index: usize) -> Place {
        Place { path: self.path.index(index), ..self.clone() }
    }

    /// The same place with other names in force.
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
