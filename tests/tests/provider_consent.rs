//! Providers whose source is only in a tier: nothing of them runs until someone has consented.

use crate::under_test;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use terrace_test_artifacts::QUEUES;
use terrace_tests::elsewhere::{of_provider, of_version, pulled};
use terrace_tests::masks;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};
use terrace_tests::terminal;

const SOURCE: &str = "eviltwins/aws";
const ALLOW: [&str; 2] = ["--allow-provider", SOURCE];

const STACK: &str = "\
stack: shop
regions:
  main: { aws: { region: us-east-1 } }
tiers:
  jobs:
    component: ./jobs.wasm
    regions: all
    inputs: { names: [orders] }
";

/// A stack with a tier that needs a third-party provider, and a terraform that leaves a witness.
struct Project {
    sandbox: Sandbox,
    cache: PathBuf,
}

impl Project {
    fn new() -> Self {
        let sandbox = under_test::sandbox();
        sandbox.write("jobs.wasm", of_provider(QUEUES, SOURCE)).unwrap();
        // Compiled once for all tests.
        assert_eq!(sandbox.run(["inspect", "jobs.wasm"]).unwrap().code, 0);
        let cache = sandbox.cache_of_its_own().unwrap();
        sandbox.write("terrace.yaml", STACK).unwrap();
        let script =
            "#!/bin/sh\n[ \"$1\" = version ] && exec echo 'Terraform v1.11.4'\ntouch \"${0%/*}/ran\"\n";
        let program = sandbox.write("terraform", script).unwrap();
        fs::set_permissions(program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        Self { sandbox, cache }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.sandbox.command(arguments);
        command.env("TERRACE_CACHE_DIR", &self.cache).env("TERRACE_OFFLINE", "1");
        command
    }

    fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.sandbox.masked_output(self.command(arguments).output().unwrap())
    }

    fn run_ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}: {}", ran.stdout);
        ran.stdout
    }

    fn transcript(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        let told = format!(
            "$ terrace {}\nexit code {}\n{}{}",
            arguments.join(" "),
            ran.code,
            ran.stdout,
            ran.stderr
        );
        masks::digests(&told)
    }

    /// Answers a question with typed input.
    fn typed(&self, arguments: &[&str], typed: &str) -> CommandOutput {
        terminal::run(&self.sandbox, &self.command(arguments), typed).unwrap()
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.sandbox.work().join(path)).ok()
    }

    fn lock(&self) -> String {
        self.read("terrace.lock").unwrap_or_default()
    }

    fn is_allowed(&self) -> bool {
        self.lock().contains(&format!("[[allowed_provider]]\nsource = \"{SOURCE}\"\n"))
    }

    /// Expects that nothing exists that terraform would run, and that it has not run.
    fn nothing_came_of_it(&self, why: &str) {
        assert_eq!(self.read("terrace.out/default/main.tf.json"), None, "{why}");
        assert!(!self.sandbox.work().join("ran").exists(), "{why}");
        assert!(!self.is_allowed(), "{why}");
    }
}

#[test]
fn consent_is_required_to_write_or_run_anything() {
    let project = Project::new();
    for arguments in [
        &["synth"][..],
        &["synth", "--stdout"],
        &["lock"],
        &["validate", "--terraform", "./terraform"],
        &["plan", "--terraform", "./terraform"],
        &["apply", "--terraform", "./terraform"],
        &["destroy", "--terraform", "./terraform"],
        &["synth", "--format", "json"],
    ] {
        let ran = project.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!((ran.stdout + &ran.stderr).contains("unknown-provider-source"), "{arguments:?}");
        project.nothing_came_of_it(&format!("{arguments:?}"));
        assert_eq!(project.lock(), "", "{arguments:?}");
    }
    let refused = ["synth", "validate --terraform ./terraform", "synth --locked", "lock --locked"];
    let shown = refused.map(|line| project.transcript(&line.split(' ').collect::<Vec<_>>()));
    snapshot!("refused", shown.join("\n"));
}

