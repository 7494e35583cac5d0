//! Measures time and memory of `terrace synth` as a whole process, on the examples and on large stacks.
//!
//! Run it with `cargo bench --workspace --bench synth`. The figures in `docs/performance.md` come from it. Each
//! figure is next to its lower bound: a native program that reads the same output with the same JSON library, prints
//! it and compares it with the file on disk. Their runs alternate, so that a busy machine slows down both.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod generated;
mod measure;

use measure::{Run, Summary};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use terrace_tests::program::repository;

/// The argument that makes this program the lower bound.
const FLOOR: &str = "floor";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [FLOOR, input, output] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return floor(Path::new(input), Path::new(output));
    }
    let programs = Programs::install();
    let bench = |text: &str| Bench::new(&programs, text);
    for example in ["three-tier", "active-active"] {
        let file = repository().join("examples").join(example).join("terrace.yaml");
        bench(&fs::read_to_string(file).unwrap()).measure(example, 10, 200);
    }
    // Small ones first, because the memory that this process has used counts for the processes that it starts.
    for count in [5, 25, 50, 100] {
        let stack = generated::tiers_of_one_region(count);
        bench(&stack).measure(&format!("{count} tiers in one region"), 5, 40);
    }
    for count in [10, 100, 300, 1000] {
        let runs = 2000 / count.max(20);
        let stack = generated::regions(count);
        bench(&stack).measure(&format!("{count} regions"), runs.min(5), runs.max(10));
    }
}

/// The measured programs, copied as an installation would: a program that a linker has just written is fragmented in
/// memory and takes 7 % longer to run.
struct Programs {
    directory: TempDir,
}

impl Programs {
    fn install() -> Self {
        let programs = Self { directory: tempfile::tempdir().unwrap() };
        fs::copy(env!("CARGO_BIN_EXE_terrace-under-test"), programs.terrace()).unwrap();
        fs::copy(std::env::current_exe().unwrap(), programs.floor()).unwrap();
        programs
    }

    fn terrace(&self) -> PathBuf {
        self.directory.path().join("terrace")
    }

    fn floor(&self) -> PathBuf {
        self.directory.path().join("floor")
    }
}

/// A stack in its own directory.
struct Bench<'a> {
    programs: &'a Programs,
    directory: TempDir,
    text: String,
}

impl<'a> Bench<'a> {
    fn new(programs: &'a Programs, text: &str) -> Self {
        let bench = Self { programs, directory: tempfile::tempdir().unwrap(), text: text.to_owned() };
        bench.edit(0);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Changes the stack file, but not the output.
    fn edit(&self, number: usize) {
        fs::write(self.path("terrace.yaml"), format!("{}# {number}\n", self.text)).unwrap();
    }

    fn synth(&self) -> Command {
        let mut synth = Command::new(self.programs.terrace());
        synth.arg("synth").arg(self.directory.path()).arg("--out").arg(self.path("out"));
        synth.env("TERRACE_CACHE_DIR", self.path("cache"));
        synth
    }

    fn floor(&self) -> Command {
        let mut floor = Command::new(self.programs.floor());
        floor.arg(FLOOR).arg(self.path("out/main.tf.json")).arg(self.path("floor.json"));
        floor
    }

    fn measure(&self, name: &str, cold_runs: usize, warm_runs: usize) {
        let cold: Vec<_> = (0..cold_runs)
            .map(|_| {
                _ = fs::remove_dir_all(self.path("cache"));
                Run::of(&mut self.synth())
            })
            .collect();
        let (mut edited, mut same, mut floor) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..=warm_runs {
            self.edit(number);
            edited.push(Run::of(&mut self.synth()));
            same.push(Run::of(&mut self.synth()));
            floor.push(Run::of(&mut self.floor()));
        }
        // The first of each does not count.
        let [edited, same, floor] = [edited, same, floor].map(|runs| Summary::of(&runs[1..]));
        println!(
            "{name}: {} blocks, {warm_runs} runs of each, {cold_runs} with nothing cached",
            self.blocks()
        );
        println!("  nothing cached       {}", Summary::of(&cold));
        println!("  stack file edited    {edited}, {:.1} times the floor", edited.ratio(&floor));
        println!("  nothing changed      {same}, {:.1} times the floor", same.ratio(&floor));
        println!("  floor                {floor}");
    }

    fn blocks(&self) -> usize {
        let output = fs::read(self.path("out/main.tf.json")).unwrap();
        let output: serde_json::Value = serde_json::from_slice(&output).unwrap();
        output["//"]["addresses"].as_array().unwrap().len()
    }
}

/// Does the minimum of a program that writes this output, which it reads instead of generating it.
fn floor(input: &Path, output: &Path) {
    let value: serde_json::Value = serde_json::from_slice(&fs::read(input).unwrap()).unwrap();
    let text = serde_json::to_vec_pretty(&value).unwrap();
    // Like terrace, it does not write a file whose content is the same.
    if fs::read(output).ok().as_deref() != Some(&text) {
        fs::write(output, text).unwrap();
    }
}
