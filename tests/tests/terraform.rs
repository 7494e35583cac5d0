//! The real terraform on what a stack gives, with the one provider that is built into it.

#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::{Map, Value, json};
use std::fs;
use terrace::expression::{escape, literal};
use terrace_tests::program::{Ran, Sandbox, is_there};

/// A stack whose only tier makes one `terraform_data`, and writes the input that it is given into it.
fn sandbox(value: &str) -> Sandbox {
    let sandbox =
        Sandbox::new(env!("CARGO_BIN_EXE_terrace-under-test"), env!("CARGO_TARGET_TMPDIR")).unwrap();
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

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    sandbox.run(arguments).unwrap()
}

#[test]
fn a_stack_lives_from_plan_to_destroy() {
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
    assert!(!ran.stdout.contains('\u{1b}'), "no colours where there is no terminal");

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
    let ran = sandbox.ran(output);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let state = fs::read_to_string(sandbox.work().join("terrace.out/default/terraform.tfstate")).unwrap();
    assert!(state.contains("hi from here") && state.contains("hi from there"), "{state}");
}

#[test]
fn what_terraform_finds_wrong_is_led_back_to_the_tier() {
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
fn without_terraform_the_way_out_is_told() {
    let sandbox = sandbox("x");
    let output = sandbox.command(["plan"]).env("PATH", "/nowhere").output().unwrap();
    let ran = sandbox.ran(output);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("not_found", ran.stderr);
    assert!(!sandbox.work().join("terrace.out").exists(), "nothing is done that would be for nothing");

    let ran = run(&sandbox, &["plan", "--terraform", "./no-such-program"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!("option_not_found", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_terraform_that_is_too_old_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox("x");
    let program = sandbox.write("old", "#!/bin/sh\necho 'Terraform v1.3.9'\n").unwrap();
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let ran = run(&sandbox, &["plan", "--terraform", "./old"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);
}

/// Every text of a few characters that markers are made of, and some others.
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

/// What Terrace escapes, terraform evaluates to the text that it was; what Terrace takes for a literal is one to terraform.
#[test]
fn an_escaped_text_is_that_text_to_terraform() {
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
    let sandbox =
        Sandbox::new(env!("CARGO_BIN_EXE_terrace-under-test"), env!("CARGO_TARGET_TMPDIR")).unwrap();
    sandbox.write("main.tf.json", json!({ "output": outputs }).to_string()).unwrap();
    let terraform = |arguments: &[&str]| {
        let ran = sandbox.ran(sandbox.bare("terraform").args(arguments).output().unwrap());
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
