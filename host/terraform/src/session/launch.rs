//! Starts this program again to create the session.

use rustix::process::setsid;
use std::env;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

/// The first argument of a process that has to execute another program.
const MARK: &str = "--become-in-a-session-of-its-own";

/// The exit code of a process that cannot execute the other program, the same as in a shell.
const CANNOT_EXECUTE: u8 = 127;

/// Executes the program that the arguments name in a new session, if Terrace started this process for that. Returns only if it
/// did not, or if executing the program fails.
pub fn launch() -> Option<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != MARK {
        return None;
    }
    let program: OsString = arguments.next()?;
    // A process that was just started does not lead a group, so it can create a session.
    let failure = match setsid() {
        Ok(_) => Command::new(&program).args(arguments).exec(),
        Err(error) => error.into(),
    };
    anstream::eprintln!("`{}` cannot be started: {failure}", Path::new(&program).display());
    Some(CANNOT_EXECUTE.into())
}

/// Returns a command that runs a program in a session of its own.
pub(crate) fn command(program: &Path) -> io::Result<Command> {
    // This path refers to the file that this process runs, even if it has been renamed or replaced.
    let running = Path::new("/proc/self/exe");
    let own = if running.exists() { running.to_owned() } else { env::current_exe()? };
    let mut command = Command::new(own);
    command.arg(MARK).arg(program);
    Ok(command)
}
