//! Passes on a child's output, filtered if it goes to a terminal, and keeps the end of its stderr.

use super::document::Document;
use super::filter::Filter;
use super::pty;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::{FileType, fstat};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The number of bytes that are kept from the end. Terraform's errors come last, and a thousand of them fit.
const MAX_TAIL_BYTES: usize = 256 * 1024;

/// The time that an open channel may stay silent after the child has exited.
const MAX_SILENCE: Duration = Duration::from_millis(200);

/// The destination of one of the child's streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
    /// Standard output, as one JSON document made of lines of JSON.
    Document,
}

impl Stream {
    /// Returns a copy of this process's own stream, and whether it is a terminal.
    fn open(self) -> io::Result<(File, bool)> {
        let (fd, terminal) = match self {
            Self::Stdout | Self::Document => {
                (io::stdout().as_fd().try_clone_to_owned()?, io::stdout().is_terminal())
            }
            Self::Stderr => (io::stderr().as_fd().try_clone_to_owned()?, io::stderr().is_terminal()),
        };
        Ok((fd.into(), terminal))
    }
}

/// One of the child's streams, and its destination.
struct Channel {
    from: File,
    to: File,
    /// Present if `to` is a terminal. Everything else gets the bytes unchanged.
    filter: Option<Filter>,
    /// Present if lines of JSON are joined into one document.
    document: Option<Document>,
    /// True if the end of the stream is kept.
    is_kept: bool,
}

impl Channel {
    /// Creates a channel to one of this process's streams, and returns it with the child's end.
    fn new(stream: Stream, is_kept: bool) -> io::Result<(Self, File)> {
        let (to, is_terminal) = stream.open()?;
        let (from, end) = pty::channel(&to)?;
        let filter = is_terminal.then(Filter::default);
        let document = (stream == Stream::Document).then(Document::default);
        Ok((Self { from: from.into(), to, filter, document, is_kept }, end.into()))
    }

    /// Passes on some bytes. No bytes mean the end of the stream.
    fn pass(&mut self, bytes: &[u8]) {
        let is_end = bytes.is_empty();
        let bytes: &[u8] = match &mut self.document {
            Some(document) if is_end => &document.finish(),
            Some(document) => &document.push(bytes),
            None => bytes,
        };
        let shown = match &mut self.filter {
            Some(filter) => [filter.push(bytes), if is_end { filter.finish() } else { Vec::new() }].concat(),
            None => bytes.to_vec(),
        };
        // Even if nobody reads Terrace's output any more, terraform must be able to finish.
        let _ = self.to.write_all(&shown);
    }
}

/// The streams of a child that has not been started yet.
pub(super) struct Relay(Vec<Channel>);

impl Relay {
    /// Connects a command's stdout to `stdout`, and its stderr to stderr. If stdout is a file, the child writes to it directly.
    pub(super) fn connect(command: &mut Command, stdout: Stream) -> io::Result<Self> {
        let mut channels = Vec::new();
        if stdout != Stream::Stdout || is_read_by_somebody(&io::stdout()) {
            let (channel, end) = Channel::new(stdout, false)?;
            command.stdout(end);
            channels.push(channel);
        }
        let (channel, end) = Channel::new(Stream::Stderr, true)?;
        command.stderr(end);
        channels.push(channel);
        Ok(Self(channels))
    }

    /// Starts passing on output. To be called after the child was started and the command was dropped, because the command
    /// holds the child's ends.
    pub(super) fn start(self) -> RunningRelay {
        let shared = Arc::new(Shared::default());
        let (sender, ended) = mpsc::channel();
        let theirs = shared.clone();
        thread::spawn(move || {
            pass_on(self.0, &theirs);
            // Sending fails if Terrace has stopped waiting, which is fine.
            let _ = sender.send(());
        });
        RunningRelay { shared, ended }
    }
}

/// Returns whether the stream is a terminal, a pipe or a socket rather than a file.
fn is_read_by_somebody(stream: &(impl AsFd + IsTerminal)) -> bool {
    let kind = fstat(stream).map(|found| FileType::from_raw_mode(found.st_mode));
    match kind {
        Ok(FileType::RegularFile) => false,
        Ok(FileType::CharacterDevice) => stream.is_terminal(),
        _ => true,
    }
}

#[derive(Default)]
struct Shared {
    tail: Mutex<VecDeque<u8>>,
    writing: AtomicBool,
}

