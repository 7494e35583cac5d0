//! An example that is taken through the steps of the page in the sandbox, with real schemas.

use super::runbook::Runbook;
use crate::under_test;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use terrace_tests::edit;
use terrace_tests::program::{CommandOutput, Sandbox, repository};
use terrace_tests::provider_schemas::Folder;

/// Values for the variables of the examples that have no default.
const VARIABLES: [(&str, &str); 2] = [
    (
        "TF_VAR_certificate_arns",
        r#"{"primary": "arn:aws:acm:a::b", "secondary": "arn:aws:acm:a::b", "america": "arn:aws:acm:a::b"}"#,
    ),
    (
        "TF_VAR_topic_arns",
        r#"{"primary": "arn:aws:sns:a::b", "secondary": "arn:aws:sns:a::b", "america": "arn:aws:sns:a::b"}"#,
    ),
];

/// An environment in which the example has been applied.
pub struct Rehearsal {
    pub runbook: Runbook,
    sandbox: Sandbox,
    cache: PathBuf,
    /// The options that simulate a failed region.
    failed: Vec<String>,
}

/// What terraform has planned and done.
pub struct Run {
    output: CommandOutput,
    messages: Vec<Value>,
}

impl Rehearsal {
    /// Applies an example after these edits, and checks that nothing is left to do.
    pub fn new(example: &str, edits: &[&str], schemas: &str) -> Self {
        let sandbox = under_test::sandbox();
        let cache = sandbox.cache_of_its_own().unwrap();
        let folder = Folder::shared().unwrap().path();
        for name in [schemas, "random-3.7.2.json.gz"] {
            terrace_sandbox::add_schemas(&folder.join(name), &cache.join("provider-schemas")).unwrap();
        }
        let text = fs::read(repository().join("examples").join(example).join("terrace.yaml")).unwrap();
        sandbox.write("terrace.yaml", text).unwrap();
        let rehearsal = Self { runbook: Runbook::read(), sandbox, cache, failed: Vec::new() };
        for edit in edits {
            rehearsal.edit(edit);
        }
        rehearsal.apply(&["apply"]).succeeds();
        rehearsal.assert_settled();
        rehearsal
    }

