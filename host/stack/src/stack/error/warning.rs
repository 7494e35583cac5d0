//! Probable mistakes in a stack file that might be intended.

use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::did_you_mean;

/// A probable mistake. It is found together with errors, but does not prevent the stack from loading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StackWarning {
    /// A string that looks like a reference.
    #[error("`{path}` is the string `{text}`, not a reference")]
    BareReference {
        /// The path of the string.
        path: String,
        /// The string as written.
        text: String,
        /// The reference in the string.
        meant: String,
        /// The location of the string.
        location: Location,
    },
    /// An unknown provider argument with a name close to a known one.
    #[error("provider `{provider}` has no argument `{argument}`")]
    ProviderArgument {
        /// The provider's local name.
        provider: String,
        /// The unknown argument.
        argument: String,
        /// The argument that was probably meant.
        near: &'static str,
        /// The location of the argument.
        location: Location,
    },
    /// An unknown cloud region with a name close to a known one.
    #[error("`{path}` is `{region}`, which is not the name of an AWS region")]
    CloudRegion {
        /// The path of the string.
        path: String,
        /// The unknown region.
        region: String,
        /// The region that was probably meant.
        near: &'static str,
        /// The location of the name.
        location: Location,
    },
}

impl Explain for StackWarning {
    fn diagnostic(&self) -> Diagnostic {
        let warning = |code: &str, location: &Location| {
            Diagnostic::warning(code, self.to_string()).label(location.clone(), "")
        };
        match self {
            Self::BareReference { meant, location, .. } => warning("bare-reference", location)
                .hint(format!("if you meant a reference, write `${{{meant}}}`")),
            Self::ProviderArgument { near, location, .. } => {
                warning("unknown-argument", location).hint(did_you_mean(near))
            }
            Self::CloudRegion { near, location, .. } => {
                warning("unknown-cloud-region", location).hint(did_you_mean(near))
            }
        }
    }
}
