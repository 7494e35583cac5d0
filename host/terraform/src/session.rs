//! Runs terraform in a session of its own.
//!
//! The kernel sends Ctrl-C, Ctrl-\ and the hang-up of a terminal to every process of the foreground group. Terraform is a Go
//! program: SIGQUIT ends it with a stack dump even if it was started with that signal ignored, and SIGHUP ends it as well. Both
//! leave a half-written state. In a session of its own, none of them reaches terraform or its providers; Terrace receives them
//! and asks terraform to stop in an orderly way. It can still read from the terminal: job control only applies to a process
//! whose controlling terminal it is.
//!
//! A process can only create a session for itself, between being started and executing another program. So Terrace starts
//! itself again, and `launch` does it.

#[cfg(not(test))]
mod launch;

#[cfg(not(test))]
pub(super) use launch::command;
#[cfg(not(test))]
pub use launch::launch;

use nix::unistd::{getpgrp, tcgetpgrp};
use std::io::{self, IsTerminal};

/// Returns a command that runs a program in a session of its own. The program of unit tests is not Terrace, so they use one
/// that does the same.
#[cfg(test)]
pub(super) fn command(program: &std::path::Path) -> io::Result<std::process::Command> {
    let mut command = std::process::Command::new("setsid");
    command.arg(program);
    Ok(command)
}

/// Returns whether stdin is a terminal with another process group in the foreground. The kernel would stop a background process
/// that reads from it, but not one in another session.
///
/// Inside a container, a group whose leader is outside has the number 0. `rustix` has no value for that.
pub(super) fn is_in_background() -> bool {
    let stdin = io::stdin();
    stdin.is_terminal() && tcgetpgrp(&stdin).is_ok_and(|front| front != getpgrp())
}
