//! Time and memory of `terrace synth` as a whole process, on the examples.
//!
//! Run with `cargo bench --workspace --bench synth`. What stands in `docs/performance.md`
//! comes from it. Beside each figure stands the floor: a native program that reads the same output with the same JSON
//! library, prints it and writes it. Their runs alternate, so that a busy machine slows both.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use terrace_tests::program::repository;
use wait4::Wait4;

/// Runs that are measured; some before them are not.
const RUNS: usize = 200;
const WARM_UP: usize = 5;

/// The argument that makes this program the floor.
const FLOOR: &str = "floor";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [FLOOR, input, output] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return floor(Path::new(input), Path::new(output));
    }
    for example in ["three-tier", "active-active"] {
        measure(example);
    }
}

fn measure(example: &str) {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("out");
    let mut synth = Command::new(env!("CARGO_BIN_EXE_terrace-under-test"));
    synth
        .arg("synth")
        .arg(repository().join("examples").join(example))
        .arg("--out")
        .arg(&out)
        .env("TERRACE_CACHE_DIR", directory.path().join("cache"));
    let mut floor = Command::new(std::env::current_exe().unwrap());
    floor.arg(FLOOR).arg(out.join("main.tf.json")).arg(directory.path().join("floor.json"));

    let cold = Run::of(&mut synth);
    for _ in 0..WARM_UP {
        Run::of(&mut synth);
        Run::of(&mut floor);
    }
    let (warm, floor): (Vec<_>, Vec<_>) =
        (0..RUNS).map(|_| (Run::of(&mut synth), Run::of(&mut floor))).unzip();
    println!("{example}, {RUNS} runs of each");
    println!("  synth, nothing cached  {:8.1} ms", milliseconds(cold.time));
    println!("  synth                  {}", Summary::of(&warm));
    println!("  floor                  {}", Summary::of(&floor));
    println!("  synth / floor          {:8.1}", ratio(&warm, &floor));
}

/// The least that a program can do that writes this output: what it holds is read instead of made.
fn floor(input: &Path, output: &Path) {
    let value: serde_json::Value = serde_json::from_slice(&std::fs::read(input).unwrap()).unwrap();
    let text = serde_json::to_vec_pretty(&value).unwrap();
    // Like terrace: a file that holds the same is not written.
    if std::fs::read(output).ok().as_deref() != Some(&text) {
        std::fs::write(output, text).unwrap();
    }
}

/// One run of a process.
struct Run {
    time: Duration,
    /// Peak of memory in bytes.
    memory: u64,
}

impl Run {
    fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        let ended = command.stdout(Stdio::null()).spawn().unwrap().wait4().unwrap();
        let time = start.elapsed();
        assert!(ended.status.success(), "{command:?}");
        Self { time, memory: ended.rusage.maxrss }
    }
}

/// What many runs have in common.
struct Summary {
    median: Duration,
    /// The tenth and the ninetieth of a hundred.
    spread: (Duration, Duration),
    memory: u64,
}

impl Summary {
    fn of(runs: &[Run]) -> Self {
        let mut times: Vec<_> = runs.iter().map(|run| run.time).collect();
        times.sort();
        let at = |percent: usize| times[times.len() * percent / 100];
        let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
        Self { median: at(50), spread: (at(10), at(90)), memory }
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

fn ratio(runs: &[Run], floor: &[Run]) -> f64 {
    Summary::of(runs).median.as_secs_f64() / Summary::of(floor).median.as_secs_f64()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
