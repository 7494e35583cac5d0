//! Probable mistakes in a stack file that might be intended.

use terrace_core::model::{Diagnostic, Explain, Location};
use terrace_core::suggest::did_you_mean;

/// A probable mistake. It is found together with errors, but does not prevent the stack from loading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StackWarning {
    #[error("`{path}` is the string `{text}`, not a reference")]
    BareReference { path: String, text: String, meant: String, location: Location },
    /// An unknown provider argument with a name close to a known one.
    #[error("provider `{provider}` has no argument `{argument}`")]
    ProviderArgument {
        provider: String,
        argument: String,
        /// The argument that was probably meant.
        near: &'static str,
        location: Location,
    },
    /// An unknown cloud region with a name close to a known one.
    #[error("`{path}` is `{region}`, which is not the name of an AWS region")]
    CloudRegion {
        path: String,
        region: String,
        /// The region that was probably meant.
        near: &'static str,
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
