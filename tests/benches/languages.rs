//! Measures time and memory of `terrace synth` as a whole process, on the conformance tier in each language.
//!
//! Run it with `cargo bench --workspace --bench languages`. The figures in `docs/performance.md` come from it. It
//! needs the programs that build tiers: cargo with the target of components, node, and python3. The runs of all
//! languages alternate, so that a busy machine slows down each of them.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod measure;

use measure::{Run, Summary, milliseconds};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use terrace_tests::program::{Sandbox, repository};

/// The number of measured runs, which follow a few that are not measured.
const WARM_RUNS: usize = 50;
const EDITS: usize = 10;
const WARM_UP: usize = 2;

/// The directory with the tests' language engines.
const PREPARED: &str = env!("CARGO_TARGET_TMPDIR");
const CACHE: &str = "terrace-cache";

/// A tier that uses most features: 17 resources and 3 data sources.
const STACK: &str = "\
stack: bench
regions:
  main: { aws: { region: eu-west-1 } }
tiers:
  conformance:
    component: .
    regions: all
    inputs:
      parts: [literals, numbers, absent, inputs, blocks, lifecycle, checks, references, context, outputs]
      names: [a, b]
";

/// The text that an edit changes. It occurs once in the tier's source, in each language.
const EDITED: &str = "the queue has no name";

fn main() {
    let cache = cache_of_engines();
    let shared = cache.path().to_str().unwrap();
    let sandbox = Sandbox::new(env!("CARGO_BIN_EXE_terrace-under-test"), shared).unwrap();
    Run::of(&mut prepared(&sandbox, &["tier", "prepare"]));
    let rust = Language::new(&sandbox, "rust", "src", "blocks.rs");
    let typescript = Language::new(&sandbox, "typescript", "", "blocks.ts");
    let python = Language::new(&sandbox, "python", "", "blocks.py");
    let stacks = [
        &rust.of_component(&sandbox, terrace_test_artifacts::CONFORMANCE),
        &typescript.of_component(&sandbox, &typescript.built(&sandbox)),
        &python.of_component(&sandbox, &python.built(&sandbox)),
        &rust.stack,
        &typescript.stack,
        &python.stack,
    ];
    cold(&sandbox, &stacks);
    warm(&sandbox, &stacks);
    edit_to_synth(&sandbox, &[&rust, &typescript, &python]);
}

/// Returns a command that caches compiled code outside the cache of the measured runs.
fn prepared(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = sandbox.command(arguments);
    command.env("TERRACE_CACHE_DIR", Path::new(PREPARED).join(CACHE));
    command
}

/// Creates a directory with a cache that contains the tests' language engines and nothing compiled.
fn cache_of_engines() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join(CACHE);
    fs::create_dir(&cache).unwrap();
    symlink(Path::new(PREPARED).join(CACHE).join("languages"), cache.join("languages")).unwrap();
    directory
}

/// Measures runs with nothing compiled, including the dependencies of Rust's source.
fn cold(sandbox: &Sandbox, stacks: &[&Stack]) {
    println!("cold, one run of each");
    for stack in stacks {
        let run = Run::of(&mut stack.synth(sandbox));
        println!("  {:<22} {:8.1} ms", stack.name, milliseconds(run.time));
    }
}

/// Measures runs without a change since the last one.
fn warm(sandbox: &Sandbox, stacks: &[&Stack]) {
    let rounds = alternating(WARM_RUNS, stacks, |stack| Run::of(&mut stack.synth(sandbox)));
    report("warm", WARM_RUNS, stacks.iter().map(|stack| stack.name.as_str()), &rounds);
}

/// Measures runs after a change to one line of the source.
fn edit_to_synth(sandbox: &Sandbox, languages: &[&Language]) {
    let mut edits = 0;
    let rounds = alternating(EDITS, languages, |language| {
        edits += 1;
        language.edit(edits);
        let run = Run::of(&mut language.stack.synth(sandbox));
        let output = fs::read_to_string(language.stack.directory.join("terrace.out/default/main.tf.json"));
        assert!(output.unwrap().contains(&edited(edits)), "{}: the edit shows", language.stack.name);
        run
    });
    report("edit to synth", EDITS, languages.iter().map(|language| language.stack.name.as_str()), &rounds);
}

