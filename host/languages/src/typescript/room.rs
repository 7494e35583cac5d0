//! Provides enough stack for reading a file, whatever its content.
//!
//! A parser calls itself for every level of nesting, and cannot be stopped from outside. So it runs on a thread whose stack is
//! large enough for any file with the same number of brackets, operators and words: each of them opens at most one level. The
//! operating system only allocates the part of a stack that is used.

use super::compile::{Resolve, Specifier};
use serde::{Deserialize, Serialize};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// Stack for a bracket: three times the parser's use for the most expensive level.
const BRACKET_STACK_BYTES: usize = 6 << 10;
/// Stack for an operator or a word.
const OPERATOR_STACK_BYTES: usize = 2 << 10;
/// Stack for everything after parsing, when the tree has few levels.
const BASE_STACK_BYTES: usize = 16 << 20;
/// The largest stack.
const MAX_STACK_BYTES: usize = 1 << 30;
/// Unoptimized code needs more of everything.
const DEBUG_FACTOR: usize = if cfg!(debug_assertions) { 8 } else { 1 };

/// A stack of at least this size is used by one thread at a time, so that the memory of several does not add up.
const LARGE_STACK_BYTES: usize = 64 << 20;
static LARGE_IN_USE: Mutex<()> = Mutex::new(());

/// The reason why work was not completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NoRoom {
    /// The text may be nested more deeply than any stack allows.
    TooMany,
    /// It took too long.
    TooLong,
    /// It took too much memory.
    TooLarge,
    /// The compiler crashed.
    Failed,
    /// The operating system provides no thread or process.
    NotStarted(String),
}

/// A message from the worker thread.
enum Message<T> {
    Question(Vec<Specifier>),
    Done(T),
}

/// Runs work on a text with enough stack for its nesting, until a deadline. Questions of the work are answered on this thread.
///
/// Work that takes longer is abandoned, and ends with the process at the latest.
pub(super) fn with_room<T: Send + 'static>(
    text: &str,
    until: Instant,
    work: impl FnOnce(&mut Resolve<'_>) -> T + Send + 'static,
    resolve: &mut Resolve<'_>,
) -> Result<T, NoRoom> {
    let stack = stack(text);
    if stack > MAX_STACK_BYTES * DEBUG_FACTOR {
        return Err(NoRoom::TooMany);
    }
    let _alone = (stack >= LARGE_STACK_BYTES * DEBUG_FACTOR)
        .then(|| LARGE_IN_USE.lock().unwrap_or_else(PoisonError::into_inner));
    let (sender, messages) = sync_channel(1);
    let (answers, answer) = sync_channel(1);
    let work = move || {
        let done = work(&mut |specifiers| {
            sender.send(Message::Question(specifiers)).ok()?;
            answer.recv().ok()?
        });
        // The receiver may have given up.
        let _ = sender.send(Message::Done(done));
    };
    let thread = thread::Builder::new().stack_size(stack).spawn(work);
    let thread = thread.map_err(|error| NoRoom::NotStarted(error.to_string()))?;
    loop {
        match messages.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Message::Question(specifiers)) => _ = answers.send(resolve(specifiers)),
            Ok(Message::Done(done)) => {
                // Its stack is freed before the next one is allocated.
                let _ = thread.join();
                return Ok(done);
            }
            Err(RecvTimeoutError::Timeout) => return Err(NoRoom::TooLong),
            Err(RecvTimeoutError::Disconnected) => return Err(NoRoom::Failed),
        }
    }
}

/// Returns the stack that is enough for any text with these brackets, operators and words, in any order. Strings, comments and
/// closing brackets are counted as well, because distinguishing them is the parser's work.
pub(super) fn stack(text: &str) -> usize {
    let (mut brackets, mut others, mut in_word) = (0, 0, false);
    for byte in text.bytes() {
        let is_word = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
        others += usize::from(is_word && !in_word);
        in_word = is_word;
        match byte {
            b'(' | b'[' | b'{' | b'<' => brackets += 1,
            b'!' | b'%' | b'&' | b'*' | b'+' | b'-' | b':' | b'=' | b'>' | b'?' | b'@' | b'^' | b'|'
            | b'~' => others += 1,
            _ => {}
        }
    }
    (BASE_STACK_BYTES + brackets * BRACKET_STACK_BYTES + others * OPERATOR_STACK_BYTES) * DEBUG_FACTOR
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn time_limit_abandons_slow_work() {
        let until = Instant::now() + Duration::from_millis(10);
        let slow = with_room("", until, |_| thread::sleep(Duration::from_secs(600)), &mut |_| None);
        assert!(matches!(slow, Err(NoRoom::TooLong)), "{slow:?}");
    }

    #[test]
    fn stack_size_grows_with_brackets_and_operators() {
        assert_eq!(stack(""), BASE_STACK_BYTES * DEBUG_FACTOR);
        assert_eq!(stack("([{<") - stack(""), 4 * BRACKET_STACK_BYTES * DEBUG_FACTOR);
        assert_eq!(
            stack("new new\u{a0}new/**/new") - stack(""),
            (4 + 2) * OPERATOR_STACK_BYTES * DEBUG_FACTOR
        );
        // A closing bracket, in a string or not, does not reduce the count.
        assert_eq!(stack("(\")\")") - stack(""), BRACKET_STACK_BYTES * DEBUG_FACTOR);
    }
}
