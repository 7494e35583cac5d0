//! Diagnostics: what happened, where, and what to do.

use super::{Address, InstanceId, Location};
use serde::{Deserialize, Serialize};

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// There is no result.
    Error,
    /// There is a result; a person should know.
    Warning,
}

/// A place in a source file, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What stands there; may be empty.
    pub text: String,
}

/// One problem of a run, ready to be shown as text or as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable code: lower-case words joined by `-`, such as `unknown-key`.
    pub code: String,
    /// What happened, in one line without a full stop.
    pub summary: String,
    /// The instance it happened in.
    pub instance: Option<InstanceId>,
    /// The block it happened in, in the tier's local names.
    pub address: Option<Address>,
    /// Where in the block's body or in the inputs, such as `lifecycle.ignore_changes[0]`.
    pub path: Option<String>,
    /// Where in the stack file: the first is the cause, the others are what it collides with.
    pub labels: Vec<Label>,
    /// More about it, each a sentence or a few lines.
    pub notes: Vec<String>,
    /// What to do, each one line.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error with nothing but code and summary.
    pub fn error(code: impl Into<String>, summary: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, summary)
    }

    /// A warning with nothing but code and summary.
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
        }
    }

    /// Adds a place in the stack file.
    pub fn label(mut self, location: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label { location, text: text.into() });
        self
    }

    /// Names the instance.
    pub fn instance(mut self, instance: InstanceId) -> Self {
        self.instance = Some(instance);
        self
    }

    /// Names the block.
    pub fn address(mut self, address: Address) -> Self {
        self.address = Some(address);
        self
    }

    /// Names the place in the block or in the inputs.
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
