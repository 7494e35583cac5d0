//! Finds and runs the languages' own tools.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use terrace_programs::{Outside, ProgramNotFound};

/// A program that users of a language have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tool {
    /// The name of the program on the path.
    pub name: &'static str,
    /// The purpose, as in "is needed to …".
    pub purpose: &'static str,
    /// How to install it, as a hint: a command or an address.
    pub install: &'static str,
}

/// An error running a tool.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    #[error("{}; it is needed to {}", not_found(tool, refused.as_ref()), tool.purpose)]
    Missing {
        tool: Tool,
        /// A program of that name that is part of the checkout and therefore not run.
        refused: Option<PathBuf>,
    },
    #[error("{what} is not installed, and --offline forbids downloading it")]
    Offline {
        /// The name of the missing tool, such as `componentize-js`.
        what: String,
        /// The command that downloads it if connections are allowed.
        online: &'static str,
    },
    #[error("cannot run `{program}`: {source}")]
    Start { program: String, source: io::Error },
    #[error("`{command}` failed")]
    Failed {
        /// The command, without the parts that differ between machines.
        command: String,
        /// Its output, shortened to its end if it is long.
        output: String,
    },
    #[error("`{command}` did not create `{}`", path.display())]
    NoResult { command: String, path: PathBuf },
    /// A file for the tool or from it cannot be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
}

pub(crate) fn file_error(path: &Path, source: io::Error) -> ToolError {
    ToolError::File { path: path.to_owned(), source }
}

/// The most bytes of a failed tool's output that are shown.
const MAX_SHOWN_BYTES: usize = 8 * 1024;

impl Tool {
    /// Returns the command that runs the tool, which uses no file or program of a checkout.
    pub fn command_outside(&self, outside: &Outside) -> Result<Command, ToolError> {
        let missing = |error: ProgramNotFound| ToolError::Missing { tool: *self, refused: error.refused };
        outside.command(self.name).map_err(missing)
    }

    /// Returns the command that prints the tool's version.
    pub(crate) fn version(&self, outside: &Outside) -> Result<Command, ToolError> {
        let mut command = self.command_outside(outside)?;
        command.arg("--version");
        Ok(command)
    }
}

fn not_found(tool: &Tool, refused: Option<&PathBuf>) -> ProgramNotFound {
    ProgramNotFound { name: tool.name.to_owned(), refused: refused.cloned() }
}

/// Runs a command without standard input and returns its output. `shown` is the command as a user would write it.
pub fn run(command: &mut Command, shown: &str) -> Result<Output, ToolError> {
    let output = terrace_programs::output(command.stdin(Stdio::null())).map_err(|source| {
        ToolError::Start { program: command.get_program().to_string_lossy().into_owned(), source }
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let printed = [output.stdout, output.stderr].concat();
    let printed =
        String::from_utf8_lossy(&printed[printed.len().saturating_sub(MAX_SHOWN_BYTES)..]).trim().to_owned();
    Err(ToolError::Failed { command: shown.to_owned(), output: printed })
}

/// Makes the files that a tool has installed writable only by their owner, whatever the umask is.
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
