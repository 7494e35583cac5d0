//! Time and memory of whole processes.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// One run of a process.
pub struct Run {
    /// From its start to its end.
    pub time: Duration,
    /// Peak of memory in bytes.
    memory: u64,
}

impl Run {
    /// Runs a process to its end, which must be a success.
    pub fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        let ended = command.stdout(Stdio::null()).spawn().unwrap().wait4().unwrap();
        let time = start.elapsed();
        assert!(ended.status.success(), "{command:?}");
        Self { time, memory: ended.rusage.maxrss }
    }
}

/// What many runs have in common.
pub struct Summary {
    median: Duration,
    /// The tenth and the ninetieth of a hundred.
    spread: (Duration, Duration),
    memory: u64,
}

impl Summary {
    /// Of at least one run.
    pub fn of(runs: &[Run]) -> Self {
        let mut times: Vec<_> = runs.iter().map(|run| run.time).collect();
        times.sort();
        let at = |percent: usize| times[times.len() * percent / 100];
        let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
        Self { median: at(50), spread: (at(10), at(90)), memory }
    }

    /// How many times as long as the other.
    pub fn ratio(&self, other: &Self) -> f64 {
        self.median.as_secs_f64() / other.median.as_secs_f64()
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:8.1} ms ({:.1} to {:.1}), peak {:.1} MiB",
            milliseconds(self.median),
            milliseconds(self.spread.0),
            milliseconds(self.spread.1),
            self.memory as f64 / f64::from(1 << 20),
        )
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
