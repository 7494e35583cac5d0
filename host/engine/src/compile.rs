//! Compiles components, within limits.

use super::error::Phase;
use super::{EngineError, apart, survey};
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;
use terrace_core::model::{Bound, Limits};
use wasmtime::Engine;

/// The eight bytes that every component begins with.
const COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";
/// The eight bytes that every core module begins with.
const CORE_MODULE: [u8; 8] = *b"\0asm\x01\0\0\0";

/// The process in which components are compiled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Compiler {
    /// This process. The time is bounded, the memory is not.
    #[default]
    Here,
    /// A separate process, whose memory is bounded, and which is killed when its time is over. Its program must
    /// be this one, and call [`serve`](super::serve) first of all.
    Apart(PathBuf),
}

/// A reason for which a component is not compiled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Refusal {
    /// The component is not valid.
    Invalid(String),
    /// The component reaches a limit.
    Limit(Bound),
    /// The component has more than this.
    Excess(String),
}

impl Refusal {
    fn error(self, limits: &Limits) -> EngineError {
        match self {
            Self::Invalid(reason) => EngineError::Compile(reason),
            Self::Limit(bound) => limit(limits, bound),
            Self::Excess(what) => EngineError::Excess { what },
        }
    }
}

/// Returns the error for a limit that a component reached before it ran.
pub(super) fn limit(limits: &Limits, bound: Bound) -> EngineError {
    EngineError::Limit { phase: Phase::Load, limit: limits.limit(bound), place: None }
}

impl Compiler {
    /// Compiles with this program in a separate process if its path is known, and in this process otherwise.
    pub fn of_this_program() -> Self {
        terrace_programs::apart::this_program().map_or(Self::Here, Self::Apart)
    }

    /// Returns the program of the separate process, if there is one.
    pub fn program(&self) -> Option<&Path> {
        match self {
            Self::Here => None,
            Self::Apart(program) => Some(program),
        }
    }

    /// Compiles a component to native code.
    ///
    /// # Errors
    ///
    /// The bytes are not a valid component, or the component exceeds its limits.
    pub(super) fn compile(
        &self,
        engine: &Engine,
        bytes: Cow<'static, [u8]>,
        limits: &Limits,
    ) -> Result<Vec<u8>, EngineError> {
        check_format(&bytes)?;
        if bytes.len() as u64 > limits[Bound::Component] {
            return Err(limit(limits, Bound::Component));
        }
        let compiled = match self {
            Self::Here => here(engine, bytes, limits)?,
            Self::Apart(program) => apart::compile(program, bytes, limits)?,
        };
        compiled.map_err(|refusal| refusal.error(limits))
    }
}

/// Compiles a component, once its size is known to be within the limits.
pub(super) fn compile(engine: &Engine, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    survey::hold(bytes, limits)?;
    engine.precompile_component(bytes).map_err(|error| Refusal::Invalid(format!("{error:#}")))
}

/// Threads that compile, separate from those that wait for them.
static POOL: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    // At least two, so that a function that never finishes compiling does not keep other components from being compiled.
    let threads = thread::available_parallelism().map_or(2, NonZero::get).max(2);
    ThreadPoolBuilder::new().num_threads(threads).thread_name(|at| format!("compile-{at}")).build().ok()
});

/// Compiles in this process. A compilation that exceeds its time limit is abandoned, and ends with the process.
fn here(
    engine: &Engine,
    bytes: Cow<'static, [u8]>,
    limits: &Limits,
) -> Result<Result<Vec<u8>, Refusal>, EngineError> {
    let pool = POOL.as_ref().ok_or_else(|| EngineError::Start("it cannot start threads".to_owned()))?;
    let (sender, receiver) = sync_channel(1);
    let (engine, within) = (engine.clone(), *limits);
    pool.spawn(move || {
        // The receiver may have given up.
        let _ = sender.send(compile(&engine, &bytes, &within));
    });
    match receiver.recv_timeout(Duration::from_secs(limits[Bound::Compilation])) {
        Ok(compiled) => Ok(compiled),
        Err(RecvTimeoutError::Timeout) => Err(limit(limits, Bound::Compilation)),
        Err(RecvTimeoutError::Disconnected) => Err(failed()),
    }
}

/// Returns the error for a compiler that ended without a result.
pub(super) fn failed() -> EngineError {
    EngineError::Compile("the compiler failed".to_owned())
}

fn check_format(bytes: &[u8]) -> Result<(), EngineError> {
    match bytes.first_chunk() {
        Some(&COMPONENT) => Ok(()),
        Some(&CORE_MODULE) => Err(EngineError::CoreModule),
        _ => Err(EngineError::NotWasm),
    }
}
