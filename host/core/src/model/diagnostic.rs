//! Diagnostics: the problem, its position, and the solution.

use super::{Address, InstanceId, Location};
use serde::{Deserialize, Serialize};

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// The run has no result.
    Error,
    /// The run has a result, with a problem that a person should know about.
    Warning,
}

/// A position in a source file, with a text about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// The bytes of the file.
    pub location: Location,
    /// The text next to the position, which may be empty.
    pub text: String,
}

/// One problem of a run, which can be printed as text or as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A stable code: lower-case words joined by `-`, such as `unknown-key`.
    pub code: String,
    /// The problem, in one line without a full stop.
    pub summary: String,
    pub instance: Option<InstanceId>,
    /// The block with the problem, in the tier's local names.
    pub address: Option<Address>,
    /// The path in the block's body or in the inputs, such as `lifecycle.ignore_changes[0]`.
    pub path: Option<String>,
    /// Positions in the stack file: the first is the cause, the others conflict with it.
    pub labels: Vec<Label>,
    /// Further details, each a sentence or a few lines.
    pub notes: Vec<String>,
    /// Instructions that solve the problem, each in one line.
    pub hints: Vec<String>,
    /// True if the instance failed to run, so that nothing is known about its contribution. Not shown; the summary says it.
    pub is_failure_to_run: bool,
}

/// An error or warning that can be shown to a person.
pub trait Explain {
    /// Returns the diagnostic: a stable code, the problem, its positions, and how to solve it.
    fn diagnostic(&self) -> Diagnostic;
}

impl Explain for Diagnostic {
    fn diagnostic(&self) -> Diagnostic {
        self.clone()
    }
}

impl Diagnostic {
    /// Returns an error with only a code and a summary.
    pub fn error(code: impl Into<String>, summary: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, summary)
    }

    /// Returns a warning with only a code and a summary.
    pub fn warning(code: impl Into<String>, summary: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, summary)
    }

    fn new(severity: Severity, code: impl Into<String>, summary: impl Into<String>) -> Self {
        Self {
            severity,
            code: code.into(),
            summary: summary.into(),
            instance: None,
            address: None,
            path: None,
            labels: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
            is_failure_to_run: false,
        }
    }

    /// Adds a position in the stack file.
    pub fn label(mut self, location: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label { location, text: text.into() });
        self
    }

    /// Sets the instance.
    pub fn instance(mut self, instance: InstanceId) -> Self {
        self.instance = Some(instance);
        self
    }

    /// Sets the block.
    pub fn address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Sets the path in the block or in the inputs.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds a note.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}
