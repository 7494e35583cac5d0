//! The clock that bounds the duration of a call.

use super::EngineError;
use std::thread;
use std::time::Duration;
use wasmtime::Engine;

const TICKS_PER_SECOND: u64 = 10;

/// Starts the clock of an engine. It ends with the engine.
pub(super) fn start(engine: &Engine) -> Result<(), EngineError> {
    let engine = engine.weak();
    let tick = Duration::from_millis(1000 / TICKS_PER_SECOND);
    let run = move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(tick);
        }
    };
    let started = thread::Builder::new().name("clock".to_owned()).spawn(run);
    started.map(|_| ()).map_err(|_| EngineError::Start("it cannot start threads".to_owned()))
}

/// Converts seconds to ticks of the clock.
pub(super) fn ticks(seconds: u64) -> u64 {
    seconds.saturating_mul(TICKS_PER_SECOND)
}

/// Converts a duration to whole ticks of the clock.
pub(super) fn ticks_of(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX) / (1000 / TICKS_PER_SECOND)
}
