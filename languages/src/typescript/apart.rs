//! Compiles the files of a program in a process of its own, which this very program runs.
//!
//! The parser tries some texts in two ways, and each way again inside, so that few brackets can take it gigabytes or hours.
//! Nothing stops it in this process.
//!
//! The child is given texts and opens no file.

use super::compile::{Fault, Resolve, Specifier, Text, compile};
use super::compiler::TIME;
use super::room::{NoRoom, stack, with_room};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use terrace_programs::apart::{self, End, Process};

/// The argument by which the program knows that it compiles TypeScript.
const ROLE: &str = "serve-as-typescript";
/// As many bytes of memory as a file may take, apart from the stack.
pub(super) const MEMORY: usize = 512 << 20;
/// As many bytes as a message may have. A text has 4 MiB at most.
const MESSAGE: u64 = 128 << 20;

/// A message of the child.
#[derive(Serialize, Deserialize)]
enum Answer {
    /// It asks where these lead.
    Question(Vec<Specifier>),
    Done(Result<Option<String>, Fault>),
    NoRoom(NoRoom),
}

/// A process that compiles.
pub(super) struct Child(Process);

impl Child {
    /// Starts a program as one.
    pub(super) fn start(program: &Path) -> Result<Self, NoRoom> {
        Process::start(program, ROLE, "", MESSAGE)
            .map(Self)
            .map_err(|error| NoRoom::NotStarted(error.to_string()))
    }

    /// Compiles a text. After an error it compiles no more.
    pub(super) fn compile(
        &mut self,
        text: &Text,
        until: Instant,
        resolve: &mut Resolve<'_>,
    ) -> Result<Result<Option<String>, Fault>, NoRoom> {
        let mut message = json(text)?;
        loop {
            let answer = self.0.ask(message, until).map_err(|end| match end {
                End::TooLong => NoRoom::TooLong,
                End::OutOfMemory => NoRoom::TooLarge,
                End::Failed => NoRoom::Failed,
            })?;
            match serde_json::from_slice(&answer).map_err(|_| NoRoom::Failed)? {
                Answer::Question(specifiers) => match resolve(specifiers) {
                    Some(names) => message = json(&names)?,
                    None => return Ok(Err(Fault::Unresolved)),
                },
                Answer::Done(done) => return Ok(done),
                Answer::NoRoom(problem) => return Err(problem),
            }
        }
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, NoRoom> {
    serde_json::to_vec(value).map_err(|_| NoRoom::Failed)
}

/// Compiles what this program asks for, where it has started itself for that. For the first lines of a program.
pub fn serve() -> Option<ExitCode> {
    apart::argument(ROLE)?;
    Some(if work().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn work() -> io::Result<()> {
    apart::confine(MEMORY as u64)?;
    while let Some(text) = apart::next_message(MESSAGE)? {
        let text: Text = serde_json::from_slice(&text)?;
        // The whole stack counts, and hardly any of it is used.
        apart::confine((MEMORY + stack(&text.text)) as u64)?;
        let source = text.text.clone();
        let compiled =
            with_room(&source, Instant::now() + TIME, move |resolve| compile(&text, resolve), &mut ask);
        let answer = match compiled {
            Ok(done) => Answer::Done(done),
            // Its last words tell why.
            Err(NoRoom::Failed) => return Err(io::ErrorKind::Other.into()),
            Err(problem) => Answer::NoRoom(problem),
        };
        apart::answer(&serde_json::to_vec(&answer)?)?;
    }
    Ok(())
}

/// Asks the parent where specifiers lead.
fn ask(specifiers: Vec<Specifier>) -> Option<Vec<String>> {
    if specifiers.is_empty() {
        return Some(Vec::new());
    }
    apart::answer(&serde_json::to_vec(&Answer::Question(specifiers)).ok()?).ok()?;
    serde_json::from_slice(&apart::next_message(MESSAGE).ok()??).ok()
}
