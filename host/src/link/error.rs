//! What can be wrong with a reference to another tier.

use crate::expression::{ParseError, TierReferenceError};
use crate::model::{Address, Diagnostic, InstanceId, Size};
use crate::suggest::{self, Listed};
use std::fmt;

/// A reference to a tier's output that cannot be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkError {
    /// The instance whose reference it is; none for the stack's own outputs.
    pub instance: Option<InstanceId>,
    /// The block that holds it, in the tier's local names.
    pub address: Option<Address>,
    /// Where in the block. For an output, `outputs.NAME` and what follows.
    pub path: String,
    /// The reference as it is written.
    pub reference: String,
    /// What is wrong.
    pub problem: LinkProblem,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(instance) = &self.instance {
            write!(f, "{instance}: ")?;
        }
        if let Some(address) = &self.address {
            write!(f, "{address}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}", self.summary())
    }
}

impl std::error::Error for LinkError {}

/// What is wrong with a reference to a tier's output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkProblem {
    /// It names no output.
    #[error(transparent)]
    Form(#[from] TierReferenceError),
    /// There is no such tier.
    #[error("the stack has no tier `{tier}`{}", suggest::hint(.nearest.as_deref()))]
    UnknownTier {
        /// The tier.
        tier: String,
        /// What may be meant.
        nearest: Option<String>,
    },
    /// A region is named, and the tier has none.
    #[error("tier `{tier}` runs in no region; write `tier.{tier}.{output}`")]
    WithoutRegions {
        /// The tier.
        tier: String,
        /// The output.
        output: String,
    },
    /// The tier does not run in the region that is named.
    #[error("tier `{tier}` does not run in region `{region}`{}", suggest::alternatives(.alternatives))]
    UnknownRegion {
        /// The tier.
        tier: String,
        /// The region.
        region: String,
        /// What can be written instead.
        alternatives: Vec<String>,
    },
    /// No region is named, and the consumer has none or another one.
    #[error("{}{}", match .region {
        Some(region) => format!("tier `{tier}` does not run in this instance's region `{region}`"),
        None => format!("tier `{tier}` runs in regions, and there is no region here that could be meant"),
    }, suggest::alternatives(.alternatives))]
    Ambiguous {
        /// The tier.
        tier: String,
        /// The consumer's region.
        region: Option<String>,
        /// What can be written instead.
        alternatives: Vec<String>,
    },
    /// Two keys of an object become the same.
    #[error("another key of this object is the same once the reference is replaced by its value")]
    SameKey,
    /// The tier declares no such output.
    #[error("tier `{tier}` has no output `{output}`{}", suggest::hint(.nearest.as_deref()))]
    UnknownOutput {
        /// The tier.
        tier: String,
        /// The output.
        output: String,
        /// What may be meant.
        nearest: Option<String>,
        /// The outputs that it declares.
        known: Listed,
    },
    /// The output does not apply with the inputs the instance has.
    #[error("{instance} gives no output `{output}` with its present inputs")]
    AbsentOutput {
        /// The instance.
        instance: InstanceId,
        /// The output.
        output: String,
    },
    /// The instance has contributed nothing.
    #[error("{0} has not been synthesized")]
    NotSynthesized(InstanceId),
    /// An index is beyond the end of a list.
    #[error("`{list}` has {length} {}, so there is no `[{index}]`", if *.length == 1 { "element" } else { "elements" })]
    OutOfRange {
        /// The reference up to the list.
        list: String,
        /// How many elements it has.
        length: usize,
        /// The index.
        index: u64,
    },
    /// A value has no such attribute.
    #[error("`{value}` is {kind} without `{step}`{}", suggest::hint(.nearest.as_deref()))]
    NoAttribute {
        /// The reference up to the value.
        value: String,
        /// What kind of value it is.
        kind: &'static str,
        /// The step that does not exist.
        step: String,
        /// The entries that there are, where it is an object.
        known: Listed,
        /// What may be meant.
        nearest: Option<String>,
    },
    /// Outputs are made of each other.
    #[error("these outputs are made of each other: {}", .0.join(" -> "))]
    Cycle(Vec<String>),
    /// A `for` around the reference binds a name that the output's value needs.
    #[error(
        "`for {name}` around this reference hides the `{name}` that the output's value refers to; choose another name"
    )]
    Captured {
        /// The name.
        name: String,
    },
    /// A key of an object can only be a string.
    #[error("the key of an object cannot be {0}")]
    Key(&'static str),
    /// A list stands where terraform takes a set or a map.
    #[error(
        "the output is a list, which terraform does not take in `for_each`; write `${{toset(…)}}` around the reference"
    )]
    ForEach,
    /// The value grows beyond all bounds.
    #[error("the value is larger than {} once its references are replaced", Size(*.0 as u64))]
    TooLarge(usize),
    /// The values that references are replaced by take too much together.
    #[error("what its tier's references are replaced by is larger than {}, all together", Size(*.0 as u64))]
    TooMuch(usize),
    /// The values that references are replaced by take too much in the whole stack.
    #[error("what references are replaced by is larger than {}, in all instances together", Size(*.0 as u64))]
    TooMuchTogether(usize),
    /// The value is nested too deeply.
    #[error("the value is nested deeper than {0} levels once its references are replaced")]
    TooDeep(usize),
    /// Once references are replaced, the text is no template any more.
    #[error(transparent)]
    Parse(#[from] ParseError),
}

