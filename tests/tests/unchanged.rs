//! A synth without changes uses the last run's output, and runs no tier.

use crate::under_test;
use std::fs;
use std::path::PathBuf;
use terrace_tests::elsewhere::variant;
use terrace_tests::program::Sandbox;

const STACK: &str = "stack: shop\ntiers:\n  web: { component: ./web.wasm, inputs: { fault: none } }\n";

struct Place {
    sandbox: Sandbox,
    cache: PathBuf,
}

impl Place {
    /// Creates a stack and synthesizes it.
    fn new() -> Self {
        let sandbox = under_test::sandbox();
        let cache = sandbox.cache_of_its_own().unwrap();
        sandbox.write("web.wasm", terrace_test_artifacts::FAULTY).unwrap();
        sandbox.write("terrace.yaml", STACK).unwrap();
        let place = Self { sandbox, cache };
        place.synth(&[]);
        place
    }

    fn synth(&self, options: &[&str]) -> String {
        let mut command = self.sandbox.command([&["synth"], options].concat());
        command.env("TERRACE_CACHE_DIR", &self.cache);
        let ran = self.sandbox.ran(command.output().unwrap());
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
    let place = Place::new();
    let output = fs::read(place.output()).unwrap();
    let told = place.synth(&[]);
    assert!(place.recalls(&[]));
    assert_eq!(place.synth(&[]), told);
    assert_eq!(fs::read(place.output()).unwrap(), output);
    assert_eq!(place.synth(&["--stdout"]).as_bytes(), output);
    // The same content again is not a change.
    place.sandbox.write("terrace.yaml", STACK).unwrap();
    place.sandbox.write("web.wasm", terrace_test_artifacts::FAULTY).unwrap();
    assert!(place.recalls(&[]));
}

#[test]
fn changes_of_any_kind_are_noticed() {
    let place = Place::new();
    let changed = |what: &str, options: &[&str]| {
        assert!(!place.recalls(options), "{what}");
        assert!(place.recalls(options), "{what}, for the second time");
    };
    place.sandbox.write("terrace.yaml", format!("{STACK}# more\n")).unwrap();
    changed("the stack file", &[]);
    place.sandbox.write("web.wasm", variant(terrace_test_artifacts::FAULTY, "another")).unwrap();
    changed("the component", &[]);
    place.sandbox.write("terrace.staging.yaml", "tags: { A: b }\n").unwrap();
    changed("the environment", &["--environment", "staging"]);
    place.sandbox.write("terrace.staging.yaml", "tags: { A: c }\n").unwrap();
    changed("the overlay", &["--environment", "staging"]);
    changed("the output directory", &["--out", "elsewhere"]);
    fs::remove_file(place.output()).unwrap();
    changed("no output", &[]);
    fs::write(place.output(), fs::read_to_string(place.output()).unwrap().replace("shop", "ship")).unwrap();
    changed("an edited output", &[]);
    assert!(fs::read_to_string(place.output()).unwrap().contains("shop"));
    place.sandbox.write("terrace.lock", "format = 1\n").unwrap();
    assert!(!place.recalls(&[]), "an empty lock file, which the run fills");
    changed("a lock file", &[]);
}

#[test]
fn cached_run_contains_no_values() {
    let place = Place::new();
    let runs = || {
        let files = fs::read_dir(&place.cache).unwrap().map(|entry| entry.unwrap().path());
        let is_run = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("run-");
        files.filter(is_run).collect::<Vec<_>>()
    };
    for run in runs() {
        fs::remove_file(run).unwrap();
    }
    place.sandbox.write("terrace.yaml", format!("{STACK}# more\n")).unwrap();
    place.synth(&[]);
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
