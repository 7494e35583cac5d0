//! Mismatches between the value of an expression and the schema.

use std::fmt;
use terrace_core::path::Path;
use terrace_core::suggest::Listed;

/// A description of a value, with the shape that a hint depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    pub text: String,
    pub shape: Shape,
}

/// The shape of a value, as far as a hint depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    List,
    /// A map that may have entries.
    Map,
    Other,
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A mismatch and its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The path in the inputs, which may lead into the value of an expression.
    pub(super) path: Path,
    pub(super) mismatch: Mismatch,
    /// True if the value comes from an expression.
    pub(super) linked: bool,
}

/// The difference between a value and the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// The type is wrong, and Terraform does not convert it.
    Kind {
        /// Descriptions of the accepted types.
        expected: Vec<String>,
        /// A description of the value.
        got: Described,
    },
    /// The value is not one of the allowed values.
    Option {
        /// The allowed values, as written.
        options: Vec<String>,
        /// A description of the value.
        got: Described,
    },
    /// The value breaks a rule.
    Rule {
        /// The rule: `must be at least 1`.
        rule: String,
        /// A description of the value.
        got: String,
    },
    /// A list or map has the wrong length.
    Number {
        /// The accepted length: `at least 2 items`.
        needed: String,
        /// The actual length: `1 item`.
        length: String,
        /// True if it is a list.
        is_list: bool,
    },
    /// A map lacks a required entry.
    Missing {
        /// The key of the entry.
        name: String,
        /// The keys that the map has, the most similar ones first.
        present: Listed,
    },
    /// A map has an entry that is not accepted.
    Unexpected {
        /// The key of the entry.
        name: String,
        /// The keys that are accepted, the most similar ones first.
        known: Listed,
    },
}

impl Mismatch {
    /// Returns whether the value as a whole is rejected, whatever its content.
    pub(super) fn is_of_whole(&self) -> bool {
        matches!(self, Self::Kind { .. } | Self::Option { .. })
    }

    /// Combines the mismatches of a value that none of several schemas accepts. Null is only mentioned if there is no
    /// other.
    pub(super) fn of_all(mismatches: impl IntoIterator<Item = Self>) -> Option<Self> {
        let (mut kinds, mut options, mut seen) = (Vec::new(), Vec::new(), None);
        for mismatch in mismatches {
            match mismatch {
                Self::Kind { expected, got } => {
                    kinds.extend(expected);
                    seen = Some(got);
                }
                Self::Option { options: more, got } => {
                    options.extend(more);
                    seen = Some(got);
                }
                _ => {}
            }
        }
        kinds.retain(|kind: &String| kind != "nothing");
        let got = seen?;
        if kinds.is_empty() && !options.is_empty() {
            return Some(Self::Option { options, got });
        }
        kinds.extend(options);
        Some(Self::Kind { expected: kinds, got })
    }
}
