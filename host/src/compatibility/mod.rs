//! Whether a stack that uses one version of a tier can take another without being changed.

mod inputs;
mod outputs;

#[cfg(test)]
mod tests;

use crate::model::Manifest;
use semver::{Comparator, Op, Version};
use serde::Serialize;
use std::fmt;

/// Something that stacks which use the earlier version may rest on, and that the later one does not keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Breakage {
    /// An output is gone.
    OutputRemoved {
        /// Its name.
        name: String,
    },
    /// An output has another type.
    OutputType {
        /// Its name.
        name: String,
        /// Its type before.
        old: String,
        /// Its type now.
        new: String,
    },
    /// An output has become sensitive, so that it fits in fewer places.
    OutputSensitive {
        /// Its name.
        name: String,
    },
    /// An input is gone.
    InputRemoved {
        /// Its name; inside of another, after that one's name and a dot.
        path: String,
    },
    /// An input must be given that was not there, or could be left out.
    InputRequired {
        /// Its name; inside of another, after that one's name and a dot.
        path: String,
    },
    /// An input takes less than before.
    InputNarrowed {
        /// Its name; inside of another, after that one's name and a dot. Empty: the inputs as a whole.
        path: String,
        /// What it does no longer take, as the end of a sentence.
        what: String,
    },
    /// A resource that a test case of the tier makes has another address, and no `moved` block says so.
    AddressGone {
        /// The test case.
        case: String,
        /// The address, in the tier's own names.
        address: String,
    },
    /// A test case of the tier that had a contribution has none any more.
    CaseFails {
        /// The test case.
        case: String,
        /// Why, as the end of a sentence.
        reason: String,
    },
}

impl fmt::Display for Breakage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutputRemoved { name } => write!(f, "the output `{name}` is gone"),
            Self::OutputType { name, old, new } => {
                write!(f, "the output `{name}` was `{old}` and is `{new}`")
            }
            Self::OutputSensitive { name } => write!(f, "the output `{name}` has become sensitive"),
            Self::InputRemoved { path } => write!(f, "the input `{path}` is gone"),
            Self::InputRequired { path } => write!(f, "the input `{path}` must be given now"),
            Self::InputNarrowed { path, what } if path.is_empty() => {
                write!(f, "the inputs no longer take {what}")
            }
            Self::InputNarrowed { path, what } => write!(f, "the input `{path}` no longer takes {what}"),
            Self::AddressGone { case, address } => {
                write!(
                    f,
                    "in the test case `{case}`, `{address}` is gone, and no `moved` block says where it is"
                )
            }
            Self::CaseFails { case, reason } => write!(f, "the test case `{case}` fails now: {reason}"),
        }
    }
}

/// What of a tier's declared contract a later version does not keep, outputs first.
pub fn breakages(old: &Manifest, new: &Manifest) -> Vec<Breakage> {
    let mut found = outputs::breakages(&old.outputs, &new.outputs);
    found.extend(inputs::breakages(&old.inputs, &new.inputs));
    found
}

/// Whether a later version promises to keep what an earlier one gave, as semantic versions do: the first number that is
/// not zero stays.
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
