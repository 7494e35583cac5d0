//! What earlier versions of the built-in tiers created is neither destroyed nor replaced by the present ones.
//!
//! `tests/frozen/VERSION/STACK` has a stack file and the configuration that this version synthesized from it. Neither is changed
//! afterwards. A new version of the tiers adds a folder.

use crate::under_test::{self, PROGRAM};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use terrace_sandbox::{Options, beside, prepare};
use terrace_tests::program::{CommandOutput, Sandbox, is_there, repository};
use terrace_tests::provider_schemas::Folder;

/// Values for the variables without a default in the stacks.
const VARIABLES: [(&str, &str); 3] = [
    ("TF_VAR_certificate_arn", "arn:aws:acm:eu-central-1:123456789012:certificate/1"),
    ("TF_VAR_account", "123456789012"),
    ("TF_VAR_external_id", "external"),
];

#[test]
fn earlier_configurations_lose_nothing_with_aws_5() {
    lose_nothing("aws-5.100.0.json.gz");
}

#[test]
fn earlier_configurations_lose_nothing_with_aws_6() {
    lose_nothing("aws-6.47.0.json.gz");
}

#[track_caller]
fn lose_nothing(schemas: &str) {
    if !is_there("terraform") {
        return;
    }
    let Some(folder) = Folder::shared() else {
        writeln!(std::io::stderr().lock(), "SKIPPED: the folder with provider schemas is not here").unwrap();
        return;
    };
    let schemas = [schemas, "random-3.7.2.json.gz"].map(|name| folder.path().join(name));
    let mut problems = Vec::new();
    let stacks =
        entries(&repository().join("tests/frozen")).into_iter().flat_map(|version| entries(&version));
    for stack in stacks {
        let stack = FrozenStack::new(&stack, &schemas);
        stack.apply_frozen();
        let plan = stack.plan();
        assert_eq!(plan.code, 0, "{}: {}", stack.path.display(), plan.stderr);
        problems.extend(losses(&plan).map(|loss| format!("{}: {loss}", stack.path.display())));
    }
    assert_eq!(problems, [""; 0]);
}

/// Returns the entries of a directory, in the order of their names.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Returns the destroyed and replaced blocks of a plan in JSON, for people.
fn losses(plan: &CommandOutput) -> impl Iterator<Item = String> {
    let document: Value = serde_json::from_str(&plan.stdout).unwrap();
    let messages = document["messages"].as_array().unwrap().clone();
    assert!(messages.iter().any(|message| message["type"] == "change_summary"), "{messages:?}");
    messages.into_iter().filter(|message| message["type"] == "planned_change").filter_map(|message| {
        let change = &message["change"];
        let action = change["action"].as_str().unwrap();
        let is_loss = !["create", "update", "noop", "read", "move"].contains(&action);
        is_loss.then(|| format!("{action} {}", change["resource"]["addr"].as_str().unwrap()))
    })
}

/// A stack of an earlier version, in an environment of its own.
struct FrozenStack {
    sandbox: Sandbox,
    cache: PathBuf,
    path: PathBuf,
}

impl FrozenStack {
    fn new(path: &Path, schemas: &[PathBuf]) -> Self {
        let sandbox = under_test::sandbox();
        let cache = sandbox.cache_of_its_own().unwrap();
        sandbox.write("terrace.yaml", fs::read(path.join("terrace.yaml")).unwrap()).unwrap();
        for schemas in schemas {
            terrace_sandbox::add_schemas(schemas, &cache.join("provider-schemas")).unwrap();
        }
        Self { sandbox, cache, path: path.to_owned() }
    }

    /// Returns the output directory, for the environment that the stack file names.
    fn output(&self) -> PathBuf {
        let text = fs::read_to_string(self.path.join("terrace.yaml")).unwrap();
        let environment =
            text.lines().find_map(|line| line.strip_prefix("environment: ")).unwrap_or("default");
        self.sandbox.work().join("terrace.out").join(environment)
    }

    /// Applies the configuration of the earlier version, with simulated providers.
    fn apply_frozen(&self) {
        let source = self.output();
        fs::create_dir_all(&source).unwrap();
        fs::copy(self.path.join("main.tf.json"), source.join("main.tf.json")).unwrap();
        let prepared = prepare(&Options {
            directory: beside(&source),
            source: source.clone(),
            program: terraform(),
            executable: PROGRAM.into(),
            schemas: vec![self.cache.join("provider-schemas")],
            ..Options::default()
        })
        .unwrap();
        for arguments in [&["init", "-input=false"][..], &["apply", "-auto-approve", "-input=false"]] {
            let mut command = prepared.command();
            let output = command.args(arguments).envs(VARIABLES).output().unwrap();
            let ran = self.sandbox.masked_output(output);
            assert_eq!(ran.code, 0, "{}: {}", self.path.display(), ran.stderr);
        }
        prepared.initialized().unwrap();
        // Terrace refuses to replace a configuration that it did not write.
        fs::remove_file(source.join("main.tf.json")).unwrap();
    }

    /// Plans the stack file with the present tiers.
    fn plan(&self) -> CommandOutput {
        let mut command = self.command(["plan", "--sandbox", "--format", "json"]);
        self.sandbox.masked_output(command.output().unwrap())
    }

    fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = self.sandbox.command(arguments);
        command.envs(VARIABLES).env("TERRACE_CACHE_DIR", &self.cache);
        command
    }
}

/// Returns the path of terraform.
fn terraform() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|directory| directory.join("terraform"))
        .find(|path| path.is_file())
        .unwrap()
}
