//! Compiles components in a separate process that runs this same program: however a component affects the compiler, it uses a
//! bounded share of the machine's memory, ends in time, and takes nothing down with it.

use super::EngineError;
use super::compile::{self, Refusal};
use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use terrace_core::model::{Bound, Limits};
use terrace_files::reason::reason;
use terrace_programs::apart::{self, ChildFailure, Process};

/// The argument that starts the program as the compiler.
const ROLE: &str = "serve-as-compiler";

/// Compiles a component in a separate process that runs `program`.
pub(super) fn compile(
    program: &Path,
    bytes: Cow<'static, [u8]>,
    limits: &Limits,
) -> Result<Result<Vec<u8>, Refusal>, EngineError> {
    let process = serde_json::to_string(limits)
        .map_err(io::Error::from)
        .and_then(|argument| Process::start(program, ROLE, &argument, limits[Bound::CompilationMemory]));
    let mut process =
        process.map_err(|error| EngineError::Start(format!("the compiler: {}", reason(&error))))?;
    // The wait for other children does not count.
    let until = Instant::now() + Duration::from_secs(limits[Bound::Compilation]);
    match process.ask(bytes, until) {
        Ok(answer) => parse(answer).ok_or_else(compile::failed),
        Err(ChildFailure::TooLong) => Err(compile::limit(limits, Bound::Compilation)),
        Err(ChildFailure::OutOfMemory) => Err(compile::limit(limits, Bound::CompilationMemory)),
        Err(ChildFailure::Failed) => Err(compile::failed()),
    }
}

/// Parses the output of the process: a line with the verdict, followed by the code.
fn parse(mut answer: Vec<u8>) -> Option<Result<Vec<u8>, Refusal>> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let verdict: Result<(), Refusal> = serde_json::from_slice(&answer[..end]).ok()?;
    answer.drain(..=end);
    Some(verdict.map(|()| answer))
}

/// Serves as the compiler if this program was started as one. Programs call it first in `main`.
pub fn serve() -> Option<ExitCode> {
    let limits = serde_json::from_str(&apart::argument(ROLE)?).map_err(io::Error::from);
    let served = limits.and_then(|limits| answer(&limits));
    Some(if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn answer(limits: &Limits) -> io::Result<()> {
    apart::confine(limits[Bound::CompilationMemory])?;
    let Some(bytes) = apart::next_message(limits[Bound::Component])? else { return Ok(()) };
    let compiled = wasmtime::Engine::new(&terrace_compiled::config())
        .map_err(|error| Refusal::Invalid(format!("{error:#}")))
        .and_then(|engine| compile::compile(&engine, &bytes, limits));
    let (verdict, code) = match compiled {
        Ok(code) => (Ok(()), code),
        Err(refusal) => (Err(refusal), Vec::new()),
    };
    let mut answer = serde_json::to_vec(&verdict)?;
    answer.push(b'\n');
    answer.extend(code);
    apart::answer(&answer)
}