#[test]
fn read_only_commands_show_what_needs_consent() {
    let project = Project::new();
    let looking = ["synth --check", "diff --locked=false", "why aws", "inspect jobs.wasm"];
    let shown = looking.map(|line| project.transcript(&line.split(' ').collect::<Vec<_>>()));
    snapshot!("looked_at", shown.join("\n"));
    let report =
        |arguments: &[&str]| -> Value { serde_json::from_str(&project.run(arguments).stdout).unwrap() };
    assert_eq!(report(&["inspect", "jobs.wasm", "--format", "json"])["needs_consent"][0], SOURCE);
    assert_eq!(report(&["why", "jobs", "--format", "json"])["tiers"][0]["needs_consent"][0], SOURCE);
    let found = &report(&["synth", "--check", "--format", "json"])["diagnostics"][0];
    assert_eq!((&found["code"], &found["severity"]), (&"unknown-provider-source".into(), &"warning".into()));
    project.nothing_came_of_it("looking");
}

#[test]
fn lock_file_records_consent() {
    let project = Project::new();
    project.run_ok(&[&["synth"][..], &ALLOW].concat());
    snapshot!("kept", masks::digests(&project.lock()));
    let lock = project.lock();
    project.run_ok(&["synth", "--locked"]);
    project.run_ok(&["synth", "--check", "--locked"]);
    // Terraform may ask an allowed provider, which TERRACE_OFFLINE would forbid.
    let mut plan = project.command(&["plan", "--terraform", "./terraform", "--locked"]);
    assert!(plan.env_remove("TERRACE_OFFLINE").output().unwrap().status.success());
    assert!(project.sandbox.work().join("ran").exists(), "it is run with consent");
    snapshot!("kept_why", project.transcript(&["why", "aws"]));
    assert_eq!(project.lock(), lock);

    // Deleting it from the lock file revokes it, although nothing else has changed.
    let (without, _) = lock.split_once("\n[[allowed_provider]]").unwrap();
    project.sandbox.write("terrace.lock", without).unwrap();
    assert_eq!(project.run(&["synth"]).code, 1);
    assert_eq!(project.run(&["synth", "--check"]).code, 3, "a synth would be refused");
    assert_eq!(project.run(&[&["synth", "--locked"][..], &ALLOW].concat()).code, 1);
    snapshot!("given_again", project.transcript(&[&["lock"][..], &ALLOW].concat()));
    assert_eq!(project.lock(), lock);

    // It is removed with the last tier that needs it.
    project.sandbox.write("jobs.wasm", QUEUES).unwrap();
    assert_eq!(project.run(&["synth", "--locked"]).code, 1);
    project.run_ok(&["synth"]);
    assert!(!project.is_allowed());
    project.sandbox.write("terrace.lock", lock).unwrap();
    project.run_ok(&["remove", "jobs"]);
    assert!(!project.is_allowed());
}

#[test]
fn environments_share_consent() {
    let project = Project::new();
    project.sandbox.write("terrace.yaml", STACK.replace("./jobs.wasm", "./plain.wasm")).unwrap();
    project.sandbox.write("plain.wasm", QUEUES).unwrap();
    project.sandbox.write("terrace.test.yaml", "tiers: { jobs: { component: ./jobs.wasm } }\n").unwrap();
    assert_eq!(project.run(&["lock"]).code, 1);
    project.run_ok(&[&["lock"][..], &ALLOW].concat());
    project.run_ok(&["synth", "--locked", "--environment", "test"]);
    // The environment without it leaves the other's consent.
    project.run_ok(&["synth"]);
    assert!(project.is_allowed());
}

#[test]
fn stack_file_with_the_source_is_consent() {
    let project = Project::new();
    project
        .sandbox
        .write("terrace.yaml", format!("{STACK}providers: {{ aws: {{ source: {SOURCE} }} }}\n"))
        .unwrap();
    project.run_ok(&["synth"]);
    assert_eq!(project.lock(), "");
    assert!(project.run_ok(&["why", "aws"]).contains("(not HashiCorp's; the stack file names it)"));
}

