//! The real terraform with simulated providers, on every stack.

use crate::under_test;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};
use terrace_tests::provider_schemas::Folder;
use terrace_tests::stacks::{STACKS, Stack};

/// Values for the variables without a default in the stacks.
const VARIABLES: [(&str, &str); 7] = [
    ("TF_VAR_certificate_arn", "arn:aws:acm:eu-central-1:123456789012:certificate/1"),
    ("TF_VAR_account", "123456789012"),
    ("TF_VAR_external_id", "external"),
    ("TF_VAR_image_tag", "1.0.0"),
    (
        "TF_VAR_database_secret_arn",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/database-AbCdEf",
    ),
    (
        "TF_VAR_certificate_arns",
        r#"{"primary": "arn:aws:acm:eu-west-1:123456789012:certificate/1", "secondary": "arn:aws:acm:eu-central-1:123456789012:certificate/1", "america": "arn:aws:acm:us-east-1:123456789012:certificate/1"}"#,
    ),
    (
        "TF_VAR_topic_arns",
        r#"{"primary": "arn:aws:sns:eu-west-1:123456789012:pages", "secondary": "arn:aws:sns:eu-central-1:123456789012:pages", "america": "arn:aws:sns:us-east-1:123456789012:pages"}"#,
    ),
];

/// Creates a sandbox with a copy of a stack.
fn sandbox(path: &str) -> Sandbox {
    let sandbox = under_test::sandbox();
    let stack = STACKS.iter().find(|stack| stack.path == path).unwrap();
    stack.copy_to(&sandbox).unwrap();
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    let output = sandbox.command(arguments).envs(VARIABLES).output().unwrap();
    sandbox.masked_output(output)
}

fn apply(sandbox: &Sandbox) -> CommandOutput {
    run(sandbox, &["apply", "--sandbox", "--", "-auto-approve", "-input=false"])
}

/// Returns the addresses of the managed resources, except those of modules.
fn managed(sandbox: &Sandbox) -> BTreeSet<String> {
    let text = run(sandbox, &["synth", "--stdout"]).stdout;
    let configuration: Value = serde_json::from_str(&text).unwrap();
    let addresses = configuration["//"]["addresses"].as_array().unwrap();
    let addresses = addresses.iter().map(|address| address.as_str().unwrap().to_owned());
    let others = ["data.", "ephemeral.", "module."];
    addresses.filter(|address| !others.iter().any(|prefix| address.starts_with(prefix))).collect()
}

