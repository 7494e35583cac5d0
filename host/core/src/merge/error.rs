//! Errors in a whole stack.

use crate::boundary::BoundaryError;
use crate::check::CycleError;
use crate::link::LinkError;
use crate::model::{Address, Diagnostic, Explain, InstanceId, TierName};
use crate::suggest::did_you_mean;
use crate::version_constraint::{VersionConstraint, VersionConstraintError};
use std::fmt;

/// The source of a provider requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The stack file, under `providers`.
    StackFile,
    /// A tier's manifest.
    Tier(TierName),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StackFile => f.write_str("the stack file"),
            Self::Tier(tier) => write!(f, "tier `{tier}`"),
        }
    }
}

/// An error in a whole stack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A reference to another tier that cannot be linked.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// A reference or name that would leave the namespace of its instance.
    #[error(transparent)]
    Boundary(#[from] BoundaryError),
    /// Blocks that refer to each other in a circle.
    #[error(transparent)]
    Cycle(#[from] CycleError),
    #[error("{0} has two different contributions")]
    Instance(InstanceId),
    #[error("`{address}` is defined twice, with differences: by {} as `{}` and by {} as `{}`", .first.0, .first.1, .second.0, .second.1)]
    Block {
        address: Address,
        /// The first instance, and its local address.
        first: (InstanceId, Address),
        /// The second instance, and its local address.
        second: (InstanceId, Address),
    },
    /// An address is moved to two addresses, or removed in two ways.
    #[error("`{address}` is {what}")]
    State {
        address: String,
        /// The contradiction, such as `moved to two different addresses`.
        what: &'static str,
    },
    #[error("provider `{provider}` has no source")]
    NoSource {
        provider: String,
        /// A similar provider, if there is one.
        nearest: Option<String>,
    },
    #[error("provider `{provider}` has two sources: `{}` in {} and `{}` in {}", .first.1, .first.0, .second.1, .second.0)]
    Sources {
        provider: String,
        /// The first requirement, and its source.
        first: (Origin, String),
        /// The second requirement, and its source.
        second: (Origin, String),
    },
    /// A source does not have the form that Terraform requires.
    #[error(
        "`{text}` in {origin} is not a source for provider `{provider}`: write `NAMESPACE/NAME` or `HOST/NAMESPACE/NAME`"
    )]
    Source { origin: Origin, provider: String, text: String },
    #[error("the version constraint of {origin} for provider `{provider}` cannot be parsed: {error}")]
    Constraint { origin: Origin, provider: String, error: VersionConstraintError },
    /// The text has only the bounds of each constraint: a tier can exclude dozens of versions.
    #[error("no version of provider `{provider}` satisfies all requirements: {}", .demands.iter().map(|(who, what)| format!("{who} needs `{}`", what.bounds())).collect::<Vec<_>>().join(", "))]
    Versions {
        provider: String,
        /// The conflicting requirements: one that contradicts itself, two that exclude each other, or all if no two do.
        demands: Vec<(Origin, VersionConstraint)>,
    },
}

impl Explain for MergeError {
    fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            Self::Link(error) => return error.diagnostic(),
            Self::Cycle(error) => return error.diagnostic(),
            Self::Boundary(error) => return error.diagnostic(),
            Self::Instance(_) => "duplicate-instance",
            Self::Block { .. } => "duplicate-block",
            Self::State { .. } => "contradicting-moves",
            Self::NoSource { .. } => "no-provider-source",
            Self::Sources { .. } => "provider-source-conflict",
            Self::Source { .. } => "invalid-provider-source",
            Self::Constraint { .. } => "invalid-version-constraint",
            Self::Versions { .. } => "provider-version-conflict",
        };
        let mut diagnostic = Diagnostic::error(code, self.to_string());
        if let Self::Versions { demands, .. } = self {
            let cut = demands.iter().filter(|(_, constraint)| constraint.bounds() != *constraint);
            diagnostic = cut.fold(diagnostic, |diagnostic, (who, constraint)| {
                diagnostic.note(format!("{who} needs `{constraint}`"))
            });
        }
        match self {
            Self::Versions { demands, .. } if demands.len() == 1 => {
                diagnostic.note("its own constraints contradict each other")
            }
            Self::Versions { provider, demands }
                if demands.iter().any(|(who, _)| *who == Origin::StackFile) =>
            {
                diagnostic.hint(format!(
                    "change `providers.{provider}.version`, or use a component that works with it"
                ))
            }
            Self::Versions { .. } => {
                diagnostic.hint("use components that work with the same version of the provider")
            }
            Self::NoSource { nearest: Some(nearest), .. } => diagnostic.hint(did_you_mean(nearest)),
            Self::Sources { .. } => {
                diagnostic.hint("use the same source for a name everywhere, or choose another component")
            }
            _ => diagnostic,
        }
    }
}
