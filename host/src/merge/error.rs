//! What can be wrong with a stack as a whole.

use super::ConstraintError;
use crate::boundary::BoundaryError;
use crate::check::CycleError;
use crate::link::LinkError;
use crate::model::{Address, Diagnostic, InstanceId, TierName};
use std::fmt;

/// Who says something of a provider.
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

/// A fault of a stack as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A reference to another tier leads to nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Something would leave the name space of the instance that gave it.
    #[error(transparent)]
    Boundary(#[from] BoundaryError),
    /// Blocks refer to each other in a circle.
    #[error(transparent)]
    Cycle(#[from] CycleError),
    /// One instance contributes twice, and not the same.
    #[error("{0} contributes twice, and not the same")]
    Instance(InstanceId),
    /// Two different blocks have one address.
    #[error("`{address}` is made twice, and not the same: by {} as `{}` and by {} as `{}`", .first.0, .first.1, .second.0, .second.1)]
    Block {
        /// The address in the stack.
        address: Address,
        /// Who makes it, and what it is called there.
        first: (InstanceId, Address),
        /// Who makes it as well.
        second: (InstanceId, Address),
    },
    /// An address is moved to two places, or removed in two ways.
    #[error("`{address}` is {what}")]
    State {
        /// The earlier address in the stack.
        address: String,
        /// What contradicts itself.
        what: &'static str,
    },
    /// Nobody says where a provider comes from.
    #[error("nobody says where provider `{provider}` comes from")]
    NoSource {
        /// The provider's local name.
        provider: String,
        /// The provider that may be meant.
        nearest: Option<String>,
    },
    /// One local name stands for two providers.
    #[error("provider `{provider}` is `{}` to {} and `{}` to {}", .first.1, .first.0, .second.1, .second.0)]
    Sources {
        /// The provider's local name.
        provider: String,
        /// Who says so, and the source.
        first: (Origin, String),
        /// Who says otherwise, and the source.
        second: (Origin, String),
    },
    /// A source is not of the form that terraform takes.
    #[error(
        "{origin} gives `{text}` as the source of provider `{provider}`: write `NAMESPACE/NAME` or `HOST/NAMESPACE/NAME`"
    )]
    Source {
        /// Who says so.
        origin: Origin,
        /// The provider's local name.
        provider: String,
        /// The source.
        text: String,
    },
    /// A version constraint cannot be read.
    #[error("the version that {origin} asks for of provider `{provider}` cannot be read: {error}")]
    Constraint {
        /// Who says so.
        origin: Origin,
        /// The provider's local name.
        provider: String,
        /// What is wrong with it.
        error: ConstraintError,
    },
    /// No version of a provider suits all.
    #[error("no version of provider `{provider}` suits all: {}", .demands.iter().map(|(who, what)| format!("{who} needs `{what}`")).collect::<Vec<_>>().join(", "))]
    Versions {
        /// The provider's local name.
        provider: String,
        /// Who needs which versions: two that exclude each other, or all if no two do.
        demands: Vec<(Origin, String)>,
    },
}

impl MergeError {
    /// The fault as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
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
        let diagnostic = Diagnostic::error(code, self.to_string());
        match self {
            Self::Versions { demands, .. } if demands.len() == 1 => {
                diagnostic.note("its own conditions exclude each other")
            }
            Self::Versions { provider, demands }
                if demands.iter().any(|(who, _)| *who == Origin::StackFile) =>
            {
                diagnostic
                    .hint(format!("change `providers.{provider}.version`, or take a component that suits it"))
            }
            Self::Versions { .. } => {
                diagnostic.hint("take components that work with the same version of the provider")
            }
            Self::NoSource { nearest: Some(nearest), .. } => {
                diagnostic.hint(format!("did you mean `{nearest}`?"))
            }
            Self::Sources { .. } => diagnostic
                .hint("one name stands for one provider: agree on a source, or take another component"),
            _ => diagnostic,
        }
    }
}
