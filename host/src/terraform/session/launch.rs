//! Starts this program again to create the session.

use rustix::process::setsid;
use std::env;
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

/// The first argument of a process that is to become another program.
const MARK: &str = "--become-in-a-session-of-its-own";

/// The exit code of a process that cannot become the other program, as a shell's.
const CANNOT: u8 = 127;

/// Becomes the program that the arguments name, in a session of its own, where Terrace has started this process for
/// that. It returns only where it was not, or where it fails.
pub fn launch() -> Option<ExitCode> {
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != MARK {
        return None;
    }
    let program: OsString = arguments.next()?;
    // A process that has just been started leads no group, so nothing keeps it from leading a session.
    let failure = match setsid() {
        Ok(_) => Command::new(&program).args(arguments).exec(),
        Err(error) => error.into(),
    };
    anstream::eprintln!("`{}` cannot be started: {failure}", Path::new(&program).display());
    Some(CANNOT.into())
}

/// A command that becomes a program in a session of its own.
pub(crate) fn command(program: &Path) -> io::Result<Command> {
    // This names the file that this process runs, whatever has become of its name since.
    let running = Path::new("/proc/self/exe");
    let own = if running.exists() { running.to_owned() } else { env::current_exe()? };
    let mut command = Command::new(own);
    command.arg(MARK).arg(program);
    Ok(command)
}
