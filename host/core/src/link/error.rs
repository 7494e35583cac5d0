//! Errors in references to other tiers.

use crate::expression::{ParseError, TierReferenceError};
use crate::model::{Address, Diagnostic, Explain, InstanceId, Size};
use crate::suggest::{self, Listed};
use std::fmt;

/// A reference to a tier's output that cannot be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkError {
    /// The instance that has the reference, or none for the stack's own outputs.
    pub instance: Option<InstanceId>,
    /// The block that contains it, in the tier's local names.
    pub address: Option<Address>,
    /// The path within the block. For an output, `outputs.NAME` and the path within its value.
    pub path: String,
    pub reference: String,
    /// The reason why it cannot be linked.
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

/// A problem with a reference to a tier's output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkProblem {
    /// The reference has no output.
    #[error(transparent)]
    Form(#[from] TierReferenceError),
    #[error("the stack has no tier `{tier}`{}", suggest::hint(.nearest.as_deref()))]
    UnknownTier { tier: String, nearest: Option<String> },
    /// The reference has a region, but its tier is not bound to regions.
    #[error("tier `{tier}` has no regions; write `tier.{tier}.{output}`")]
    WithoutRegions { tier: String, output: String },
    #[error("tier `{tier}` does not run in region `{region}`{}", suggest::alternatives(.alternatives))]
    UnknownRegion { tier: String, region: String, alternatives: Vec<String> },
    #[error("{}{}", match .region {
        Some(region) => format!("tier `{tier}` does not run in this instance's region `{region}`"),
        None => format!("tier `{tier}` runs in regions, so the reference needs one"),
    }, suggest::alternatives(.alternatives))]
    Ambiguous { tier: String, region: Option<String>, alternatives: Vec<String> },
    #[error("another key of this object is the same once the reference is replaced by its value")]
    SameKey,
    #[error("tier `{tier}` has no output `{output}`{}", suggest::hint(.nearest.as_deref()))]
    UnknownOutput {
        tier: String,
        output: String,
        nearest: Option<String>,
        /// The outputs that the tier declares, the most similar ones first.
        known: Listed,
    },
    #[error("{instance} does not return output `{output}` with its current inputs")]
    AbsentOutput { instance: InstanceId, output: String },
    #[error("{0} has not been synthesized")]
    NotSynthesized(InstanceId),
    #[error("`{list}` has {length} {}, so there is no `[{index}]`", if *.length == 1 { "element" } else { "elements" })]
    OutOfRange {
        list: String,
        length: usize,
        /// The index, counted from 0.
        index: u64,
    },
    #[error("`{value}` is {kind} and has no attribute `{step}`{}", suggest::hint(.nearest.as_deref()))]
    NoAttribute {
        value: String,
        /// The value's type, with an article.
        kind: &'static str,
        step: String,
        /// The entries of the value, if it is an object, the most similar ones first.
        known: Listed,
        /// A similar entry, if there is one.
        nearest: Option<String>,
    },
    #[error("these outputs form a cycle: {}", .0.join(" -> "))]
    Cycle(Vec<String>),
    #[error(
        "`for {name}` around this reference hides the `{name}` that the output's value refers to; choose another name"
    )]
    Captured { name: String },
    #[error("the key of an object cannot be {0}")]
    Key(&'static str),
    /// The value of `for_each` is a list, but Terraform requires a set or a map.
    #[error(
        "the output is a list, which terraform does not accept in `for_each`; write `${{toset(…)}}` around the reference"
    )]
    ForEach,
    #[error("the value is larger than {} once its references are replaced", Size(*.0 as u64))]
    TooLarge(usize),
    /// The linked values grow beyond the limit of one instance.
    #[error("the values of its tier's references are larger than {} in total", Size(*.0 as u64))]
    TooMuch(usize),
    /// The linked values grow beyond the limit of the whole stack.
    #[error("the values of references are larger than {} in total, over all instances", Size(*.0 as u64))]
    TooMuchTogether(usize),
    #[error("the value is nested more than {0} levels deep once its references are replaced")]
    TooDeep(usize),
    /// Once references are replaced, the string is not a valid template any more.
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
}

impl Explain for LinkError {
    fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.problem.code(), self.summary());
        diagnostic.instance = self.instance.clone();
        diagnostic.address = self.address.clone();
        if !self.path.is_empty() {
            diagnostic = diagnostic.path(&self.path);
        }
        match &self.problem {
            LinkProblem::UnknownOutput { nearest: None, known, .. } => {
                diagnostic.note(match known.is_empty() {
                    false => format!("its outputs are {known}"),
                    true => "it has no outputs".to_owned(),
                })
            }
            LinkProblem::NoAttribute { nearest: None, known, .. } if !known.is_empty() => {
                diagnostic.note(format!("its entries are {known}"))
            }
            LinkProblem::TooMuchTogether(_) => {
                diagnostic.hint("pass large outputs as a whole to fewer tiers, or split the stack")
            }
            LinkProblem::AbsentOutput { instance, .. } => {
                diagnostic.hint(format!("remove the reference, or change the inputs of {instance}"))
            }
            _ => diagnostic,
        }
    }
}
