//! Capabilities that a tier has only if the stack grants them.

use super::{Outside, RegionName};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// A capability beyond a tier's inputs and its resources' providers: running programs, or reading files on the machine that
/// runs terraform, from its network, or from elsewhere in the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// `provisioner` and `connection` in a resource: they run programs, on this machine or on a server.
    Provisioners,
    /// The data source `external`, which runs a program.
    External,
    /// The data source `http`, which sends requests.
    Http,
    /// Functions, resources, data sources and arguments that read or write files on the machine that runs terraform.
    Files,
    /// The data source `terraform_remote_state`, which reads other states.
    RemoteState,
    /// Module calls, which may use all of these capabilities.
    Modules,
    /// The function `nonsensitive`, which reveals values that Terraform hides.
    Nonsensitive,
    /// Variables and outputs that are not among the tier's inputs, each by name.
    References,
    /// Provider configurations of regions with other accounts, each by the region's name.
    Regions,
}

impl Grant {
    /// All capabilities.
    pub const ALL: [Self; 9] = [
        Self::Provisioners,
        Self::External,
        Self::Http,
        Self::Files,
        Self::RemoteState,
        Self::Modules,
        Self::Nonsensitive,
        Self::References,
        Self::Regions,
    ];

    /// Returns its name in the stack file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioners => "provisioners",
            Self::External => "external",
            Self::Http => "http",
            Self::Files => "files",
            Self::RemoteState => "remote_state",
            Self::Modules => "modules",
            Self::Nonsensitive => "nonsensitive",
            Self::References => "references",
            Self::Regions => "regions",
        }
    }

    /// Returns whether the grant lists what it is for, as in `{ references: [var.account] }`.
    pub const fn takes_names(self) -> bool {
        matches!(self, Self::References | Self::Regions)
    }

    /// Returns a description of the capability, to be used after `may`.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Provisioners => "run programs, locally or on servers, with `provisioner` and `connection`",
            Self::External => "run programs with the data source `external`",
            Self::Http => "send requests with the data source `http`",
            Self::Files => {
                "read and write files on the machine that runs terraform, with functions such as `file`, the provider `local` \
                 and arguments such as `filename`"
            }
            Self::RemoteState => "read other states with the data source `terraform_remote_state`",
            Self::Modules => "call modules, which may do all of this",
            Self::Nonsensitive => "reveal values that terraform hides, with the function `nonsensitive`",
            Self::References => "refer to variables or outputs of other tiers that are not among its inputs",
            Self::Regions => "use the provider configurations of regions in accounts other than its own",
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The grants of one tier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Whether the tier has every grant.
    pub all: bool,
    /// Grants without names.
    pub plain: BTreeSet<Grant>,
    /// References that the tier may use.
    pub references: BTreeSet<Outside>,
    /// Regions whose provider configurations the tier may use.
    pub regions: BTreeSet<RegionName>,
}

impl Grants {
    /// Returns every grant, for tiers that run without a stack.
    pub fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Returns whether it includes a grant without names.
    pub fn allows(&self, grant: Grant) -> bool {
        self.all || self.plain.contains(&grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_allow_what_they_contain() {
        let files = Grants { plain: [Grant::Files].into(), ..Grants::default() };
        assert_eq!([Grant::Files, Grant::Http].map(|grant| files.allows(grant)), [true, false]);
        assert!(Grant::ALL.iter().all(|grant| Grants::all().allows(*grant)));
    }

    #[test]
    fn grants_are_described() {
        let described = Grant::ALL.map(|grant| format!("{grant}: {}", grant.meaning()));
        insta::assert_snapshot!(described.join("\n"));
        let with_names = Grant::ALL.into_iter().filter(|grant| grant.takes_names());
        assert!(with_names.eq([Grant::References, Grant::Regions]));
    }
}
