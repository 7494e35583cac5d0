//! Checks whether stacks that use one version of a tier can use another without changes.

mod inputs;
mod outputs;

#[cfg(test)]
mod tests;

use semver::{Comparator, Op, Version};
use serde::Serialize;
use std::fmt;
use terrace_core::model::Manifest;

/// A property of an earlier version that stacks may depend on and that a later version does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Breakage {
    OutputRemoved {
        name: String,
    },
    /// The type of an output has changed.
    OutputType {
        name: String,
        /// The type in the earlier version.
        old: String,
        /// The type in the later version.
        new: String,
    },
    /// An output has become sensitive, so that it fits fewer inputs.
    OutputSensitive {
        name: String,
    },
    InputRemoved {
        /// The path of the input, such as `listener.port`.
        path: String,
    },
    /// A new input is required, or an optional one has become required.
    InputRequired {
        /// The path of the input, such as `listener.port`.
        path: String,
    },
    /// An input accepts less than before.
    InputNarrowed {
        /// The path of the input, such as `listener.port`; empty for the inputs as a whole.
        path: String,
        /// A description of the values that are no longer accepted.
        what: String,
    },
    /// The address of a resource in one of the tier's test cases has changed without a `moved` block.
    AddressGone {
        /// The name of the test case.
        case: String,
        /// The former address, with the tier's own names.
        address: String,
    },
    /// A test case of the tier that returned a contribution now fails.
    CaseFails {
        /// The name of the test case.
        case: String,
        /// The reason, to follow a colon.
        reason: String,
    },
}

impl fmt::Display for Breakage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutputRemoved { name } => write!(f, "the output `{name}` was removed"),
            Self::OutputType { name, old, new } => {
                write!(f, "the output `{name}` changed from `{old}` to `{new}`")
            }
            Self::OutputSensitive { name } => write!(f, "the output `{name}` has become sensitive"),
            Self::InputRemoved { path } => write!(f, "the input `{path}` was removed"),
            Self::InputRequired { path } => write!(f, "the input `{path}` is now required"),
            Self::InputNarrowed { path, what } if path.is_empty() => {
                write!(f, "the inputs no longer accept {what}")
            }
            Self::InputNarrowed { path, what } => write!(f, "the input `{path}` no longer accepts {what}"),
            Self::AddressGone { case, address } => {
                write!(
                    f,
                    "in the test case `{case}`, `{address}` no longer exists, and there is no `moved` block for it"
                )
            }
            Self::CaseFails { case, reason } => write!(f, "the test case `{case}` now fails: {reason}"),
        }
    }
}

/// Returns the incompatible changes to a tier's declared contract, outputs first.
pub fn breakages(old: &Manifest, new: &Manifest) -> Vec<Breakage> {
    let mut found = outputs::breakages(&old.outputs, &new.outputs);
    found.extend(inputs::breakages(&old.inputs, &new.inputs));
    found
}

/// Returns whether a later version promises compatibility with an earlier one, as in semantic versioning: the first
/// number that is not zero is the same.
pub fn promises(old: &Version, new: &Version) -> bool {
    let caret = Comparator {
        op: Op::Caret,
        major: old.major,
        minor: Some(old.minor),
        patch: Some(old.patch),
        pre: old.pre.clone(),
    };
    new > old && caret.matches(new)
}
