//! Passing a child's stderr on while keeping its end.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::ChildStderr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How much of the end is kept. Terraform's errors come last, and a thousand of them fit.
const KEPT: usize = 256 * 1024;

/// How long an open pipe may stay silent once the child has ended.
const SILENCE: Duration = Duration::from_millis(200);

#[derive(Default)]
struct Shared {
    tail: Mutex<VecDeque<u8>>,
    writing: AtomicBool,
}

/// A child's stderr, passed on to Terrace's own.
///
/// Every byte goes on as it is and at once. Terraform colours by `-no-color` alone and prompts on stdout, so that
/// it only notices in one way: it wraps errors at 78 columns and not at the terminal's width.
pub(super) struct Tee {
    shared: Arc<Shared>,
    ended: Receiver<()>,
}

impl Tee {
    pub(super) fn start(from: ChildStderr) -> io::Result<Self> {
        let to = File::from(io::stderr().as_fd().try_clone_to_owned()?);
        let shared = Arc::new(Shared::default());
        let (sender, ended) = mpsc::channel();
        let theirs = shared.clone();
        thread::spawn(move || {
            pass_on(from, to, &theirs);
            // Nobody listens any more if Terrace has stopped waiting.
            let _ = sender.send(());
        });
        Ok(Self { shared, ended })
    }

    /// The end of what the child said. To be called when it has ended.
    ///
    /// Something that it started and left behind may hold the pipe open for ever; so what counts is that nothing
    /// comes any more. A terminal that has been stopped with Ctrl-S is waited for.
    pub(super) fn finish(self) -> String {
        while let Err(RecvTimeoutError::Timeout) = self.ended.recv_timeout(SILENCE) {
            if !self.shared.writing.load(Ordering::SeqCst) {
                break;
            }
        }
        let mut tail = self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(tail.make_contiguous()).into_owned()
    }
}

fn pass_on(mut from: impl Read, mut to: impl Write, shared: &Shared) {
    let mut buffer = [0; 8192];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        shared.writing.store(true, Ordering::SeqCst);
        // When nobody reads Terrace's stderr any more, terraform must still be able to finish.
        let _ = to.write_all(&buffer[..count]);
        let mut tail = shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.extend(&buffer[..count]);
        let excess = tail.len().saturating_sub(KEPT);
        tail.drain(..excess);
        drop(tail);
        shared.writing.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_goes_on_and_the_end_is_kept() {
        let text = "é".repeat(KEPT);
        let shared = Shared::default();
        let mut sink = Vec::new();
        pass_on(text.as_bytes(), &mut sink, &shared);
        assert_eq!(sink, text.as_bytes());
        assert_eq!(shared.tail.lock().unwrap().len(), KEPT);
    }

    #[test]
    fn a_reader_that_went_away_does_not_stop_the_child() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let shared = Shared::default();
        pass_on(&b"Error: no"[..], Closed, &shared);
        assert_eq!(shared.tail.lock().unwrap().make_contiguous(), b"Error: no");
    }
}
