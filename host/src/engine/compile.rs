//! Compiles components, within bounds.

use super::EngineError;
use super::error::Phase;
use crate::model::{Bound, Limits};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::borrow::Cow;
use std::num::NonZero;
use std::sync::LazyLock;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;
use wasmparser::{Parser, Payload};
use wasmtime::Engine;
use wasmtime::component::Component;

/// The eight bytes that every component begins with.
const COMPONENT: [u8; 8] = *b"\0asm\x0d\0\x01\0";
/// The eight bytes that every core module begins with.
const CORE_MODULE: [u8; 8] = *b"\0asm\x01\0\0\0";

/// Threads that compile, apart from those that wait for them.
static POOL: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    // One more than one, so that a function that takes for ever does not keep other components from being compiled.
    let threads = thread::available_parallelism().map_or(2, NonZero::get).max(2);
    ThreadPoolBuilder::new().num_threads(threads).thread_name(|at| format!("compile-{at}")).build().ok()
});

/// Compiles a component. What takes longer than its limit is left to itself, and ends with the process.
///
/// # Errors
///
/// It is no component, or not a valid one, or it goes beyond its limits.
pub(super) fn compile(
    engine: &Engine,
    bytes: Cow<'static, [u8]>,
    limits: &Limits,
) -> Result<Component, EngineError> {
    check_format(&bytes)?;
    hold_limits(&bytes, limits)?;
    let pool = POOL.as_ref().ok_or_else(|| EngineError::Start("it cannot start threads".to_owned()))?;
    let (sender, receiver) = sync_channel(1);
    let engine = engine.clone();
    pool.spawn(move || {
        // Whoever waited for it may have gone.
        let _ = sender.send(Component::from_binary(&engine, &bytes));
    });
    let limit = limits.limit(Bound::Compilation);
    match receiver.recv_timeout(Duration::from_secs(limit.value)) {
        Ok(compiled) => compiled.map_err(|error| EngineError::Compile(format!("{error:#}"))),
        Err(RecvTimeoutError::Timeout) => Err(EngineError::Limit { phase: Phase::Load, limit, place: None }),
        Err(RecvTimeoutError::Disconnected) => Err(EngineError::Compile("the compiler failed".to_owned())),
    }
}

fn check_format(bytes: &[u8]) -> Result<(), EngineError> {
    match bytes.first_chunk() {
        Some(&COMPONENT) => Ok(()),
        Some(&CORE_MODULE) => Err(EngineError::CoreModule),
        _ => Err(EngineError::NotWasm),
    }
}

/// Refuses a component that is too large to be compiled. What is wrong with it otherwise, the compiler says.
fn hold_limits(bytes: &[u8], limits: &Limits) -> Result<(), EngineError> {
    let hold = |bound, value: usize| {
        let limit = limits.limit(bound);
        let refused = || EngineError::Limit { phase: Phase::Load, limit, place: None };
        if value as u64 > limit.value { Err(refused()) } else { Ok(()) }
    };
    hold(Bound::Component, bytes.len())?;
    let mut functions = 0_usize;
    for payload in Parser::new(0).parse_all(bytes).map_while(Result::ok) {
        if let Payload::CodeSectionEntry(body) = payload {
            functions += 1;
            hold(Bound::Functions, functions)?;
            hold(Bound::Function, body.range().len())?;
        }
    }
    Ok(())
}