impl Shared {
    fn keep(&self, bytes: &[u8]) {
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.extend(bytes);
        let excess = tail.len().saturating_sub(MAX_TAIL_BYTES);
        tail.drain(..excess);
    }
}

/// The streams of a running child.
pub(super) struct RunningRelay {
    shared: Arc<Shared>,
    ended: Receiver<()>,
}

impl RunningRelay {
    /// Returns the end of the child's stderr. To be called after the child has exited.
    ///
    /// A process that the child left behind may hold a channel open forever, so this only waits until nothing arrives any more.
    /// While a terminal is stopped with Ctrl-S, it keeps waiting.
    pub(super) fn finish(self) -> String {
        while let Err(RecvTimeoutError::Timeout) = self.ended.recv_timeout(MAX_SILENCE) {
            if !self.shared.writing.load(Ordering::SeqCst) {
                break;
            }
        }
        let mut tail = self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(tail.make_contiguous()).into_owned()
    }
}

/// Passes on output until all channels have ended. If several are ready, the order of the channels counts: stdout first,
/// because errors come last.
fn pass_on(mut channels: Vec<Channel>, shared: &Shared) {
    let mut buffer = [0; 8192];
    while !channels.is_empty() {
        let ready = ready(&channels);
        let mut ready = ready.into_iter();
        channels.retain_mut(|channel| {
            if !ready.next().unwrap_or(true) {
                return true;
            }
            let count = match channel.from.read(&mut buffer) {
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return true,
                // This is how the end of a pseudoterminal is reported.
                Err(_) => 0,
            };
            shared.writing.store(true, Ordering::SeqCst);
            channel.pass(&buffer[..count]);
            if channel.is_kept {
                shared.keep(&buffer[..count]);
            }
            shared.writing.store(false, Ordering::SeqCst);
            count > 0
        });
    }
}

/// Returns which channels have something to read or have ended. If that is not known, all of them, and reading waits.
fn ready(channels: &[Channel]) -> Vec<bool> {
    let mut polled: Vec<_> =
        channels.iter().map(|channel| PollFd::new(&channel.from, PollFlags::IN)).collect();
    match poll(&mut polled, None) {
        Ok(_) => polled.iter().map(|polled| !polled.revents().is_empty()).collect(),
        Err(rustix::io::Errno::INTR) => vec![false; channels.len()],
        Err(_) => vec![true; channels.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a channel that has passed these bytes to a file, and the content of that file.
    fn passed(bytes: &[u8], filter: Option<Filter>) -> (Vec<u8>, String) {
        let target = tempfile::NamedTempFile::new().unwrap();
        let (from, end) = pty::channel(&io::stderr()).unwrap();
        let channel = Channel {
            from: from.into(),
            to: target.reopen().unwrap(),
            filter,
            document: None,
            is_kept: true,
        };
        let bytes = bytes.to_vec();
        let writer = thread::spawn(move || File::from(end).write_all(&bytes));
        let running = Relay(vec![channel]).start();
        writer.join().unwrap().unwrap();
        running.ended.recv_timeout(Duration::from_secs(20)).unwrap();
        let kept = running.finish();
        (std::fs::read(target.path()).unwrap(), kept)
    }

    #[test]
    fn relay_passes_everything_on_and_keeps_the_end() {
        let text = "é\r\u{1b}[2J".repeat(MAX_TAIL_BYTES / 4);
        let (gone_on, kept) = passed(text.as_bytes(), None);
        assert!(gone_on == text.as_bytes());
        assert_eq!(kept.len(), MAX_TAIL_BYTES);
    }

    #[test]
    fn relay_filters_output_for_a_terminal_but_not_the_end_it_keeps() {
        let (gone_on, kept) = passed(b"a\x1b[2Jb\x1b", Some(Filter::default()));
        assert_eq!(String::from_utf8(gone_on).unwrap(), "a␛[2Jb␛");
        assert_eq!(kept, "a\u{1b}[2Jb\u{1b}");
    }

    #[test]
    fn relay_without_a_reader_does_not_stop_the_child() {
        let (from, end) = pty::channel(&io::stderr()).unwrap();
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let to = File::from(std::os::fd::OwnedFd::from(writer));
        let channel = Channel { from: from.into(), to, filter: None, document: None, is_kept: true };
        let running = Relay(vec![channel]).start();
        File::from(end).write_all(b"Error: no").unwrap();
        running.ended.recv_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(running.finish(), "Error: no");
    }
}
