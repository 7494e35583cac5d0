//! What a tier may do only where the stack grants it.

use serde::Serialize;
use std::fmt;

/// Something that reaches beyond the provider of a resource: it runs a program, or reads what is on the machine that runs
/// terraform, or in the network it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// `provisioner` and `connection` in a resource: they run programs, here or on a server.
    Provisioners,
    /// The data source `external`, which runs a program.
    External,
    /// The data source `http`, which sends requests.
    Http,
    /// Functions, resources and data sources that read or write files where terraform runs.
    Files,
    /// The data source `terraform_remote_state`, which reads other states.
    RemoteState,
    /// Calls of modules, which may hold all of these.
    Modules,
}

impl Grant {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Provisioners, Self::External, Self::Http, Self::Files, Self::RemoteState, Self::Modules];

    /// Its name in the stack file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provisioners => "provisioners",
            Self::External => "external",
            Self::Http => "http",
            Self::Files => "files",
            Self::RemoteState => "remote_state",
            Self::Modules => "modules",
        }
    }

    /// What it allows, as the end of a sentence that begins with who may.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Provisioners => "run programs, here or on servers, by `provisioner` and `connection`",
            Self::External => "run programs by the data source `external`",
            Self::Http => "send requests by the data source `http`",
            Self::Files => {
                "read and write files where terraform runs, by functions such as `file` and the provider `local`"
            }
            Self::RemoteState => "read other states by the data source `terraform_remote_state`",
            Self::Modules => "call modules, which may do all of this",
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
