//! Names that people choose and that addresses consist of.

use serde::Serialize;
use std::fmt;

/// An error parsing a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("`{0}` is not a valid name: use lower-case letters, digits and `-`, beginning with a letter")]
    Scope(String),
    #[error(
        "`{0}` is not a valid Terraform identifier: use letters, digits, `_` and `-`, beginning with a letter or `_`"
    )]
    Identifier(String),
}

impl NameError {
    /// Returns a valid name that is close to the text, or none if nothing of the text remains.
    pub fn proposal(&self) -> Option<String> {
        let (text, separator) = match self {
            Self::Scope(text) => (text.to_lowercase(), '-'),
            Self::Identifier(text) => (text.clone(), '_'),
        };
        // The intended name is unknown if it begins with a digit or is an expression.
        if text.starts_with(|c: char| c.is_ascii_digit()) || text.contains("${") {
            return None;
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || (c == '_' && separator == '_') || c == '-';
        let words: Vec<_> = text.split(|c| !fits(c)).filter(|word| !word.is_empty()).collect();
        let name = words.join(&separator.to_string());
        let name = name.trim_start_matches('-').trim_end_matches('-');
        (!name.is_empty()).then(|| name.to_owned())
    }
}

/// Returns whether a text is a scope name: ASCII lower-case letters, digits and `-`, beginning with a letter. It has no `_`,
/// which separates the parts of a scoped name.
fn is_scope_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $error:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $type(String);

        impl $type {
            /// Validates a name.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                let text = text.into();
                if $check(&text) { Ok(Self(text)) } else { Err(NameError::$error(text)) }
            }

            /// Returns the name as a string slice.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// A tier's name in the stack file: lower-case letters, digits and `-`.
    TierName, Scope, is_scope_name
}
name! {
    /// A region's name in the stack file: lower-case letters, digits and `-`. It is also the alias of
    /// the region's provider configurations.
    RegionName, Scope, is_scope_name
}
name! {
    /// A Terraform identifier: letters, digits, `_` and `-`, not beginning with a digit or `-`.
    Identifier, Identifier, is_identifier
}

fn is_identifier(text: &str) -> bool {
    hcl_edit::Ident::try_new(text).is_ok()
}

/// One run of a tier: in one region, or in none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId {
    pub tier: TierName,
    /// The region, if the tier is bound to regions.
    pub region: Option<RegionName>,
}

/// Displays an instance as `network[primary]`, or `iam` without a region.
impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.region {
            Some(region) => write!(f, "{}[{region}]", self.tier),
            None => write!(f, "{}", self.tier),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_proposed_from_what_remains_of_a_text() {
        for (text, name) in [
            ("Web App", Some("web-app")),
            ("eu_west_1", Some("eu-west-1")),
            ("--größe.x--", Some("gr-e-x")),
            ("1st", None),
            ("${var.x}", None),
            ("€", None),
            ("", None),
        ] {
            assert_eq!(TierName::new(text).unwrap_err().proposal().as_deref(), name, "{text}");
        }
        for (text, name) in [("Web App", "Web_App"), ("a_b.c-d", "a_b_c-d"), ("-a", "a")] {
            assert_eq!(Identifier::new(text).unwrap_err().proposal().as_deref(), Some(name), "{text}");
        }
    }
}
