//! Time and memory of `terrace synth` as a whole process, on the examples.
//!
//! Run with `cargo bench --workspace --bench synth`. What stands in `docs/performance.md`
//! comes from it. Beside each figure stands the floor: a native program that reads the same output with the same JSON
//! library, prints it and writes it. Their runs alternate, so that a busy machine slows both.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod measure;

use measure::{Run, Summary, milliseconds};
use std::path::Path;
use std::process::Command;
use terrace_tests::program::repository;

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
    let (warm, floor) = (Summary::of(&warm), Summary::of(&floor));
    println!("{example}, {RUNS} runs of each");
    println!("  synth, nothing cached  {:8.1} ms", milliseconds(cold.time));
    println!("  synth                  {warm}");
    println!("  floor                  {floor}");
    println!("  synth / floor          {:8.1}", warm.ratio(&floor));
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
