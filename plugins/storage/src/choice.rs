//! Inputs that are one of several strings of AWS.

/// Declares an enum whose variants are strings in the stack file and in Terraform. The schema lists them, so
/// that a misspelt one is an error with a suggestion.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Returns the string.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl From<$name> for Value {
            fn from(choice: $name) -> Self {
                choice.as_str().into()
            }
        }
    };
}
pub(crate) use choices;
