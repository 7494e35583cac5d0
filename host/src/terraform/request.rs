//! Requests to terraform: a command, and how it is run.

use super::Environment;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal};
use terrace_programs::Connections;

/// A command of terraform's that Terrace passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subcommand {
    /// `init`
    Init,
    /// `validate`
    Validate,
    /// `plan`
    Plan,
    /// `apply`
    Apply,
    /// `destroy`
    Destroy,
    /// `output`
    Output,
    /// Another one, which the arguments name.
    Other,
}

impl Subcommand {
    /// Returns the command of a name, where Terrace knows more of it than its name.
    pub fn of(name: &str) -> Option<Self> {
        let known = [Self::Init, Self::Validate, Self::Plan, Self::Apply, Self::Destroy, Self::Output];
        known.into_iter().find(|known| known.name() == name)
    }

    /// Its name on the command line; empty where the arguments name it.
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

    /// Whether it works on the state. `validate` does not, and so needs no credentials for the backend.
    pub(super) fn needs_backend(self) -> bool {
        self != Self::Validate
    }
}

impl fmt::Display for Subcommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A command, and how it is run.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The command.
    pub subcommand: Subcommand,
    /// Further arguments, passed on as they are. Paths in them are relative to the output directory, because
    /// that is where terraform runs.
    pub arguments: &'a [OsString],
    /// Whether init runs before the command when it has to. When false, terraform itself will say that it must.
    pub init: bool,
    /// Whether connections are allowed. Where they are not, nothing is run that may open one.
    pub connections: Connections,
    /// Whether stdout is one JSON document of what terraform says in lines of JSON.
    pub is_document: bool,
    /// Whether what goes to stdout may be coloured.
    pub color_stdout: bool,
    /// Whether what goes to stderr may be coloured. This decides for an init that runs by itself, whose output all
    /// goes there.
    pub color_stderr: bool,
}

impl<'a> Request<'a> {
    /// A request that runs init when it has to, and colours what goes to a terminal unless NO_COLOR is set.
    pub fn new(subcommand: Subcommand, arguments: &'a [OsString], environment: &Environment) -> Self {
        // Terraform neither knows NO_COLOR nor looks whether there is a terminal.
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
