//! The languages' own tools: finding them, running them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use terrace_programs::{NotFound, Outside};

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
    #[error("{}; it is needed to {}", found(tool, refused.as_ref()), tool.purpose)]
    Missing {
        /// Which.
        tool: Tool,
        /// The one that is part of the checkout, and is not run.
        refused: Option<PathBuf>,
    },
    /// It would have to download something.
    #[error("{what} is not installed, and --offline forbids to download it")]
    Offline {
        /// The missing tool, such as `componentize-js`.
        what: String,
        /// The command that downloads it, where connections are allowed.
        online: &'static str,
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
    /// The tool's command. It sees no file and no program of a checkout.
    pub fn command_outside(&self, outside: &Outside) -> Result<Command, ToolError> {
        let missing = |error: NotFound| ToolError::Missing { tool: *self, refused: error.refused };
        outside.command(self.name).map_err(missing)
    }

    /// The command that asks the tool for its version.
    pub(crate) fn version(&self, outside: &Outside) -> Result<Command, ToolError> {
        let mut command = self.command_outside(outside)?;
        command.arg("--version");
        Ok(command)
    }
}

fn found(tool: &Tool, refused: Option<&PathBuf>) -> NotFound {
    NotFound { name: tool.name.to_owned(), refused: refused.cloned() }
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

/// Takes from everybody else the right to write what a tool has installed, whatever the umask says.
#[cfg(unix)]
pub fn own(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return Ok(());
    }
    let mode = metadata.permissions().mode();
    if mode & 0o022 != 0 {
        fs::set_permissions(path, PermissionsExt::from_mode(mode & !0o022))?;
    }
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            own(&entry?.path())?;
        }
    }
    Ok(())
}

/// Other systems keep a user's cache directory private by default.
#[cfg(not(unix))]
pub fn own(_path: &Path) -> io::Result<()> {
    Ok(())
}