#[test]
fn options_that_allow_nothing_are_errors() {
    let project = Project::new();
    let values =
        ["", "aws/", "https://evil.example/aws", "a/b/c/d", "evil/аws", "eviltwin/aws", "hashicorp/aws"];
    let shown = values.map(|value| project.transcript(&["lock", "--allow-provider", value]));
    project.nothing_came_of_it("nonsense");
    snapshot!("idle", shown.join("\n"));
    for command in ["diff", "watch", "inspect", "why"] {
        assert_eq!(project.run(&[&[command, "jobs"][..], &ALLOW].concat()).code, 2, "{command}");
    }
}

#[test]
fn prompt_at_a_terminal_is_shown_once() {
    if !terminal::is_possible() {
        return;
    }
    let project = Project::new();
    for typed in ["n\n", "\n", "", "yes please\n"] {
        let ran = project.typed(&["synth", "--color", "never"], typed);
        assert_eq!(ran.code, 1, "{typed:?}: {}", ran.stdout);
        project.nothing_came_of_it(typed);
    }
    let declined = project.typed(&["synth", "--color", "never"], "n\n");
    let agreed = project.typed(&["synth", "--color", "never"], "y\n");
    assert_eq!(agreed.code, 0, "{}", agreed.stdout);
    assert!(project.is_allowed());
    snapshot!("asked", format!("{}\n{}", declined.stdout, agreed.stdout));
    let again = project.typed(&["synth", "--color", "never"], "");
    assert_eq!(again.code, 0, "{}", again.stdout);
    assert!(!again.stdout.contains("allow it?"), "{}", again.stdout);
}

#[test]
fn prompt_is_not_shown_if_consent_could_not_be_recorded() {
    if !terminal::is_possible() {
        return;
    }
    let project = Project::new();
    for line in [
        "synth --locked",
        "synth --stdout",
        "synth --check",
        "diff",
        "why jobs",
        "validate --terraform ./terraform",
    ] {
        let ran = project.typed(&line.split(' ').collect::<Vec<_>>(), "y\n");
        assert!(!ran.stdout.contains("allow it?"), "{line}: {}", ran.stdout);
        project.nothing_came_of_it(line);
    }
}