/// Runs the items in turns. The first few runs are not part of the result.
fn alternating<T>(runs: usize, items: &[&T], mut run: impl FnMut(&T) -> Run) -> Vec<Vec<Run>> {
    for item in items.iter().cycle().take(WARM_UP * items.len()) {
        run(item);
    }
    let mut all: Vec<Vec<Run>> = items.iter().map(|_| Vec::with_capacity(runs)).collect();
    for _ in 0..runs {
        for (item, of_item) in items.iter().zip(&mut all) {
            of_item.push(run(item));
        }
    }
    all
}

/// Prints the measurements, each in relation to the first, which is Rust.
fn report<'a>(what: &str, runs: usize, names: impl Iterator<Item = &'a str>, all: &[Vec<Run>]) {
    println!("{what}, {runs} runs of each");
    let summaries: Vec<_> = all.iter().map(|runs| Summary::of(runs)).collect();
    for (name, summary) in names.zip(&summaries) {
        println!("  {name:<22} {summary}, {:.2} of the first", summary.ratio(&summaries[0]));
    }
}

/// A stack whose only tier is the conformance tier.
struct Stack {
    name: String,
    directory: PathBuf,
}

impl Stack {
    /// Creates the stack in an existing directory. `component` is written into the stack file.
    fn new(name: String, directory: PathBuf, component: &str) -> Self {
        let text = STACK.replace("component: .", &format!("component: {component}"));
        fs::write(directory.join("terrace.yaml"), text).unwrap();
        Self { name, directory }
    }

    fn synth(&self, sandbox: &Sandbox) -> Command {
        let mut command = sandbox.command(["synth"]);
        command.arg(&self.directory);
        command
    }
}

/// The conformance tier in one language.
struct Language {
    name: &'static str,
    /// A stack that uses the tier's source.
    stack: Stack,
    /// The file that edits change, and its original text.
    edited: (PathBuf, String),
}

impl Language {
    /// Creates a project of the tier. `modules` is the directory in it with the source, `edited` is a file in that
    /// directory.
    fn new(sandbox: &Sandbox, name: &'static str, modules: &str, edited: &str) -> Self {
        let directory = sandbox.work().join(name);
        Run::of(
            sandbox.command(["tier", "new", "conformance", "--lang", name, "--directory"]).arg(&directory),
        );
        let origin = repository().join("tests/conformance").join(name).join(modules);
        for file in fs::read_dir(origin).unwrap().map(Result::unwrap) {
            if file.file_type().unwrap().is_file() {
                fs::copy(file.path(), directory.join(modules).join(file.file_name())).unwrap();
            }
        }
        let edited = directory.join(modules).join(edited);
        let text = fs::read_to_string(&edited).unwrap();
        let stack = Stack::new(format!("{name}, source"), directory, ".");
        Self { name, stack, edited: (edited, text) }
    }

    /// Changes a line of the source, differently each time.
    fn edit(&self, number: usize) {
        let (file, text) = &self.edited;
        fs::write(file, text.replace(EDITED, &edited(number))).unwrap();
    }

    /// Returns the component that the source builds into.
    fn built(&self, sandbox: &Sandbox) -> Vec<u8> {
        let file = sandbox.work().join("built.wasm");
        Run::of(prepared(sandbox, &["tier", "build", "--out"]).arg(&file).arg(&self.stack.directory));
        fs::read(file).unwrap()
    }

    /// Returns a stack that uses the tier as a component.
    fn of_component(&self, sandbox: &Sandbox, component: &[u8]) -> Stack {
        let file = sandbox.write(&format!("{}-component/conformance.wasm", self.name), component).unwrap();
        let directory = file.parent().unwrap().to_owned();
        Stack::new(format!("{}, component", self.name), directory, "./conformance.wasm")
    }
}

fn edited(number: usize) -> String {
    format!("{EDITED}, {number}")
}
