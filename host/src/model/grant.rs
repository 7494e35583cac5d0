//! What a tier may do only where the stack grants it.

use super::{Outside, RegionName};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// Something that reaches beyond what a tier was given and the provider of a resource: it runs a program, or reads what is on
/// the machine that runs terraform, in the network that it is in, or elsewhere in the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// `provisioner` and `connection` in a resource: they run programs, here or on a server.
    Provisioners,
    /// The data source `external`, which runs a program.
    External,
    /// The data source `http`, which sends requests.
    Http,
    /// Functions, resources, data sources and arguments that read or write files where terraform runs.
    Files,
    /// The data source `terraform_remote_state`, which reads other states.
    RemoteState,
    /// Calls of modules, which may hold all of these.
    Modules,
    /// The function `nonsensitive`, which shows what terraform hides.
    Nonsensitive,
    /// Variables and outputs that are not among the tier's inputs, each by name.
    References,
    /// Provider configurations of other regions that are other accounts, each by the region's name.
    Regions,
}

impl Grant {
    /// All of them.
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

    /// Its name in the stack file.
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

    /// Whether it is for what is named with it: `{ references: [var.account] }`.
    pub const fn takes_names(self) -> bool {
        matches!(self, Self::References | Self::Regions)
    }

    /// What it allows, as the end of a sentence that begins with who may.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Provisioners => "run programs, here or on servers, by `provisioner` and `connection`",
            Self::External => "run programs by the data source `external`",
            Self::Http => "send requests by the data source `http`",
            Self::Files => {
                "read and write files where terraform runs, by functions such as `file`, the provider `local` and arguments \
                 such as `filename`"
            }
            Self::RemoteState => "read other states by the data source `terraform_remote_state`",
            Self::Modules => "call modules, which may do all of this",
            Self::Nonsensitive => "show what terraform hides, by the function `nonsensitive`",
            Self::References => {
                "refer to variables and to outputs of other tiers that are not among its inputs"
            }
            Self::Regions => {
                "use the provider configurations of regions that are other accounts than its own"
            }
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
    /// Whether it may do all of it.
    pub all: bool,
    /// Grants without names.
    pub plain: BTreeSet<Grant>,
    /// References that it may use.
    pub references: BTreeSet<Outside>,
    /// The regions whose provider configurations it may use.
    pub regions: BTreeSet<RegionName>,
}

impl Grants {
    /// Everything, for tiers that are tried without a stack.
    pub fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether it has a grant that takes no names.
    pub fn allows(&self, grant: Grant) -> bool {
        self.all || self.plain.contains(&grant)
    }
}
