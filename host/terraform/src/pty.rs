//! A channel for the output of a child process.
//!
//! It is a pseudoterminal rather than a pipe because of what happens when this end is closed: a process that writes to a closed
//! pipe is killed, and terraform may be writing its state; a process that writes to a closed terminal gets an error and
//! continues.

use rustix::fd::{AsFd, OwnedFd};
use rustix::pty::{OpenptFlags, openpt};
use rustix::termios::{OptionalActions, Winsize, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};
use std::io;

/// The width that terraform assumes for output that is not a terminal, in columns.
const DEFAULT_COLUMNS: u16 = 78;

/// Returns the reading and the writing end of a channel that does not change the bytes. `like` is the stream that the output is
/// passed on to; its width is used if it is a terminal.
pub(super) fn channel(like: &impl AsFd) -> io::Result<(OwnedFd, OwnedFd)> {
    if let Ok(ends) = terminal(like) {
        return Ok(ends);
    }
    // Systems without pseudoterminals, such as a bare container, get a pipe.
    let (reader, writer) = io::pipe()?;
    Ok((reader.into(), writer.into()))
}

fn terminal(like: &impl AsFd) -> io::Result<(OwnedFd, OwnedFd)> {
    let reader = openpt(flags())?;
    rustix::pty::grantpt(&reader)?;
    rustix::pty::unlockpt(&reader)?;
    let writer = other_end(&reader)?;
    let mut modes = tcgetattr(&writer)?;
    modes.make_raw();
    tcsetattr(&writer, OptionalActions::Now, &modes)?;
    let known = tcgetwinsize(like).ok().filter(|size| size.ws_col > 0);
    let usual = Winsize { ws_row: 24, ws_col: DEFAULT_COLUMNS, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&writer, known.unwrap_or(usual))?;
    Ok((reader, writer))
}

/// Returns flags that close both ends in other programs, and that do not make the terminal this process's controlling one.
#[cfg(target_os = "linux")]
fn flags() -> OpenptFlags {
    OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC
}

#[cfg(not(target_os = "linux"))]
fn flags() -> OpenptFlags {
    OpenptFlags::RDWR | OpenptFlags::NOCTTY
}

#[cfg(target_os = "linux")]
fn other_end(reader: &OwnedFd) -> io::Result<OwnedFd> {
    Ok(rustix::pty::ioctl_tiocgptpeer(reader, flags())?)
}

#[cfg(not(target_os = "linux"))]
fn other_end(reader: &OwnedFd) -> io::Result<OwnedFd> {
    use rustix::fs::{Mode, OFlags, open};
    rustix::io::fcntl_setfd(reader, rustix::io::FdFlags::CLOEXEC)?;
    let name = rustix::pty::ptsname(reader, Vec::new())?;
    Ok(open(name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::{Read, Write};

    #[test]
    fn pty_passes_bytes_through_unchanged() {
        let (reader, writer) = channel(&io::stderr()).unwrap();
        let bytes: Vec<u8> = (0..=255).collect();
        File::from(writer).write_all(&bytes).unwrap();
        let mut read = Vec::new();
        // The end of a pseudoterminal is an error on Linux.
        let _ = File::from(reader).read_to_end(&mut read);
        assert_eq!(read, bytes);
    }

    #[test]
    fn pty_writer_is_not_killed_if_nobody_reads() {
        let (reader, writer) = channel(&io::stderr()).unwrap();
        assert!(rustix::termios::isatty(&writer));
        drop(reader);
        let mut shell = std::process::Command::new("/bin/sh");
        shell.args(["-c", "echo lost; echo lost; exit 7"]).stdout(writer).stderr(std::process::Stdio::null());
        assert_eq!(shell.status().unwrap().code(), Some(7));
    }
}
