//! The diagnostics that an operation ends with.

use super::{Diagnostic, Explain, Severity, Sources};
use crate::words::count;
use std::fmt;

/// The reasons why an operation failed, and the warnings that it found until then.
#[derive(Debug, Clone)]
pub struct Problems {
    /// The errors and warnings, in the order in which they are shown.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the diagnostics point into.
    pub sources: Sources,
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        f.write_str(&count(errors.count(), "error"))
    }
}

impl std::error::Error for Problems {}

impl<E: Explain> From<E> for Problems {
    fn from(error: E) -> Self {
        Self { diagnostics: vec![error.diagnostic()], sources: Sources::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted_without_warnings() {
        let warning = || Diagnostic::warning("w", "w");
        let mut problems = Problems::from(Diagnostic::error("e", "e"));
        problems.diagnostics.extend([warning(), warning()]);
        assert_eq!(problems.to_string(), "1 error");
    }
}
