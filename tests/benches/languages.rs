//! Time and memory of `terrace synth` as a whole process, on the conformance tier in each language.
//!
//! Run with `cargo bench --workspace --bench languages`. What stands in `docs/performance.md` comes from it. Needs what
//! builds tiers: cargo with the target of components, node, and python3. The runs of all languages alternate, so that a
//! busy machine slows each of them.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod measure;

use measure::{Run, Summary, milliseconds};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use terrace_tests::program::{Sandbox, repository};

/// Runs of each that are measured; some before them are not.
const WARM_RUNS: usize = 50;
const EDITS: usize = 10;
const WARM_UP: usize = 2;

/// Where the tests have the language engines.
const PREPARED: &str = env!("CARGO_TARGET_TMPDIR");
const CACHE: &str = "terrace-cache";

/// A tier that makes much of what a tier can: 17 resources and 3 data sources.
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

/// What an edit changes: a text that the source of the tier has once in each language.
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

/// A command that keeps what it compiles where what is measured does not find it.
fn prepared(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = sandbox.command(arguments);
    command.env("TERRACE_CACHE_DIR", Path::new(PREPARED).join(CACHE));
    command
}

/// A directory with a cache that has the language engines of the tests, and nothing compiled.
fn cache_of_engines() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let cache = directory.path().join(CACHE);
    fs::create_dir(&cache).unwrap();
    symlink(Path::new(PREPARED).join(CACHE).join("languages"), cache.join("languages")).unwrap();
    directory
}

/// Nothing is compiled: of Rust's source, none of its dependencies either.
fn cold(sandbox: &Sandbox, stacks: &[&Stack]) {
    println!("cold, one run of each");
    for stack in stacks {
        let run = Run::of(&mut stack.synth(sandbox));
        println!("  {:<22} {:8.1} ms", stack.name, milliseconds(run.time));
    }
}

/// Nothing changed since the last run.
fn warm(sandbox: &Sandbox, stacks: &[&Stack]) {
    let rounds = alternating(WARM_RUNS, stacks, |stack| Run::of(&mut stack.synth(sandbox)));
    report("warm", WARM_RUNS, stacks.iter().map(|stack| stack.name.as_str()), &rounds);
}

/// A line of the source changed since the last run.
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

/// Runs of each item, in turns; some of them before are not in what it gives.
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

/// Prints what was measured; each beside the first, which is Rust.
fn report<'a>(what: &str, runs: usize, names: impl Iterator<Item = &'a str>, all: &[Vec<Run>]) {
    println!("{what}, {runs} runs of each");
    let summaries: Vec<_> = all.iter().map(|runs| Summary::of(runs)).collect();
    for (name, summary) in names.zip(&summaries) {
        println!("  {name:<22} {summary}, {:.2} of the first", summary.ratio(&summaries[0]));
    }
}

/// A stack whose one tier is the conformance tier.
struct Stack {
    name: String,
    directory: PathBuf,
}

impl Stack {
    /// Its directory must be there. `component` is written into the stack file.
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
    /// The file that edits change, and its text before.
    edited: (PathBuf, String),
}

impl Language {
    /// Makes a project of the tier. `modules` is the directory in it that holds the source, `edited` a file there.
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

    /// Changes a line of the source, each time to something else.
    fn edit(&self, number: usize) {
        let (file, text) = &self.edited;
        fs::write(file, text.replace(EDITED, &edited(number))).unwrap();
    }

    /// The component that the source builds into.
    fn built(&self, sandbox: &Sandbox) -> Vec<u8> {
        let file = sandbox.work().join("built.wasm");
        Run::of(prepared(sandbox, &["tier", "build", "--out"]).arg(&file).arg(&self.stack.directory));
        fs::read(file).unwrap()
    }

    /// A stack that uses the tier as a component.
    fn of_component(&self, sandbox: &Sandbox, component: &[u8]) -> Stack {
        let file = sandbox.write(&format!("{}-component/conformance.wasm", self.name), component).unwrap();
        let directory = file.parent().unwrap().to_owned();
        Stack::new(format!("{}, component", self.name), directory, "./conformance.wasm")
    }
}

fn edited(number: usize) -> String {
    format!("{EDITED}, {number}")
}