    /// Changes the stack file.
    pub fn edit(&self, diff: &str) {
        let path = self.sandbox.work().join("terrace.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, edit::apply(&text, diff).unwrap()).unwrap();
    }

    /// Makes the edit of a step, if it has one.
    pub fn edit_of(&self, step: &str) {
        if let Some(diff) = self.runbook.edit(step) {
            self.edit(diff);
        }
    }

    /// Runs the command of a step.
    pub fn command_of(&self, step: &str) -> Run {
        let words = self.runbook.command(step);
        assert_eq!(words[0], "terrace", "{words:?}");
        self.apply(&words[1..])
    }

    /// Makes the edit of a step, runs its command, and checks that nothing is left to do. Returns the changes.
    #[track_caller]
    pub fn step(&self, step: &str) -> Run {
        self.edit_of(step);
        let run = self.command_of(step).succeeds();
        self.assert_settled();
        run
    }

    /// Runs a command with simulated providers. An apply asks for no approval.
    pub fn apply(&self, words: &[&str]) -> Run {
        let at = words.iter().position(|word| *word == "--").unwrap_or(words.len());
        let (own, passed) = words.split_at(at);
        let mut arguments: Vec<&str> = own.to_vec();
        arguments.extend(["--sandbox", "--format", "json"]);
        arguments.extend(self.failed.iter().map(String::as_str));
        arguments.extend(["--", "-input=false"]);
        arguments.extend((own[0] == "apply").then_some("-auto-approve"));
        arguments.extend(passed.iter().skip(1));
        let mut command = self.sandbox.command(arguments);
        let output = command.envs(VARIABLES).env("TERRACE_CACHE_DIR", &self.cache).output().unwrap();
        let output = self.sandbox.masked_output(output);
        let document: Value = serde_json::from_str(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", output.stdout, output.stderr));
        let messages = document["messages"].as_array().cloned().unwrap_or_default();
        Run { output, messages }
    }

    /// Runs a command like [`Self::apply`], and takes back what it has changed.
    pub fn attempt(&self, words: &[&str]) -> Run {
        let state = self.state();
        let run = self.apply(words);
        fs::write(self.state_path(), state.to_string()).unwrap();
        run
    }

    /// Checks that a plan has no changes.
    #[track_caller]
    pub fn assert_settled(&self) {
        assert_eq!(self.apply(&["plan"]).succeeds().changes(), [""; 0]);
    }

    /// Lets every read of resources fail that are in the region, except those of services that are in none.
    pub fn fail(&mut self, region: &str) {
        let infix = format!("_{region}_");
        let is_in_region = |address: &&String| address.contains(&infix) && !address.contains("aws_route53_");
        let objects = self.objects();
        let addresses = objects.keys().filter(is_in_region);
        self.failed =
            addresses.flat_map(|address| ["--fail".to_owned(), format!("{address}=read")]).collect();
        assert!(self.failed.len() > 50, "{:?}", self.failed);
    }

    /// Ends the failure.
    pub fn recover(&mut self) {
        self.failed.clear();
    }

    /// Returns the attributes of everything in the state, by address.
    pub fn objects(&self) -> BTreeMap<String, Value> {
        let state = self.state();
        let objects = state["resources"].as_array().unwrap().iter().map(|resource| {
            let mode = if resource["mode"] == "data" { "data." } else { "" };
            let [of_type, name] = ["type", "name"].map(|key| resource[key].as_str().unwrap());
            (format!("{mode}{of_type}.{name}"), resource["instances"][0]["attributes"].clone())
        });
        objects.collect()
    }

    /// Sets an attribute as AWS changes it, for terraform to find when it reads the object.
    pub fn aws_sets(&self, address: &str, attribute: &str, value: Value) {
        let mut state = self.state();
        let resources = state["resources"].as_array_mut().unwrap();
        let (of_type, name) = address.split_once('.').unwrap();
        let resource = resources.iter_mut().find(|it| it["type"] == of_type && it["name"] == name).unwrap();
        let attributes = resource["instances"][0]["attributes"].as_object_mut().unwrap();
        assert!(attributes.contains_key(attribute), "{address} has no {attribute}");
        attributes.insert(attribute.to_owned(), value);
        fs::write(self.state_path(), state.to_string()).unwrap();
    }

    fn state(&self) -> Value {
        serde_json::from_slice(&fs::read(self.state_path()).unwrap()).unwrap()
    }

    fn state_path(&self) -> PathBuf {
        self.sandbox.work().join("terrace.out/.production.sandbox/terraform.tfstate")
    }
}

impl Run {
    /// Checks that the command has succeeded.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.output.code, 0, "{:?}{}", self.errors(), self.output.stderr);
        self
    }

    /// Checks that the command has failed, with an error that contains this text.
    #[track_caller]
    pub fn fails(&self, why: &str) {
        assert_ne!(self.output.code, 0);
        let errors = self.errors();
        assert!(errors.iter().any(|error| error.contains(why)), "{errors:?}");
    }

    /// Returns terraform's errors, without their details.
    fn errors(&self) -> Vec<&str> {
        let errors = self.messages.iter().filter(|message| message["@level"] == "error");
        errors.filter_map(|message| message["@message"].as_str()).collect()
    }

    /// Returns the planned changes: what happens to an address, in the order of the addresses.
    pub fn changes(&self) -> Vec<String> {
        let planned = self.messages.iter().filter(|message| message["type"] == "planned_change");
        let mut changes: Vec<_> = planned
            .map(|message| &message["change"])
            .map(|change| [&change["resource"]["addr"], &change["action"]].map(|part| part.as_str().unwrap()))
            .filter(|[_, action]| !["read", "noop"].contains(action))
            .collect();
        changes.sort_unstable();
        changes.into_iter().map(|[address, action]| format!("{action} {address}")).collect()
    }

    /// Checks that terraform has ended the first of these operations before it began the second one, such as `create
    /// aws_vpc.main`.
    #[track_caller]
    pub fn assert_order(&self, first: &str, second: &str) {
        let position = |kind: &str, operation: &str| {
            let is_it = |message: &Value| {
                let hook = &message["hook"];
                let [action, address] = [&hook["action"], &hook["resource"]["addr"]]
                    .map(|part| part.as_str().unwrap_or_default());
                message["type"] == kind && format!("{action} {address}") == operation
            };
            let position = self.messages.iter().position(is_it);
            position.unwrap_or_else(|| panic!("no {kind} of `{operation}`: {:?}", self.changes()))
        };
        assert!(
            position("apply_complete", first) < position("apply_start", second),
            "{first} before {second}"
        );
    }
}
