//! Errors for uses that are not granted, and warnings about granted ones.

use std::fmt;
use terrace_core::model::{Address, Diagnostic, Explain, Grant, InstanceId};

/// The part of a contribution that needs a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A block, with the tier's local names.
    Block(Address),
    Output(String),
    /// A `moved` or `removed` block.
    State,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block(address) => write!(f, "{address}"),
            Self::Output(name) => write!(f, "the output `{name}`"),
            Self::State => f.write_str("a `moved` or `removed` block"),
        }
    }
}

/// The place in a contribution that needs a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The instance that returned the contribution.
    pub instance: InstanceId,
    /// The block or output.
    pub subject: Subject,
    /// The path within it; empty for the whole.
    pub path: String,
}

impl Place {
    fn put(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if let Subject::Block(address) = &self.subject {
            diagnostic.address = Some(address.clone());
        }
        diagnostic.path = (!self.path.is_empty()).then(|| self.path.clone());
        diagnostic.instance(self.instance.clone())
    }
}

/// A use that the stack does not grant to a tier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tier `{}` may not {}: {} {what}", place.instance.tier, grant.meaning(), place.subject)]
pub struct GrantError {
    /// The place of the use.
    pub place: Place,
    /// A predicate of the block, such as `has a provisioner`.
    pub what: String,
    /// The grant that would allow it.
    pub grant: Grant,
    /// The name to grant, if the grant takes names.
    pub name: Option<String>,
}

impl Explain for GrantError {
    /// Converts the error to a diagnostic. The caller adds the location of the tier's name in the stack file.
    fn diagnostic(&self) -> Diagnostic {
        let diagnostic = self.place.put(Diagnostic::error("not-granted", self.to_string()));
        let grant = match &self.name {
            Some(name) => format!("{{ {}: ['{name}'] }}", self.grant),
            None => self.grant.name().to_owned(),
        };
        let tier = &self.place.instance.tier;
        let diagnostic = match self.grant {
            Grant::References => diagnostic.hint("pass it to the tier as one of its inputs"),
            _ => diagnostic,
        };
        diagnostic.hint(format!("to allow it, write `grants: [{grant}]` in tier `{tier}`"))
    }
}

/// A path outside of Terraform's working directory that does not come from the stack file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantWarning {
    /// The place of the path.
    pub place: Place,
    /// A predicate of the block, with the path.
    pub what: String,
}

impl Explain for GrantWarning {
    /// Converts the warning to a diagnostic. The caller adds the location of the tier's name in the stack file.
    fn diagnostic(&self) -> Diagnostic {
        let Place { instance, subject, .. } = &self.place;
        let summary = format!(
            "tier `{}` uses a file outside of Terraform's working directory: {subject} {}",
            instance.tier, self.what
        );
        self.place
            .put(Diagnostic::warning("path-leads-out", summary))
            .hint("a tier should only read files that its inputs name; ask its authors why it uses this one")
    }
}
