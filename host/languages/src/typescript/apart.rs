//! Compiles the files of a program in a child process, which runs this same program.
//!
//! The parser tries some texts in two ways, and both again inside, so that a few brackets can take it gigabytes or hours. It
//! cannot be stopped within this process.
//!
//! The child process receives texts and opens no files.

use super::compile::{Fault, Resolve, Specifier, Text, compile};
use super::compiler::MAX_READING_TIME;
use super::room::{NoRoom, stack, with_room};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use terrace_programs::apart::{self, ChildFailure, Process};

/// The argument that makes the program compile TypeScript.
const ROLE: &str = "serve-as-typescript";
/// The most bytes of memory that a file may take, apart from the stack.
pub(super) const MAX_FILE_MEMORY_BYTES: usize = 512 << 20;
/// The most bytes that a message may have. A text has at most 4 MiB.
const MAX_MESSAGE_BYTES: u64 = 128 << 20;

/// A message of the child process.
#[derive(Serialize, Deserialize)]
enum ChildMessage {
    /// Asks what these resolve to.
    Question(Vec<Specifier>),
    Done(Result<Option<String>, Fault>),
    NoRoom(NoRoom),
}

/// A child process that compiles.
pub(super) struct Child(Process);

impl Child {
    /// Starts a program as the child process.
    pub(super) fn start(program: &Path) -> Result<Self, NoRoom> {
        Process::start(program, ROLE, "", MAX_MESSAGE_BYTES)
            .map(Self)
            .map_err(|error| NoRoom::NotStarted(error.to_string()))
    }

    /// Compiles a text. After an error, the process cannot be used any more.
    pub(super) fn compile(
        &mut self,
        text: &Text,
        until: Instant,
        resolve: &mut Resolve<'_>,
    ) -> Result<Result<Option<String>, Fault>, NoRoom> {
        let mut message = json(text);
        loop {
            let answer = self.0.ask(message, until).map_err(|end| match end {
                ChildFailure::TooLong => NoRoom::TooLong,
                ChildFailure::OutOfMemory => NoRoom::TooLarge,
                ChildFailure::Failed => NoRoom::Failed,
            })?;
            match serde_json::from_slice(&answer).map_err(|_| NoRoom::Failed)? {
                ChildMessage::Question(specifiers) => match resolve(specifiers) {
                    Some(names) => message = json(&names),
                    None => return Ok(Err(Fault::Unresolved)),
                },
                ChildMessage::Done(done) => return Ok(done),
                ChildMessage::NoRoom(problem) => return Err(problem),
            }
        }
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings and numbers always serialize")
}

/// Serves as the compiler, if this program was started for that. Must be called first in `main`.
pub fn serve() -> Option<ExitCode> {
    apart::argument(ROLE)?;
    Some(if work().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn work() -> io::Result<()> {
    apart::confine(MAX_FILE_MEMORY_BYTES as u64)?;
    while let Some(text) = apart::next_message(MAX_MESSAGE_BYTES)? {
        let text: Text = serde_json::from_slice(&text)?;
        // The limit includes the whole stack, of which hardly any is used.
        apart::confine((MAX_FILE_MEMORY_BYTES + stack(&text.text)) as u64)?;
        let source = text.text.clone();
        let compiled = with_room(
            &source,
            Instant::now() + MAX_READING_TIME,
            move |resolve| compile(&text, resolve),
            &mut ask,
        );
        let answer = match compiled {
            Ok(done) => ChildMessage::Done(done),
            // The last output explains why.
            Err(NoRoom::Failed) => return Err(io::ErrorKind::Other.into()),
            Err(problem) => ChildMessage::NoRoom(problem),
        };
        apart::answer(&serde_json::to_vec(&answer)?)?;
    }
    Ok(())
}

/// Asks the parent process what specifiers resolve to.
fn ask(specifiers: Vec<Specifier>) -> Option<Vec<String>> {
    if specifiers.is_empty() {
        return Some(Vec::new());
    }
    apart::answer(&serde_json::to_vec(&ChildMessage::Question(specifiers)).ok()?).ok()?;
    serde_json::from_slice(&apart::next_message(MAX_MESSAGE_BYTES).ok()??).ok()
}
