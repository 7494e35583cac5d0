//! Time and memory of whole processes.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// One run of a process.
pub struct Run {
    /// The time from its start to its end.
    pub time: Duration,
    /// The peak memory in bytes.
    memory: u64,
}

impl Run {
    /// Runs a process, which must succeed.
    pub fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        let ended = command.stdout(Stdio::null()).spawn().unwrap().wait4().unwrap();
        let time = start.elapsed();
        assert!(ended.status.success(), "{command:?}");
        Self { time, memory: ended.rusage.maxrss }
    }
}

/// The median and spread of many runs.
pub struct Summary {
    median: Duration,
    /// The 10th and the 90th percentile.
    spread: (Duration, Duration),
    memory: u64,
}

impl Summary {
    /// Summarizes at least one run.
    pub fn of(runs: &[Run]) -> Self {
        let mut times: Vec<_> = runs.iter().map(|run| run.time).collect();
        times.sort();
        let at = |percent: usize| times[times.len() * percent / 100];
        let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
        Self { median: at(50), spread: (at(10), at(90)), memory }
    }

    /// Returns this time divided by the other.
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