#[test]
fn sandbox_needs_no_consent_and_leaves_nothing_to_run() {
    if !is_there("terraform") {
        return;
    }
    let project = Project::new();
    let ran = project.run(&["apply", "--sandbox", "--", "-auto-approve", "-input=false"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[unknown-provider-source]"), "{}", ran.stderr);
    project.nothing_came_of_it("apply --sandbox");
    assert_eq!(project.run(&["output", "--sandbox"]).code, 0);
    assert_eq!(project.run(&["output", "--terraform", "./terraform"]).code, 1);
    assert_eq!(project.run(&["plan", "--terraform", "./terraform"]).code, 1);
    project.nothing_came_of_it("after the sandbox");
}

#[test]
fn tier_test_needs_no_consent() {
    let project = Project::new();
    project.sandbox.write("tests/alone.yaml", "inputs: { names: [orders] }\n").unwrap();
    project.sandbox.write(
        "tests/in-a-stack.yaml",
        "stack_file:\n  regions: { main: { aws: { region: eu-west-1 } } }\n  tiers:\n    jobs: { component: self, regions: all, inputs: { names: [a] } }\n",
    ).unwrap();
    let ran = project.run(&["tier", "test", "jobs.wasm", "--accept"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
}

#[test]
fn add_needs_consent_to_the_providers_of_the_tier() {
    let project = Project::new();
    let (bare, _) = STACK.split_once("tiers:").unwrap();
    project.sandbox.write("terrace.yaml", bare).unwrap();
    let refused = project.transcript(&["add", "./jobs.wasm"]);
    assert_eq!(project.read("terrace.yaml").unwrap(), bare);
    let added = project.transcript(&[&["add", "./jobs.wasm"][..], &ALLOW].concat());
    assert!(project.is_allowed());
    // The next tier that needs it, and one in a stack whose file has the source.
    let more = project.transcript(&["add", "./jobs.wasm", "--name", "more"]);
    fs::remove_file(project.sandbox.work().join("terrace.lock")).unwrap();
    project
        .sandbox
        .write("terrace.yaml", format!("{bare}providers: {{ aws: {{ source: {SOURCE} }} }}\n"))
        .unwrap();
    let named = project.transcript(&["add", "./jobs.wasm"]);
    snapshot!("added", [refused, added, more, named].join("\n"));
}

const REPOSITORY: &str = "registry.example/platform/queues";

/// Creates a stack with a remote tier, whose second version needs a third-party provider.
fn updatable() -> Project {
    let project = Project::new();
    let one = of_version(QUEUES, "1.0.0");
    let two = of_provider(&of_version(QUEUES, "1.1.0"), SOURCE);
    pulled(&project.cache, REPOSITORY, "1.0.0", &one).unwrap();
    let component = format!("oci://{REPOSITORY}\n    version: ^1");
    project.sandbox.write("terrace.yaml", STACK.replace("./jobs.wasm", &component)).unwrap();
    project.run_ok(&["lock"]);
    pulled(&project.cache, REPOSITORY, "1.1.0", &two).unwrap();
    project
}

#[test]
fn update_needs_consent_to_new_providers() {
    let project = updatable();
    let steps = [
        "update --dry-run",
        "update --allow-new-types",
        "update --allow-provider eviltwins/aws",
        "update --allow-new-types --allow-provider eviltwins/aws",
        "update",
    ];
    let shown = steps.map(|line| project.transcript(&line.split(' ').collect::<Vec<_>>()));
    snapshot!("updated", short_digests(&shown.join("\n")));
    assert!(project.is_allowed());
}

#[test]
fn update_asks_for_each_consent() {
    if !terminal::is_possible() {
        return;
    }
    let project = updatable();
    let before = project.lock();
    let half = project.typed(&["update", "--color", "never"], "y\nn\n");
    assert_eq!((half.code, project.lock()), (1, before), "{}", half.stdout);
    let whole = project.typed(&["update", "--color", "never"], "y\ny\n");
    assert_eq!(whole.code, 0, "{}", whole.stdout);
    assert!(project.is_allowed());
}

/// The beginnings of digests differ between builds.
fn short_digests(text: &str) -> String {
    let parts: Vec<&str> = text.split('…').collect();
    let masked = parts.iter().enumerate().map(|(at, part)| match part.char_indices().rev().nth(11) {
        Some((start, _)) if at + 1 < parts.len() => format!("{}<hex>", &part[..start]),
        _ => (*part).to_owned(),
    });
    masked.collect::<Vec<_>>().join("…")
}

#[test]
fn bundle_contains_no_consent() {
    let project = updatable();
    project.run_ok(&["update", "--allow-new-types", "--allow-provider", SOURCE]);
    project.run_ok(&["bundle", "save", "all.tar"]);
    let lock = project.lock();
    assert!(project.is_allowed());
    assert!(project.run_ok(&["bundle", "load", "all.tar"]).contains("unchanged"));
    fs::remove_file(project.sandbox.work().join("terrace.lock")).unwrap();
    snapshot!("bundle", project.transcript(&["bundle", "load", "all.tar"]));
    assert!(!project.is_allowed() && project.lock().contains(SOURCE), "{}", project.lock());
    // Consent given here is kept.
    project.sandbox.write("terrace.lock", format!("{lock}\n")).unwrap();
    project.run_ok(&["bundle", "load", "all.tar", "--replace-lock"]);
    assert_eq!(project.lock(), lock);
}
