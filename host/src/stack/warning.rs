//! Things in a stack file that are probably mistakes, and may be meant.

use crate::model::{Diagnostic, Location};

/// Something that is probably a mistake. It is found on the same walk as the errors, and stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StackWarning {
    /// A text that reads like a reference.
    #[error("`{path}` is the text `{text}`, not a reference")]
    BareReference {
        /// Path of the text.
        path: String,
        /// The text.
        text: String,
        /// The reference in it.
        meant: String,
        /// The text's place.
        location: Location,
    },
    /// An argument that the provider does not have, and that is close to one that it has.
    #[error("provider `{provider}` has no argument `{argument}`")]
    ProviderArgument {
        /// The provider's local name.
        provider: String,
        /// The argument.
        argument: String,
        /// The argument that was probably meant.
        near: &'static str,
        /// The argument's place.
        location: Location,
    },
    /// The name of a cloud's region that is not made like one.
    #[error("`{path}` is `{region}`, which is not the name of an AWS region")]
    CloudRegion {
        /// Path of the text.
        path: String,
        /// The name.
        region: String,
        /// The region that was probably meant.
        near: &'static str,
        /// The name's place.
        location: Location,
    },
}

impl StackWarning {
    /// The warning as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let warning = |code: &str, location: &Location| {
            Diagnostic::warning(code, self.to_string()).label(location.clone(), "")
        };
        match self {
            Self::BareReference { meant, location, .. } => warning("bare-reference", location)
                .hint(format!("if it is meant as one, write `${{{meant}}}`")),
            Self::ProviderArgument { near, location, .. } => {
                warning("unknown-argument", location).hint(format!("did you mean `{near}`?"))
            }
            Self::CloudRegion { near, location, .. } => {
                warning("unknown-cloud-region", location).hint(format!("did you mean `{near}`?"))
            }
        }
    }
}
