//! Runs this program again as a child process, for work on untrusted files that could take all memory or never end.
//!
//! The child gets a limited share of the machine's memory, is killed when its time is up, and takes nothing else down with it.
//! The two processes exchange messages through pipes, each preceded by its length.

use crate::{START, running};
use std::borrow::Cow;
use std::env;
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The maximum size of the child's stderr that is read, in bytes.
const MAX_STDERR_BYTES: u64 = 16 << 10;
/// The time that a child may take to exit after it has closed its pipes.
const EXIT_TIMEOUT: Duration = Duration::from_secs(5);

/// Allows only one child at a time, whatever its role, so that the memory of several does not add up.
static ALONE: Mutex<()> = Mutex::new(());

/// A child process, which is killed when this value is dropped.
pub struct Process {
    child: RunningChild,
    messages: Sender<Cow<'static, [u8]>>,
    answers: Receiver<Vec<u8>>,
    words: Receiver<Vec<u8>>,
    _running: running::Running,
    // Declared after the child, because it must be released after the child has ended.
    _alone: MutexGuard<'static, ()>,
}

/// The reason why a child did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChildFailure {
    /// The time was up.
    TooLong,
    /// The child could not allocate memory.
    OutOfMemory,
    /// The child ended for another reason.
    Failed,
}

/// Returns the path of this program's executable.
///
/// # Errors
///
/// The operating system does not know the path.
pub fn this_program() -> io::Result<PathBuf> {
    // This path stays the same even if the executable is replaced by another version.
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { env::current_exe() }
}

impl Process {
    /// Starts `program`, which must be this program and must call [`argument`] with the same role before anything else. An
    /// answer may have `most` bytes.
    ///
    /// Waits until there is no other child, so a thread that has one must not start a second one.
    ///
    /// # Errors
    ///
    /// The operating system cannot start a process or a thread.
    pub fn start(program: &Path, role: &str, argument: &str, most: u64) -> io::Result<Self> {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let running = running::Running::with(program, [OsStr::new(role)]);
        let child = Command::new(program)
            .args([role, argument])
            .env_clear()
            .current_dir(START)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut child = RunningChild(child);
        let (stdin, stdout, stderr) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
        let (messages, waiting) = channel::<Cow<'static, [u8]>>();
        spawn(move || {
            let Some(mut stdin) = stdin else { return };
            // If the child ends early, its stderr says why.
            while let Ok(message) = waiting.recv()
                && send(&mut stdin, &message).is_ok()
            {}
        })?;
        let (sender, answers) = sync_channel(1);
        spawn(move || {
            let Some(mut stdout) = stdout else { return };
            while let Ok(Some(answer)) = receive(&mut stdout, most)
                && sender.send(answer).is_ok()
            {}
        })?;
        let (sender, words) = sync_channel(1);
        spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stderr) = stderr {
                // If reading fails, the part that was read is used.
                let _ = stderr.by_ref().take(MAX_STDERR_BYTES).read_to_end(&mut bytes);
                let _ = io::copy(&mut stderr, &mut io::sink());
            }
            // Nobody may be waiting for it any more.
            let _ = sender.send(bytes);
        })?;
        Ok(Self { child, messages, answers, words, _running: running, _alone: alone })
    }

    /// Sends a message and waits for the answer. After an error, the child does not answer any more.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub fn ask(
        &mut self,
        message: impl Into<Cow<'static, [u8]>>,
        until: Instant,
    ) -> Result<Vec<u8>, ChildFailure> {
        // If the child has ended, the pipe for answers reports it.
        let _ = self.messages.send(message.into());
        match self.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => Err(ChildFailure::TooLong),
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }

    fn end(&mut self) -> ChildFailure {
        let words = self.words.recv_timeout(EXIT_TIMEOUT).unwrap_or_default();
        self.child.end();
        if is_out_of_memory(&words) { ChildFailure::OutOfMemory } else { ChildFailure::Failed }
    }
}

struct RunningChild(Child);

impl RunningChild {
    fn end(&mut self) {
        // The child may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for RunningChild {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("apart".to_owned()).spawn(run).map(drop)
}

/// Returns whether the stderr of a process reports a lack of memory, in its allocator or when starting a thread.
fn is_out_of_memory(words: &[u8]) -> bool {
    let words = String::from_utf8_lossy(words);
    ["memory allocation of", "out of memory", "Cannot allocate memory", "Resource temporarily unavailable"]
        .iter()
        .any(|sign| words.contains(sign))
}

/// Returns the argument of a role if this program was started in it by [`Process::start`]. To be called at the start of `main`.
pub fn argument(role: &str) -> Option<String> {
    let mut arguments = env::args_os().skip(1);
    let is_served = arguments.next()?.as_os_str() == OsStr::new(role);
    is_served.then(|| arguments.next().and_then(|argument| argument.into_string().ok()).unwrap_or_default())
}

/// Reads the next message in the child, of at most `most` bytes. Returns `None` if there are no more messages.
///
/// # Errors
///
/// The message is longer or incomplete.
pub fn next_message(most: u64) -> io::Result<Option<Vec<u8>>> {
    receive(&mut io::stdin().lock(), most)
}

/// Answers a message in the child.
///
/// # Errors
///
/// Nobody reads the answer.
pub fn answer(message: &[u8]) -> io::Result<()> {
    send(&mut io::stdout().lock(), message)
}

fn send(pipe: &mut impl Write, message: &[u8]) -> io::Result<()> {
    pipe.write_all(&(message.len() as u64).to_le_bytes())?;
    pipe.write_all(message)?;
    pipe.flush()
}

fn receive(pipe: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = Vec::new();
    pipe.by_ref().take(8).read_to_end(&mut length)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length = <[u8; 8]>::try_from(length).map_err(|_| io::ErrorKind::UnexpectedEof)?;
    let length = u64::from_le_bytes(length);
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut message = Vec::new();
    pipe.by_ref().take(length).read_to_end(&mut message)?;
    if message.len() as u64 == length { Ok(Some(message)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Limits the memory of the child process, makes it end together with its parent, and disables core dumps.
///
/// macOS accepts the limit without enforcing it.
///
/// # Errors
///
/// The operating system rejects a limit.
#[cfg(unix)]
pub fn confine(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let hard = getrlimit(Resource::Data).maximum;
    let memory = hard.map_or(memory, |hard| memory.min(hard));
    setrlimit(Resource::Data, Rlimit { current: Some(memory), maximum: hard })?;
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

/// Does nothing: only the time of the child is limited on this system.
///
/// # Errors
///
/// This function does not fail.
#[cfg(not(unix))]
pub fn confine(_memory: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_received_one_by_one() {
        let mut pipe = Vec::new();
        for message in ["one", "", "a longer one"] {
            send(&mut pipe, message.as_bytes()).unwrap();
        }
        let mut pipe = pipe.as_slice();
        for message in ["one", "", "a longer one"] {
            assert_eq!(receive(&mut pipe, 12).unwrap().as_deref(), Some(message.as_bytes()));
        }
        assert_eq!(receive(&mut pipe, 12).unwrap(), None);
    }

    #[test]
    fn messages_that_are_truncated_or_too_long_are_errors() {
        let mut pipe = Vec::new();
        send(&mut pipe, b"four").unwrap();
        for length in 1..pipe.len() {
            assert!(receive(&mut &pipe[..length], 4).is_err(), "{length}");
        }
        assert!(receive(&mut pipe.as_slice(), 3).is_err());
    }
}
