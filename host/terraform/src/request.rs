//! Requests to terraform: a command, and how to run it.

use super::Environment;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal};
use terrace_programs::Connections;

/// A terraform command that Terrace passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subcommand {
    Init,
    Validate,
    Plan,
    Apply,
    Destroy,
    Output,
    /// Any other command, named by the arguments.
    Other,
}

impl Subcommand {
    /// Returns the command with this name, if Terrace treats it specially.
    pub fn of(name: &str) -> Option<Self> {
        let known = [Self::Init, Self::Validate, Self::Plan, Self::Apply, Self::Destroy, Self::Output];
        known.into_iter().find(|known| known.name() == name)
    }

    /// Returns the name on the command line, or an empty string if the arguments name the command.
    pub fn name(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Validate => "validate",
            Self::Plan => "plan",
            Self::Apply => "apply",
            Self::Destroy => "destroy",
            Self::Output => "output",
            Self::Other => "",
        }
    }

    /// Returns whether the command uses the state. `validate` does not, and so needs no credentials for the backend.
    pub(super) fn needs_backend(self) -> bool {
        self != Self::Validate
    }
}

impl fmt::Display for Subcommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A command, and how to run it.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The command to run.
    pub subcommand: Subcommand,
    /// Further arguments, passed on unchanged. Paths in them are relative to the output directory, because that is where
    /// terraform runs.
    pub arguments: &'a [OsString],
    /// True if init runs before the command when necessary. Otherwise, terraform itself will report that it must run.
    pub init: bool,
    /// The permission to open connections. If they are forbidden, nothing is run that may open one.
    pub connections: Connections,
    /// True to join terraform's lines of JSON on stdout into one document.
    pub is_document: bool,
    /// True if output on stdout may be coloured.
    pub color_stdout: bool,
    /// True if output on stderr may be coloured. This also applies to an automatic init, whose output all goes there.
    pub color_stderr: bool,
}

impl<'a> Request<'a> {
    /// Creates a request that runs init if necessary, and colours output to a terminal unless NO_COLOR is set.
    pub fn new(subcommand: Subcommand, arguments: &'a [OsString], environment: &Environment) -> Self {
        // Terraform neither supports NO_COLOR nor checks whether its output is a terminal.
        let allowed = environment.get("NO_COLOR").is_none();
        Self {
            subcommand,
            arguments,
            init: true,
            connections: Connections::Allowed,
            is_document: false,
            color_stdout: allowed && io::stdout().is_terminal(),
            color_stderr: allowed && io::stderr().is_terminal(),
        }
    }
}
