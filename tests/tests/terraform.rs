//! The real terraform on the output of a stack, with its single built-in provider.

use crate::under_test;
use serde_json::{Map, Value, json};
use std::fs;
use terrace_core::expression::{escape, literal};
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

/// Creates a stack whose only tier creates one `terraform_data` with the value of its input.
fn sandbox(value: &str) -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("tiers/data.wasm", terrace_test_artifacts::FAULTY).unwrap();
    stack(&sandbox, value);
    sandbox
}

fn stack(sandbox: &Sandbox, value: &str) {
    let text = format!(
        "stack: real
variables:
  greeting: {{ type: string, default: hello }}
regions:
  here: {{}}
  there: {{}}
tiers:
  data:
    component: ./tiers/data.wasm
    regions: all
    inputs: {{ fault: expression, value: '{value}' }}
outputs:
  here: ${{tier.data[\"here\"].id}}
  there: ${{tier.data[\"there\"].id}}
"
    );
    sandbox.write("terrace.yaml", text).unwrap();
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

#[test]
fn stack_is_planned_applied_and_destroyed() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("x");
    let plan = ["plan", "--", "-detailed-exitcode"];

    let ran = run(&sandbox, &["validate"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("The configuration is valid"), "{}", ran.stdout);

    let ran = run(&sandbox, &plan);
    assert_eq!(ran.code, 2, "there are changes: {}", ran.stderr);
    assert!(ran.stdout.contains("terraform_data.data_here_main will be created"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'), "no colours without a terminal");

    let ran = run(&sandbox, &["apply", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("2 added, 0 changed, 0 destroyed"), "{}", ran.stdout);
    assert_eq!(run(&sandbox, &plan).code, 0, "nothing is left to do");

    let ran = run(&sandbox, &["output", "--format", "json"]);
    let outputs: Value = serde_json::from_str(&ran.stdout).unwrap();
    let ids: Vec<_> = ["here", "there"].iter().map(|name| outputs[name]["value"].as_str().unwrap()).collect();
    assert_ne!(ids[0], ids[1]);
    assert_eq!(run(&sandbox, &["output", "--", "-raw", "here"]).stdout, ids[0]);

    stack(&sandbox, "changed");
    let ran = run(&sandbox, &["apply", "--", "-auto-approve"]);
    assert!(ran.stdout.contains("0 added, 2 changed, 0 destroyed"), "{}", ran.stdout);

    let state = sandbox.work().join("terrace.out/default/terraform.tfstate");
    assert!(fs::read_to_string(&state).unwrap().contains("changed"), "a new synth leaves the state alone");

    let ran = run(&sandbox, &["destroy", "--", "-auto-approve"]);
    assert!(ran.stdout.contains("2 destroyed"), "{}", ran.stdout);
}

#[test]
fn variables_reach_terraform() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("${var.greeting} from ${terrace.region}");
    let output = sandbox
        .command(["apply", "--", "-auto-approve", "-var", "greeting=hi"])
        .env("TF_VAR_greeting", "overridden")
        .output()
        .unwrap();
    let ran = sandbox.masked_output(output);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let state = fs::read_to_string(sandbox.work().join("terrace.out/default/terraform.tfstate")).unwrap();
    assert!(state.contains("hi from here") && state.contains("hi from there"), "{state}");
}

#[test]
fn terraform_errors_are_traced_back_to_the_tier() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("${upper(3, 4)}");
    let ran = run(&sandbox, &["plan"]);
    assert_eq!(ran.code, 1);
    let origins = ran.stderr.split("Where these blocks come from:").nth(1).unwrap_or_default();
    assert!(
        origins.contains("terraform_data.data_here_main is terraform_data.main of data[here] (faulty@0.1.0)"),
        "{}",
        ran.stderr
    );
}

#[test]
fn output_before_the_first_synth_says_what_to_do() {
    if !is_there("terraform") {
        return;
    }
    let ran = run(&sandbox("x"), &["output"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn terraform_not_found_shows_the_way_out() {
    let sandbox = sandbox("x");
    let output = sandbox.command(["plan"]).env("PATH", "/nowhere").output().unwrap();
    let ran = sandbox.masked_output(output);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("not_found", ran.stderr);
    assert!(!sandbox.work().join("terrace.out").exists(), "nothing is done that would be for nothing");

    let ran = run(&sandbox, &["plan", "--terraform", "./no-such-program"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("option_not_found", ran.stderr);
}

#[cfg(unix)]
#[test]
fn terraform_that_is_too_old_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox("x");
    let program = sandbox.write("old", "#!/bin/sh\necho 'Terraform v1.3.9'\n").unwrap();
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let ran = run(&sandbox, &["plan", "--terraform", "./old"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);
}

/// Returns every string of a few characters that occur in markers, and some others.
fn texts() -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut longest = texts.clone();
    for _ in 0..4 {
        longest =
            longest.iter().flat_map(|text| ["$", "%", "{", "x"].map(|c| format!("{text}{c}"))).collect();
        texts.extend(longest.iter().cloned());
    }
    let others = [
        "${var.x}",
        "%{ if true }x%{ endif }",
        "\"\\${\"",
        "\\",
        "$${",
        "$$${${",
        "é${漢}\n\t",
        "%%%{~",
        "<<E\n${x}\nE",
    ];
    texts.extend(others.map(str::to_owned));
    texts
}

/// Terraform evaluates everything that Terrace escapes to the original text, and agrees on what is a literal.
#[test]
fn escaped_text_is_that_text_to_terraform() {
    if !is_there("terraform") {
        return;
    }
    let texts = texts();
    let templates = texts.iter().map(|text| escape(text).into_owned());
    let literals = texts.iter().filter(|text| literal(text).is_some());
    let cases: Vec<(String, String)> = templates
        .zip(texts.iter().cloned())
        .chain(literals.map(|text| (text.clone(), literal(text).unwrap().into_owned())))
        .collect();
    let name = |at: usize| format!("o{at}");
    let outputs: Map<String, Value> = cases
        .iter()
        .enumerate()
        .map(|(at, (template, _))| (name(at), json!({ "value": template })))
        .collect();
    let sandbox = under_test::sandbox();
    sandbox.write("main.tf.json", json!({ "output": outputs }).to_string()).unwrap();
    let terraform = |arguments: &[&str]| {
        let ran = sandbox.masked_output(sandbox.bare("terraform").args(arguments).output().unwrap());
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.stdout
    };
    terraform(&["init"]);
    terraform(&["apply", "-auto-approve"]);
    let given: Value = serde_json::from_str(&terraform(&["output", "-json"])).unwrap();
    for (at, (template, text)) in cases.iter().enumerate() {
        assert_eq!(given[name(at)]["value"].as_str(), Some(text.as_str()), "{template}");
    }
}

/// Returns the applied greeting, from the state.
fn applied(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.work().join("terrace.out/default/terraform.tfstate")).unwrap_or_default()
}

#[test]
fn saved_plan_is_applied_unchanged() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("planned");
    assert_eq!(run(&sandbox, &["plan", "--", "-out=tf.plan"]).code, 0);
    let main = sandbox.work().join("terrace.out/default/main.tf.json");
    let before = fs::read(&main).unwrap();
    // Neither a changed stack file nor a deleted tier makes a difference.
    stack(&sandbox, "edited");
    fs::remove_file(sandbox.work().join("tiers/data.wasm")).unwrap();
    let ran = run(&sandbox, &["apply", "--", "-lock-timeout", "1s", "tf.plan"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("other-plan"), "{}", ran.stderr);
    assert!(applied(&sandbox).contains("planned") && !applied(&sandbox).contains("edited"));
    assert_eq!(fs::read(&main).unwrap(), before);
}

#[test]
fn saved_plan_of_another_configuration_is_reported() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("planned");
    assert_eq!(run(&sandbox, &["plan", "--", "-out=tf.plan"]).code, 0);
    stack(&sandbox, "edited");
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    let ran = run(&sandbox, &["apply", "--", "tf.plan"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    insta::assert_snapshot!(ran.stderr);
    assert!(applied(&sandbox).contains("planned") && !applied(&sandbox).contains("edited"));
    // If the plan does not exist, nothing else is applied instead.
    let ran = run(&sandbox, &["apply", "--", "-auto-approve", "other.plan"]);
    assert_eq!(ran.code, 1);
    assert!(applied(&sandbox).contains("planned"), "{}", ran.stderr);
}

#[test]
fn saved_plan_in_place_of_the_stack_is_an_error_with_a_hint() {
    let sandbox = sandbox("x");
    sandbox.write("tf.out", "PK\u{3}\u{4}…").unwrap();
    let told: Vec<_> = [
        &["apply", "tf.plan"][..],
        &["apply", "tf.out"],
        &["apply", "-auto-approve", "tf.plan"],
        &["apply", ".", "-e", "prod", "tf.plan", "--", "-parallelism=1"],
    ]
    .into_iter()
    .map(|arguments| {
        let ran = run(&sandbox, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stderr);
        ran.stderr.lines().filter(|line| !line.is_empty()).take(2).collect::<Vec<_>>().join("\n")
    })
    .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn terraform_runs_any_of_its_commands_on_the_output() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("x");
    let ran = run(&sandbox, &["terraform", "--", "state", "list"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("terrace synth"), "{}", ran.stderr);

    assert_eq!(run(&sandbox, &["apply", "--", "-auto-approve"]).code, 0);
    stack(&sandbox, "changed");
    let ran = run(&sandbox, &["terraform", "--", "state", "list"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(ran.stdout, "terraform_data.data_here_main\nterraform_data.data_there_main\n");
    let written = fs::read_to_string(sandbox.work().join("terrace.out/default/main.tf.json")).unwrap();
    assert!(!written.contains("changed"), "nothing is synthesized");

    // Commands that Terrace also has are run unchanged.
    let ran = run(&sandbox, &["terraform", "--", "plan", "-detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let ran = run(&sandbox, &["terraform", "--", "version", "-json"]);
    assert!(serde_json::from_str::<Value>(&ran.stdout).is_ok(), "{}", ran.stdout);
    let ran = run(&sandbox, &["terraform", "--", "state", "nonsense"]);
    assert_ne!(ran.code, 0);

    let ran = run(&sandbox, &["apply", "--sandbox", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = run(&sandbox, &["terraform", "--sandbox", "--", "show"]);
    assert!(ran.stdout.contains("changed"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn backend_changed_is_reported_with_the_command_that_moves_the_state() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox("x");
    let base = fs::read_to_string(sandbox.work().join("terrace.yaml")).unwrap();
    let backend = |path: &str| {
        sandbox.write("terrace.yaml", format!("{base}backend: {{ local: {{ path: {path} }} }}\n"))
    };
    backend("a.tfstate").unwrap();
    assert_eq!(run(&sandbox, &["apply", "--", "-auto-approve"]).code, 0);
    backend("b.tfstate").unwrap();
    let ran = run(&sandbox, &["plan", "terrace.yaml"]);
    assert_eq!(ran.code, 1);
    let told = ran.stderr.lines().last().unwrap().trim();
    assert_eq!(told, "terrace terraform terrace.yaml -- init -migrate-state");
    let arguments: Vec<_> = told.split(' ').skip(1).chain(["-force-copy"]).collect();
    assert_eq!(run(&sandbox, &arguments).code, 0);
    let ran = run(&sandbox, &["plan", "--", "-detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}
