//! The languages' own tools: finding them, running them.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A program that a language's users have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// Its name on the path.
    pub name: &'static str,
    /// What it is needed for, as in "is needed to ...".
    pub purpose: &'static str,
    /// What to do to have it, as a hint: the command that installs it, or its address.
    pub install: &'static str,
}

/// What keeps a tool from doing its work.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// It is not on the path.
    #[error("there is no `{}` on the path; it is needed to {}", tool.name, tool.purpose)]
    Missing {
        /// Which.
        tool: Tool,
    },
    /// It could not be started.
    #[error("cannot run `{program}`: {source}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// It ran and failed.
    #[error("`{command}` failed")]
    Failed {
        /// The command, without what differs from machine to machine.
        command: String,
        /// What it printed, its end where that is long.
        output: String,
    },
    /// It said that it worked, and what it should have made is not there.
    #[error("`{command}` made no `{}`", path.display())]
    NoResult {
        /// The command.
        command: String,
        /// What is missing.
        path: PathBuf,
    },
    /// A file for it or of it cannot be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// As much of what a failed tool printed as is shown.
const SHOWN: usize = 8 * 1024;

impl Tool {
    /// The tool's command.
    pub fn command(&self) -> Result<Command, ToolError> {
        which::which(self.name).map(Command::new).map_err(|_| ToolError::Missing { tool: *self })
    }
}

/// Runs a command without standard input and gives what it printed. `shown` is how people would write it.
pub fn run(command: &mut Command, shown: &str) -> Result<Output, ToolError> {
    let output = command.stdin(Stdio::null()).output().map_err(|source| ToolError::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed[printed.len().saturating_sub(SHOWN)..]).trim().to_owned();
    Err(ToolError::Failed { command: shown.to_owned(), output: printed })
}
