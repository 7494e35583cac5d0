//! What can be wrong with what an expression makes, in its place.

use super::path::Path;

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The place in the inputs, or in what an expression in them makes.
    pub(super) path: Path,
    /// What is wrong there.
    pub(super) mismatch: Mismatch,
    /// Whether the value there is behind an expression.
    pub(super) linked: bool,
}

/// How a value differs from what its place takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// It is of another kind, and Terraform does not make the one of the other.
    Kind {
        /// The kinds that the place takes, each in words.
        expected: Vec<String>,
        /// What the value is, in words.
        got: String,
    },
    /// It is none of the values that the place takes.
    Option {
        /// Those values, as they are written.
        options: Vec<String>,
        /// What the value is, in words.
        got: String,
    },
    /// It breaks a rule.
    Rule {
        /// The rule: `must be at least 1`.
        rule: String,
        /// What the value is, in words.
        got: String,
    },
    /// It is a list or a map of another length.
    Number {
        /// How long it must be: `at least 2 items`.
        needed: String,
        /// How long it is: `1 item`.
        length: String,
        /// Whether it is a list.
        is_list: bool,
    },
    /// It is a map without something that it needs.
    Missing {
        /// The entry.
        name: String,
        /// The entries that it has.
        present: Vec<String>,
    },
    /// It is a map with something in it that the place does not take.
    Unexpected {
        /// The entry.
        name: String,
        /// The entries that the place takes.
        known: Vec<String>,
    },
}

impl Mismatch {
    /// Whether it refuses the value as a whole, whatever is in it.
    pub(super) fn is_of_whole(&self) -> bool {
        matches!(self, Self::Kind { .. } | Self::Option { .. })
    }

    /// The one mismatch of a value that several forms refuse. Null is no form worth naming beside others.
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
