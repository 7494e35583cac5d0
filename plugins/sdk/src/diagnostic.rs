//! Problems that a tier reports.

use crate::Reference;

/// One problem, for a person to act on. In [`Diagnostics`] it is an error; given to
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
    /// A problem with a stable code, lower-case words joined by `-`, and a summary: what is wrong, in one
    /// line without a full stop.
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

    /// Says more about it, in any number of lines.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Names the block at fault.
    #[must_use]
    pub fn address(mut self, block: &Reference) -> Self {
        self.address = Some(block.address().to_owned());
        self
    }

    /// Names the input at fault by its JSON pointer, such as `/listener/port`. The host turns it into a line
    /// of the stack file.
    #[must_use]
    pub fn path(mut self, pointer: impl Into<String>) -> Self {
        self.path = Some(pointer.into());
        self
    }

    /// Names a tag of the stack as the one at fault. The host turns it into a line of the stack file.
    #[must_use]
    pub fn tag(self, key: &str) -> Self {
        // No input has an empty name, so nothing else begins like this.
        self.path(format!("//tags/{}", key.replace('~', "~0").replace('/', "~1")))
    }

    /// Says what to do, in one line.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// All problems that were found: what [`Tier::synth`](crate::Tier::synth) fails with.
///
/// Collect them, then ask once:
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
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Diagnostic) {
        self.0.push(problem);
    }

    /// The value of a result; its problems are kept and give `None`.
    pub fn take<T>(&mut self, result: Result<T, impl Into<Self>>) -> Option<T> {
        result.map_err(|problems| self.0.extend(problems.into().0)).ok()
    }

    /// Succeeds where there are none.
    ///
    /// # Errors
    ///
    /// All problems, where there are any.
    pub fn finish(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
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
