//! Problems that a tier reports.

use crate::Reference;

/// A problem, for a person to act on. In [`Diagnostics`] it is an error; passed to
/// [`Contribution::warn`](crate::Contribution::warn) it is a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub(crate) code: String,
    pub(crate) summary: String,
    pub(crate) detail: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) hint: Option<String>,
}

impl Diagnostic {
    /// Creates a problem from a stable code (lower-case words joined by `-`) and a summary of what is wrong,
    /// in one line without a full stop.
    pub fn new(code: &str, summary: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            summary: summary.into(),
            detail: None,
            address: None,
            path: None,
            hint: None,
        }
    }

    /// Adds details, in any number of lines.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Sets the block at fault.
    #[must_use]
    pub fn address(mut self, block: &Reference) -> Self {
        self.address = Some(block.address().to_owned());
        self
    }

    /// Sets the input at fault by its JSON pointer, such as `/listener/port`. The host maps it to a line of
    /// the stack file.
    #[must_use]
    pub fn path(mut self, pointer: impl Into<String>) -> Self {
        self.path = Some(pointer.into());
        self
    }

    /// Sets the stack's tag at fault. Terrace turns it into a line of the stack file.
    #[must_use]
    pub fn tag(self, key: &str) -> Self {
        // No input has an empty name, so nothing else begins like this.
        self.path(format!("//tags/{}", key.replace('~', "~0").replace('/', "~1")))
    }

    /// Sets the hint: what to do about the problem, in one line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A list of problems, the error type of [`Tier::synth`](crate::Tier::synth).
///
/// Collect all problems, then return them together:
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// fn check(min: u32, max: u32) -> Result<(), Diagnostics> {
///     let mut problems = Diagnostics::new();
///     if max == 0 {
///         problems.push(Diagnostic::new("no-instances", "max is 0").path("/max"));
///     }
///     if min > max {
///         problems.push(Diagnostic::new("min-above-max", "min is greater than max").path("/min"));
///     }
///     problems.finish()
/// }
/// assert_eq!(check(1, 0).unwrap_err().len(), 2);
/// ```
///
/// A single [`Diagnostic`] converts into it, so `?` works on both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Returns an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem to the list.
    pub fn push(&mut self, problem: Diagnostic) {
        self.0.push(problem);
    }

    /// Returns the value of a result. On an error, adds its problems to the list and returns `None`.
    pub fn take<T>(&mut self, result: Result<T, impl Into<Self>>) -> Option<T> {
        result.map_err(|problems| self.0.extend(problems.into().0)).ok()
    }

    /// Returns `Ok` if the list is empty.
    ///
    /// # Errors
    ///
    /// All problems in the list, if there are any.
    pub fn finish(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Returns the number of problems.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are no problems.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(problem: Diagnostic) -> Self {
        Self(vec![problem])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
