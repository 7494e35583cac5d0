//! A synth without changes uses the last run's output, and runs no tier.

use crate::under_test;
use std::fs;
use std::path::PathBuf;
use terrace_tests::elsewhere::variant;
use terrace_tests::program::Sandbox;

const STACK: &str = "stack: shop\ntiers:\n  web: { component: ./web.wasm, inputs: { fault: none } }\n";

struct Project {
    sandbox: Sandbox,
    cache: PathBuf,
}

impl Project {
    /// Creates a stack and synthesizes it.
    fn new() -> Self {
        let sandbox = under_test::sandbox();
        let cache = sandbox.cache_of_its_own().unwrap();
        sandbox.write("web.wasm", terrace_test_artifacts::FAULTY).unwrap();
        sandbox.write("terrace.yaml", STACK).unwrap();
        let project = Self { sandbox, cache };
        project.synth(&[]);
        project
    }

    fn synth(&self, options: &[&str]) -> String {
        let mut command = self.sandbox.command([&["synth"], options].concat());
        command.env("TERRACE_CACHE_DIR", &self.cache);
        let ran = self.sandbox.masked_output(command.output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.stdout
    }

    fn output(&self) -> PathBuf {
        self.sandbox.work().join("terrace.out/default/main.tf.json")
    }

    /// Returns whether a synth uses the last run's output: without a compiled tier before it, there is none afterwards.
    fn recalls(&self, options: &[&str]) -> bool {
        let is_code = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "cwasm");
        let files = || fs::read_dir(&self.cache).unwrap().map(|entry| entry.unwrap().path());
        for code in files().filter(is_code) {
            fs::remove_file(code).unwrap();
        }
        self.synth(options);
        !files().any(|path| is_code(&path))
    }
}

#[test]
fn unchanged_stack_runs_no_tier() {
    let project = Project::new();
    let output = fs::read(project.output()).unwrap();
    let told = project.synth(&[]);
    assert!(project.recalls(&[]));
    assert_eq!(project.synth(&[]), told);
    assert_eq!(fs::read(project.output()).unwrap(), output);
    assert_eq!(project.synth(&["--stdout"]).as_bytes(), output);
    // The same content again is not a change.
    project.sandbox.write("terrace.yaml", STACK).unwrap();
    project.sandbox.write("web.wasm", terrace_test_artifacts::FAULTY).unwrap();
    assert!(project.recalls(&[]));
}

#[test]
fn changes_of_any_kind_are_noticed() {
    let project = Project::new();
    let changed = |what: &str, options: &[&str]| {
        assert!(!project.recalls(options), "{what}");
        assert!(project.recalls(options), "{what}, for the second time");
    };
    project.sandbox.write("terrace.yaml", format!("{STACK}# more\n")).unwrap();
    changed("the stack file", &[]);
    project.sandbox.write("web.wasm", variant(terrace_test_artifacts::FAULTY, "another")).unwrap();
    changed("the component", &[]);
    project.sandbox.write("terrace.staging.yaml", "tags: { A: b }\n").unwrap();
    changed("the environment", &["--environment", "staging"]);
    project.sandbox.write("terrace.staging.yaml", "tags: { A: c }\n").unwrap();
    changed("the overlay", &["--environment", "staging"]);
    changed("the output directory", &["--out", "elsewhere"]);
    fs::remove_file(project.output()).unwrap();
    changed("no output", &[]);
    fs::write(project.output(), fs::read_to_string(project.output()).unwrap().replace("shop", "ship"))
        .unwrap();
    changed("an edited output", &[]);
    assert!(fs::read_to_string(project.output()).unwrap().contains("shop"));
    project.sandbox.write("terrace.lock", "format = 1\n").unwrap();
    assert!(!project.recalls(&[]), "an empty lock file, which the run fills");
    changed("a lock file", &[]);
}

#[test]
fn cached_run_contains_no_values() {
    let project = Project::new();
    let runs = || {
        let files = fs::read_dir(&project.cache).unwrap().map(|entry| entry.unwrap().path());
        let is_run = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("run-");
        files.filter(is_run).collect::<Vec<_>>()
    };
    for run in runs() {
        fs::remove_file(run).unwrap();
    }
    project.sandbox.write("terrace.yaml", format!("{STACK}# more\n")).unwrap();
    project.synth(&[]);
    let [run] = &runs()[..] else { panic!("one run is remembered") };
    let text = fs::read_to_string(run).unwrap();
    let (_, json) = text.split_once('\n').unwrap();
    let last: serde_json::Value = serde_json::from_str(json).unwrap();
    for digest in ["run", "output"] {
        let digest = last[digest].as_str().unwrap();
        assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    assert_eq!(last.as_object().unwrap().len(), 2);
}
