//! Finds and starts the programs of the machine, never those of a checkout.
//!
//! Terrace is run in directories that strangers wrote. Every program that it starts is found here, on those entries of PATH
//! that lie outside of such a directory. It starts where no file of that directory is in reach: with the root directory as its
//! current one, and with the variables that `environment` lets through. If the user has forbidden connections, every program
//! gets the variables that keep it offline: see [`Connections`]. Terrace also starts itself, for work that needs limits: see
//! [`apart`].
//!
//! ```no_run
//! use std::path::Path;
//! use terrace_programs::{Connections, Outside, ProgramNotFound};
//!
//! # fn main() -> Result<(), ProgramNotFound> {
//! let outside = Outside::of([Path::new("shop")], Connections::Forbidden);
//! let version = outside.command("cargo")?.arg("--version").output();
//! # Ok(())
//! # }
//! ```
//!
//! The crate does not know what the programs are for. `tests/tests/programs.rs` checks that no other crate of the host starts a
//! process by itself, and lists the exceptions.

pub mod apart;
mod checkout;
mod connections;
mod environment;
mod running;
#[cfg(test)]
mod tests;

pub use checkout::Outside;
pub use connections::Connections;
pub use running::{Running, output};

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The working directory of programs, in which everything belongs to the machine. Cargo, npm, rustup and version managers look
/// for files in the current directory and its parents.
pub const START: &str = "/";

/// A program that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` was not found on PATH{}", refused.as_deref().map(inside).unwrap_or_default())]
pub struct ProgramNotFound {
    pub name: String,
    /// The program that PATH leads to, if it is part of the checkout.
    pub refused: Option<PathBuf>,
}

fn inside(path: &Path) -> String {
    format!(" outside this project; `{}`, which is inside it, is not run", path.display())
}

impl Outside {
    /// Finds a program on the PATH of this process.
    ///
    /// # Errors
    ///
    /// There is no such program, or only one in the checkout.
    pub fn find(&self, name: &str) -> Result<PathBuf, ProgramNotFound> {
        self.find_on(OsStr::new(name), std::env::var_os("PATH").as_deref())
    }

    /// Finds a program on `path`. `name` must be a plain name.
    ///
    /// # Errors
    ///
    /// There is no such program, or only one in the checkout.
    pub fn find_on(&self, name: &OsStr, path: Option<&OsStr>) -> Result<PathBuf, ProgramNotFound> {
        let whole = path.unwrap_or_default();
        let search = |path: OsString| which::which_in_all(name, Some(path), START).into_iter().flatten();
        let is_name = Path::new(name).components().count() == 1 && Path::new(name).file_name() == Some(name);
        let found = search(self.search_path(whole)).find(|program| is_name && self.allows(program));
        found.ok_or_else(|| ProgramNotFound {
            name: name.to_string_lossy().into_owned(),
            refused: search(whole.to_owned()).find(|program| program.is_absolute() && !self.allows(program)),
        })
    }

    /// Returns a command for a program that is looked up by name. It starts in [`START`] with a cleaned environment.
    ///
    /// # Errors
    ///
    /// The same as for [`Outside::find`].
    pub fn command(&self, name: &str) -> Result<Command, ProgramNotFound> {
        self.find(name).map(|program| self.command_of(&program))
    }

    /// Returns a command for a program that was found before. It starts in [`START`] with a cleaned environment.
    pub fn command_of(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(START).env_clear().envs(environment::cleaned(self, std::env::vars_os()));
        command
    }
}
