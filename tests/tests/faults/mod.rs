//! Failing machines: killed processes, full disks, and damaged files.

mod asked_to_end;
mod cache;
mod disk;
mod killed;
mod state;
mod together;

use crate::under_test;
use std::fs;
use std::path::PathBuf;
use terrace_tests::program::Sandbox;

const OUTPUT: &str = "terrace.out/default/main.tf.json";

/// A stack that results in one of two configurations.
struct Stack {
    sandbox: Sandbox,
    cache: PathBuf,
    /// Both stack files, and the output of `synth` for each.
    variants: [(String, String); 2],
}

impl Stack {
    fn new() -> Self {
        let sandbox = under_test::sandbox();
        let files = ["x", "y"].map(|value| {
            let inputs = format!("{{ fault: expression, value: {value} }}");
            format!("stack: shop\ntiers:\n  web: {{ component: ./web.wasm, inputs: {inputs} }}\n")
        });
        sandbox.write("web.wasm", terrace_test_artifacts::FAULTY).unwrap();
        let variants = files.map(|file| {
            sandbox.write("terrace.yaml", &file).unwrap();
            let ran = sandbox.run(["synth", "--stdout"]).unwrap();
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
            (file, ran.stdout)
        });
        assert_ne!(variants[0].1, variants[1].1);
        let cache = sandbox.cache_of_its_own().unwrap();
        Self { sandbox, cache, variants }
    }

    /// Replaces the stack file with one of the two, atomically, because it may be read at this moment.
    fn choose(&self, variant: usize) {
        let file = self.sandbox.write("chosen", &self.variants[variant].0).unwrap();
        fs::rename(file, self.sandbox.work().join("terrace.yaml")).unwrap();
    }

    /// Returns `synth` with a cache that only this test uses.
    fn synth(&self) -> std::process::Command {
        let mut command = self.sandbox.command(["synth"]);
        command.env("TERRACE_CACHE_DIR", &self.cache);
        command
    }

    /// Runs `synth`, which must succeed, and compares its output with this variant's.
    fn gives(&self, variant: usize) {
        let ran = self.sandbox.masked_output(self.synth().output().unwrap());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(self.output() == self.variants[variant].1);
    }

    fn output(&self) -> String {
        fs::read_to_string(self.sandbox.work().join(OUTPUT)).unwrap()
    }

    /// Returns the names of everything next to the output, and of files in the cache that belong to no entry.
    fn left_overs(&self) -> Vec<String> {
        let names = |directory: PathBuf| {
            let entries = fs::read_dir(directory).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
        };
        let beside = names(self.sandbox.work().join(OUTPUT).parent().unwrap().to_owned());
        let beside = beside.into_iter().filter(|name| name != "main.tf.json");
        beside.chain(names(self.cache.clone()).into_iter().filter(|name| name.starts_with('.'))).collect()
    }
}