impl LinkProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Form(_) => "invalid-tier-reference",
            Self::UnknownTier { .. } => "unknown-tier",
            Self::WithoutRegions { .. } | Self::UnknownRegion { .. } => "unknown-region",
            Self::Ambiguous { .. } => "ambiguous-region",
            Self::UnknownOutput { .. } => "unknown-output",
            Self::AbsentOutput { .. } => "absent-output",
            Self::NotSynthesized(_) => "not-synthesized",
            Self::OutOfRange { .. } => "index-out-of-range",
            Self::NoAttribute { .. } => "unknown-attribute",
            Self::Cycle(_) => "output-cycle",
            Self::Captured { .. } => "captured-name",
            Self::Key(_) | Self::SameKey => "invalid-key",
            Self::ForEach => "list-in-for-each",
            Self::TooLarge(_) | Self::TooMuch(_) | Self::TooMuchTogether(_) => "value-too-large",
            Self::TooDeep(_) => "value-too-deep",
            Self::Parse(_) => "invalid-expression",
        }
    }
}

impl LinkError {
    fn summary(&self) -> String {
        match &self.problem {
            LinkProblem::Form(_) | LinkProblem::Cycle(_) => self.problem.to_string(),
            problem if self.reference.is_empty() => problem.to_string(),
            problem => format!("`{}`: {problem}", self.reference),
        }
    }

    /// The fault as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.problem.code(), self.summary());
        diagnostic.instance = self.instance.clone();
        diagnostic.address = self.address.clone();
        if !self.path.is_empty() {
            diagnostic = diagnostic.path(&self.path);
        }
        match &self.problem {
            LinkProblem::UnknownOutput { nearest: None, known, .. } => diagnostic.note(match known.first() {
                Some(_) => format!("its outputs are {known}"),
                None => "it has no outputs".to_owned(),
            }),
            LinkProblem::NoAttribute { nearest: None, known, .. } if known.first().is_some() => {
                diagnostic.note(format!("its entries are {known}"))
            }
            LinkProblem::TooMuchTogether(_) => {
                diagnostic.hint("give fewer tiers the whole of large outputs, or make several stacks of it")
            }
            LinkProblem::AbsentOutput { instance, .. } => {
                diagnostic.hint(format!("remove the reference, or change the inputs of {instance}"))
            }
            _ => diagnostic,
        }
    }
}