/// Returns the addresses of the managed resources in the sandbox's state, except those of modules.
fn in_state(sandbox: &Sandbox) -> BTreeSet<String> {
    let state = fs::read_dir(sandbox.work().join("terrace.out"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("terraform.tfstate"))
        .find(|path| path.to_string_lossy().contains(".sandbox") && path.exists());
    let state: Value = serde_json::from_str(&fs::read_to_string(state.unwrap()).unwrap()).unwrap();
    let resources = state["resources"].as_array().unwrap().iter();
    resources
        .filter(|resource| resource["mode"] == "managed" && resource["module"].is_null())
        .map(|resource| {
            format!("{}.{}", resource["type"].as_str().unwrap(), resource["name"].as_str().unwrap())
        })
        .collect()
}

/// Returns whether the stack has keys, which are protected by default.
fn has_keys(sandbox: &Sandbox) -> bool {
    fs::read_to_string(sandbox.work().join("terrace.yaml")).unwrap().contains("component: keys")
}

/// Turns off the protection of the stack's keys, if it has any.
fn allow_destruction_of_keys(sandbox: &Sandbox) {
    let path = sandbox.work().join("terrace.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let protected = "component: keys\n    regions: all\n    inputs:\n";
    fs::write(&path, text.replace(protected, &format!("{protected}      deletion_protection: false\n")))
        .unwrap();
}

#[test]
fn stacks_are_applied_and_destroyed() {
    if !is_there("terraform") {
        return;
    }
    for Stack { path: stack, .. } in STACKS {
        let sandbox = sandbox(stack);
        let ran = apply(&sandbox);
        assert_eq!(ran.code, 0, "{stack}: {}", ran.stderr);
        assert_eq!(in_state(&sandbox), managed(&sandbox), "{stack}");

        let ran = run(&sandbox, &["plan", "--sandbox", "--", "-detailed-exitcode"]);
        assert_eq!(ran.code, 0, "{stack}: no changes: {}{}", ran.stdout, ran.stderr);

        let ran = run(&sandbox, &["output", "--sandbox", "--format", "json"]);
        assert_eq!(ran.code, 0, "{stack}: {}", ran.stderr);
        assert!(serde_json::from_str::<Value>(&ran.stdout).unwrap().is_object(), "{stack}");

        if has_keys(&sandbox) {
            let before = in_state(&sandbox);
            let ran = run(&sandbox, &["destroy", "--sandbox", "--", "-auto-approve"]);
            assert_ne!(ran.code, 0, "{stack}: keys are protected");
            assert!(ran.stderr.contains("prevent_destroy"), "{stack}: {}", ran.stderr);
            assert_eq!(in_state(&sandbox), before, "{stack}");
            allow_destruction_of_keys(&sandbox);
        }
        let ran = run(&sandbox, &["destroy", "--sandbox", "--", "-auto-approve"]);
        assert_eq!(ran.code, 0, "{stack}: {}", ran.stderr);
        assert_eq!(in_state(&sandbox), BTreeSet::new(), "{stack}");
        let outside =
            fs::read_dir(sandbox.work().join("terrace.out")).unwrap().map(|entry| entry.unwrap().path());
        let mut outside = outside.filter(|path| !path.to_string_lossy().ends_with(".sandbox")).peekable();
        assert!(outside.peek().is_some(), "{stack}: there is a real output directory");
        assert!(outside.all(|path| !path.join("terraform.tfstate").exists()), "{stack}: no real state");

        let ran = run(&sandbox, &["sandbox", "reset"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, "removed the sandbox and its state\n"), "{stack}");
        let ran = run(&sandbox, &["sandbox", "reset"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, "there is no sandbox\n"), "{stack}");
    }
}

#[test]
fn stacks_match_the_schemas_of_aws_6() {
    stacks_match_the_schemas_of("aws-6.47.0.json.gz");
}

#[test]
fn stacks_match_the_schemas_of_aws_5() {
    stacks_match_the_schemas_of("aws-5.100.0.json.gz");
}

fn stacks_match_the_schemas_of(version: &str) {
    if !is_there("terraform") {
        return;
    }
    let Some(folder) = Folder::shared() else { return skipped() };
    let schemas = [version, "random-3.7.2.json.gz"].map(|file| folder.path().join(file));
    for stack in STACKS.iter().filter(|stack| stack.is_in_shared_schemas()) {
        lives_with_the_schemas(stack.path, &schemas);
    }
}

/// Applies, finds no changes, and destroys, with these schemas in the test's own cache.
fn lives_with_the_schemas(stack: &str, schemas: &[PathBuf]) {
    let sandbox = sandbox(stack);
    let cache = sandbox.cache_of_its_own().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = sandbox.command(arguments);
        let command = command.envs(VARIABLES).env("TERRACE_CACHE_DIR", &cache);
        sandbox.masked_output(command.output().unwrap())
    };
    for schema in schemas {
        let ran = run(&["sandbox", "schema", "add", &schema.to_string_lossy()]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let ran = run(&["apply", "--sandbox", "--", "-auto-approve", "-input=false"]);
    assert_eq!(ran.code, 0, "{stack}: {}", ran.stderr);
    assert_eq!(in_state(&sandbox), managed(&sandbox), "{stack}");
    let ran = run(&["plan", "--sandbox", "--", "-detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{stack}: no changes: {}{}", ran.stdout, ran.stderr);
    allow_destruction_of_keys(&sandbox);
    let ran = run(&["destroy", "--sandbox", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{stack}: {}", ran.stderr);
    assert_eq!(in_state(&sandbox), BTreeSet::new(), "{stack}");
}

#[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
fn skipped() {
    eprintln!("SKIPPED: the folder with provider schemas is not here");
}

#[test]
fn adding_a_region_only_adds() {
    if !is_there("terraform") {
        return;
    }
    // The only change in the example is the policy that lists the regions with possible databases.
    for (stack, changes) in [("tests/stacks/assumed-roles", 0), ("examples/three-tier", 1)] {
        let sandbox = sandbox(stack);
        assert_eq!(apply(&sandbox).code, 0, "{stack}");
        let path = sandbox.work().join("terrace.yaml");
        let text = fs::read_to_string(&path).unwrap();
        let region = "regions:\n  another: { aws: { region: eu-west-1 } }\n";
        fs::write(&path, text.replacen("regions:\n", region, 1)).unwrap();
        let ran = run(&sandbox, &["plan", "--sandbox", "--", "-detailed-exitcode"]);
        assert_eq!(ran.code, 2, "{stack}: {}", ran.stderr);
        let summary = format!("to add, {changes} to change, 0 to destroy");
        assert!(ran.stdout.contains(&summary), "{stack}: {}", ran.stdout);
        assert!(!ran.stdout.contains("Plan: 0 to add"), "{stack}: {}", ran.stdout);
    }
}

#[test]
fn schema_errors_are_traced_back_to_the_tier() {
    if !is_there("terraform") {
        return;
    }
    let Some(folder) = Folder::shared() else { return skipped() };
    for fault in ["misspelt", "wrong-type"] {
        let sandbox = sandbox("tests/stacks/one-region");
        sandbox.write("tiers/topic.wasm", terrace_test_artifacts::FAULTY).unwrap();
        let stack = format!(
            "stack: topics\nregions: {{ here: {{ aws: {{ region: us-east-1 }} }} }}\n\
             tiers: {{ topic: {{ component: ./tiers/topic.wasm, regions: all, inputs: {{ fault: {fault} }} }} }}\n"
        );
        sandbox.write("terrace.yaml", stack).unwrap();
        let run = |arguments: &[&str]| {
            let mut command = sandbox.command(arguments);
            let output = command.env("TERRACE_CACHE_DIR", sandbox.work().join("cache")).output().unwrap();
            sandbox.masked_output(output)
        };
        let schema = folder.path().join("aws-6.47.0.json.gz");
        assert_eq!(run(&["sandbox", "schema", "add", &schema.to_string_lossy()]).code, 0);
        let ran = run(&["plan", "--sandbox"]);
        assert_eq!(ran.code, 1, "{}", ran.stdout);
        // Terraform's output about its init precedes the error.
        let error = ran.stderr.find("Error:").unwrap();
        insta::assert_snapshot!(format!("schema_{fault}"), &ran.stderr[error..]);
    }
}

/// Returns the standard error of a run without the warnings of a synth.
fn said(ran: &CommandOutput) -> Vec<&str> {
    ran.stderr.lines().filter(|line| line.starts_with("sandbox") || line.contains("terraform init")).collect()
}

#[test]
fn sandbox_is_initialized_once_and_announced_first_and_last() {
    if !is_there("terraform") {
        return;
    }
    const SIMULATED: &str = "sandbox: the providers are simulated; nothing real is read or changed";
    let init = |reason: &str| format!("running terraform init in the sandbox: {reason}");
    let sandbox = sandbox("tests/stacks/one-region");
    let plan = || run(&sandbox, &["plan", "--sandbox"]);
    let first = plan();
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(said(&first), [SIMULATED, &init("the sandbox is new"), SIMULATED]);
    assert_eq!(first.stderr.lines().last(), Some(SIMULATED));
    assert!(!first.stderr.contains("Initializing"), "{}", first.stderr);
    for arguments in [
        &["plan", "--sandbox"][..],
        &["apply", "--sandbox", "--", "-auto-approve"],
        &["destroy", "--sandbox", "--", "-auto-approve"],
    ] {
        let ran = run(&sandbox, arguments);
        assert_eq!((ran.code, said(&ran)), (0, vec![SIMULATED, SIMULATED]), "{arguments:?}: {}", ran.stderr);
    }
    for arguments in [&["validate", "--sandbox"][..], &["output", "--sandbox"]] {
        assert_eq!(said(&run(&sandbox, arguments)), Vec::<&str>::new(), "{arguments:?}");
    }

    let out = fs::read_dir(sandbox.work().join("terrace.out")).unwrap().map(|entry| entry.unwrap().path());
    let place = out.into_iter().find(|path| path.to_string_lossy().ends_with(".sandbox")).unwrap();
    fs::remove_dir_all(place.join(".terraform")).unwrap();
    assert_eq!(said(&plan())[1], init("some of its files are missing"));
    let path = sandbox.work().join("terrace.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"~> 6.0\"", "\"6.0.0-beta1\"")).unwrap();
    let ran = plan();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(said(&ran)[1], init("the providers, the modules or the program have changed"));
    let lock = fs::read_to_string(place.join(".terraform.lock.hcl")).unwrap();
    assert!(lock.contains("\"6.0.0-beta1\""), "{lock}");
    assert_eq!(said(&plan()), [SIMULATED, SIMULATED]);
    // The output of init is shown if it fails.
    let broken = "provider \"aws\" {\n  nonsense = \n}\n";
    fs::remove_dir_all(place.join(".terraform")).unwrap();
    fs::write(place.join("broken.tf"), broken).unwrap();
    let ran = plan();
    assert_ne!(ran.code, 0);
    assert!(
        ran.stderr.contains("broken.tf") && ran.stderr.contains("terraform init failed"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stderr.lines().last(), Some(SIMULATED));
}

#[test]
fn json_lines_of_terraform_become_one_document() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("tests/stacks/one-region");
    let document = |arguments: &[&str], code: i32| {
        let ran = run(&sandbox, arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        serde_json::from_str::<Value>(&ran.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", ran.stdout))
    };
    for arguments in [
        &["plan", "--sandbox", "--format", "json"][..],
        &["apply", "--sandbox", "--format", "json", "--", "-auto-approve"],
        &["destroy", "--sandbox", "--format", "json", "--", "-auto-approve"],
    ] {
        let document = document(arguments, 0);
        let messages = document["messages"].as_array().unwrap();
        assert!(
            messages.iter().any(|message| message["type"] == "change_summary"),
            "{arguments:?}: {messages:?}"
        );
    }
    assert!(document(&["validate", "--sandbox", "--format", "json"], 0)["valid"].is_boolean());
    assert!(document(&["output", "--sandbox", "--format", "json"], 0).is_object());
    let refused = document(&["plan", "--sandbox", "--format", "json", "--", "-no-such-option"], 1);
    assert!(refused["messages"].is_array(), "{refused}");
    // Calls of terraform itself show its own lines.
    let ran = run(&sandbox, &["plan", "--sandbox", "--", "-json"]);
    assert!(ran.stdout.lines().count() > 1);
    assert!(ran.stdout.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{}", ran.stdout);
}

#[test]
fn failed_apply_is_completed_by_the_next() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("tests/stacks/assumed-roles");
    let fault = "aws_s3_bucket.storage_main_main=create";
    let ran = run(&sandbox, &["apply", "--sandbox", "--fail", fault, "--", "-auto-approve"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("aws_s3_bucket.storage_main_main is aws_s3_bucket.main of storage[main] (storage@"),
        "{}",
        ran.stderr
    );
    assert!(!in_state(&sandbox).contains("aws_s3_bucket.storage_main_main"));
    let ran = apply(&sandbox);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(in_state(&sandbox), managed(&sandbox));
}

#[test]
fn data_sources_return_what_the_stack_file_sets() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("tests/stacks/assumed-roles");
    let stack = sandbox.work().join("terrace.yaml");
    let text = fs::read_to_string(&stack).unwrap();
    let section = "\nsandbox:\n  data:\n    aws_caller_identity: { account_id: \"000000000042\" }\n";
    fs::write(&stack, format!("{text}{section}")).unwrap();
    assert_eq!(apply(&sandbox).code, 0);
    assert_eq!(run(&sandbox, &["output", "--sandbox", "--", "-raw", "account"]).stdout, "000000000042");

    fs::write(&stack, format!("{text}\nsandbox:\n  dta: {{}}\n")).unwrap();
    let ran = run(&sandbox, &["plan", "--sandbox"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);
}

/// If a path is not valid text, or is too long for a socket, the sandbox works or explains why not. It never falls back to
/// real providers, for which it would contact a registry: the proxy that it would use does not exist.
#[test]
fn unusual_paths_cause_no_network_access() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    if !is_there("terraform") {
        return;
    }
    let stack = "stack: shop\nregions:\n  main: { aws: { region: us-east-1 } }\n\
                 tiers:\n  storage: { component: storage, regions: all, inputs: { force_destroy: false } }\n";
    let long = "long/".repeat(40);
    let odd = OsStr::from_bytes(b"odd-\xff-path");
    for (directory, is_of_stack) in
        [(OsStr::new(&long), true), (OsStr::new(&long), false), (odd, true), (odd, false)]
    {
        let sandbox = under_test::sandbox();
        let directory = sandbox.work().join(directory);
        fs::create_dir_all(&directory).unwrap();
        let place = if is_of_stack { directory.clone() } else { sandbox.work() };
        fs::write(place.join("terrace.yaml"), stack).unwrap();
        let mut command = sandbox.command(["apply", "--sandbox", "--", "-auto-approve", "-input=false"]);
        command
            .current_dir(&place)
            .env("HTTPS_PROXY", "http://127.0.0.1:1")
            .env("HTTP_PROXY", "http://127.0.0.1:1");
        if !is_of_stack {
            command.env("TMPDIR", &directory);
        }
        let ran = sandbox.masked_output(command.output().unwrap());
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!told.contains("127.0.0.1"), "{}: {told}", directory.display());
        let says_why = ran.code == 1 && told.contains("UTF-8");
        assert!(ran.code == 0 || says_why, "{}: {told}", directory.display());
        assert!(ran.code == 0 || directory.ends_with(odd), "{}: {told}", directory.display());
    }
}
