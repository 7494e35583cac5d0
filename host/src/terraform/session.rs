//! A session of its own for terraform.
//!
//! Ctrl-C, Ctrl-\ and the hang-up of a terminal go from the kernel to every process of the foreground group. Terraform is a Go
//! program: SIGQUIT ends it with a dump of its stacks even where it was started to ignore it, and SIGHUP ends it as well. Both
//! leave the state half written. In a session of its own none of them reaches it, nor its providers; Terrace gets
//! them and asks terraform to stop in order. It may still read the terminal: job control holds only for a process whose
//! own terminal it is.
//!
//! Making a session is something that a process does for itself, between being started and becoming another program. So
//! Terrace starts itself, and `launch` does it.

#[cfg(not(test))]
mod launch;

#[cfg(not(test))]
pub(super) use launch::command;
#[cfg(not(test))]
pub use launch::launch;

use nix::unistd::{getpgrp, tcgetpgrp};
use std::io::{self, IsTerminal};

/// A command that becomes a program in a session of its own. The program of unit tests is not Terrace, so they take one that
/// does the same.
#[cfg(test)]
pub(super) fn command(program: &std::path::Path) -> io::Result<std::process::Command> {
    let mut command = std::process::Command::new("setsid");
    command.arg(program);
    Ok(command)
}

/// Whether stdin is a terminal that others have in front. The kernel would stop who reads it in the background, but not one
/// of another session.
///
/// A group whose leader is outside this process's container has the number 0 here. `rustix` has no value for that.
pub(super) fn is_in_background() -> bool {
    let stdin = io::stdin();
    stdin.is_terminal() && tcgetpgrp(&stdin).is_ok_and(|front| front != getpgrp())
}
