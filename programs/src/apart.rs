//! This very program as a child process, for work that a stranger's file could make take all memory, or never end.
//!
//! The child takes a bounded share of the machine's memory, is killed when its time is over, and takes nothing down with it.
//! Both sides send each other messages through pipes, each behind its length.

use crate::START;
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

/// How many bytes of what the child says on its end are read.
const LAST_WORDS: u64 = 16 << 10;
/// As long as a child that has closed its pipes may take to end.
const END: Duration = Duration::from_secs(5);

/// One child at a time, whatever its role, so that the memory of several does not add up.
static ALONE: Mutex<()> = Mutex::new(());

/// The child. It ends when this is dropped.
pub struct Process {
    child: Running,
    messages: Sender<Cow<'static, [u8]>>,
    answers: Receiver<Vec<u8>>,
    words: Receiver<Vec<u8>>,
    // Behind the child, because it is to be given back when that has ended.
    _alone: MutexGuard<'static, ()>,
}

/// Why the child gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its time was over.
    TooLong,
    /// It was refused memory.
    OutOfMemory,
    /// It ended for another reason.
    Failed,
}

/// The file of this program.
///
/// # Errors
///
/// The system does not tell.
pub fn this_program() -> io::Result<PathBuf> {
    // It stays the same where another version is put in its place meanwhile.
    let running = Path::new("/proc/self/exe");
    if running.exists() { Ok(running.to_owned()) } else { env::current_exe() }
}

impl Process {
    /// Starts a program, which must be this one and call [`argument`] with the same role first of all. An answer may have
    /// `most` bytes. Waits until no other child is there, so a thread that has one starts no second one.
    ///
    /// # Errors
    ///
    /// The system starts no process, or no thread.
    pub fn start(program: &Path, role: &str, argument: &str, most: u64) -> io::Result<Self> {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let child = Command::new(program)
            .args([role, argument])
            .env_clear()
            .current_dir(START)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut child = Running(child);
        let (stdin, stdout, stderr) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
        let (messages, waiting) = channel::<Cow<'static, [u8]>>();
        spawn(move || {
            let Some(mut stdin) = stdin else { return };
            // Where the child ends early, it says why.
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
                let _ = stderr.by_ref().take(LAST_WORDS).read_to_end(&mut bytes);
                let _ = io::copy(&mut stderr, &mut io::sink());
            }
            // Whoever waited for it may have gone.
            let _ = sender.send(bytes);
        })?;
        Ok(Self { child, messages, answers, words, _alone: alone })
    }

    /// Sends a message and waits for the answer. After an error the child has no more answers.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub fn ask(&mut self, message: impl Into<Cow<'static, [u8]>>, until: Instant) -> Result<Vec<u8>, End> {
        // Where it ended, the pipe for answers says so.
        let _ = self.messages.send(message.into());
        match self.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => Err(End::TooLong),
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }

    /// Why it has ended.
    fn end(&mut self) -> End {
        let words = self.words.recv_timeout(END).unwrap_or_default();
        self.child.end();
        if is_out_of_memory(&words) { End::OutOfMemory } else { End::Failed }
    }
}

struct Running(Child);

impl Running {
    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn spawn(run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("apart".to_owned()).spawn(run).map(drop)
}

/// Whether a process that ended says that it was refused memory: by its allocator, or where it started a thread.
fn is_out_of_memory(words: &[u8]) -> bool {
    let words = String::from_utf8_lossy(words);
    ["memory allocation of", "out of memory", "Cannot allocate memory", "Resource temporarily unavailable"]
        .iter()
        .any(|sign| words.contains(sign))
}

/// The argument of a role, where this program has started itself in it. For the first lines of a program.
pub fn argument(role: &str) -> Option<String> {
    let mut arguments = env::args_os().skip(1);
    let is_served = arguments.next()?.as_os_str() == OsStr::new(role);
    is_served.then(|| arguments.next().and_then(|argument| argument.into_string().ok()).unwrap_or_default())
}

/// In the child: the next message, of at most so many bytes. `None`: there is none any more.
///
/// # Errors
///
/// It is longer, or broken off.
pub fn next_message(most: u64) -> io::Result<Option<Vec<u8>>> {
    receive(&mut io::stdin().lock(), most)
}

/// In the child: answers a message.
///
/// # Errors
///
/// Nobody reads it.
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

/// In the child: bounds the memory of this process, lets it end with the one that started it, and leave no image of itself.
///
/// macOS accepts the bound and does not hold it.
///
/// # Errors
///
/// The system refuses.
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

/// Its time alone is bounded.
///
/// # Errors
///
/// None.
#[cfg(not(unix))]
pub fn confine(_memory: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart() {
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
    fn what_is_broken_off_or_too_long_is_no_message() {
        let mut pipe = Vec::new();
        send(&mut pipe, b"four").unwrap();
        for length in 1..pipe.len() {
            assert!(receive(&mut &pipe[..length], 4).is_err(), "{length}");
        }
        assert!(receive(&mut pipe.as_slice(), 3).is_err());
    }
}
