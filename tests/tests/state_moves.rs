//! A state with addresses that are not Terrace's, as in the migration guides.

use crate::under_test;
use std::fs;
use std::path::PathBuf;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

const STACK: &str = "\
stack: shop
regions:
  eu: { aws: { region: eu-west-1 } }
tiers:
  queues: { component: ./queues.wasm, regions: all, inputs: { names: [orders] } }
";

const ELSEWHERE: &str = "orders_A1B2C3D4";
const HERE: &str = "queues_eu_orders";

/// Applies a stack in the sandbox, with one resource in the state under another name.
fn applied_elsewhere() -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("terrace.yaml", STACK).unwrap();
    sandbox.write("queues.wasm", terrace_test_artifacts::QUEUES).unwrap();
    let ran = apply(&sandbox);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let state = simulated(&sandbox, "terraform.tfstate");
    let text = fs::read_to_string(&state).unwrap();
    let named = text.replace(&format!("\"{HERE}\""), &format!("\"{ELSEWHERE}\""));
    assert_ne!(named, text);
    fs::write(state, named).unwrap();
    sandbox
}

/// Returns a file of the directory in which the sandbox runs terraform.
fn simulated(sandbox: &Sandbox, name: &str) -> PathBuf {
    sandbox.work().join("terrace.out/.default.sandbox").join(name)
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

fn plan(sandbox: &Sandbox) -> CommandOutput {
    run(sandbox, &["plan", "--sandbox", "--", "-detailed-exitcode"])
}

fn apply(sandbox: &Sandbox) -> CommandOutput {
    run(sandbox, &["apply", "--sandbox", "--", "-auto-approve", "-input=false"])
}

#[test]
fn resource_is_recreated_without_a_move() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = applied_elsewhere();
    let ran = plan(&sandbox);
    assert!(
        ran.stdout.contains("Plan: 1 to add, 0 to change, 1 to destroy."),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
}

#[test]
fn moved_block_next_to_the_configuration_keeps_the_resource() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = applied_elsewhere();
    let moved = format!("moved {{\n  from = aws_sqs_queue.{ELSEWHERE}\n  to   = aws_sqs_queue.{HERE}\n}}\n");
    let file = simulated(&sandbox, "moved.tf");
    fs::write(&file, moved).unwrap();
    let ran = plan(&sandbox);
    assert!(
        ran.stdout.contains(&format!("aws_sqs_queue.{ELSEWHERE} has moved to aws_sqs_queue.{HERE}")),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    assert!(ran.stdout.contains("Plan: 0 to add, 0 to change, 0 to destroy."), "{}", ran.stdout);

    let ran = apply(&sandbox);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    fs::remove_file(file).unwrap();
    let ran = plan(&sandbox);
    assert_eq!(ran.code, 0, "no changes: {}{}", ran.stdout, ran.stderr);
}

#[test]
fn terraform_moves_a_resource_in_the_state() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = applied_elsewhere();
    let output = sandbox
        .bare("terraform")
        .current_dir(simulated(&sandbox, ""))
        .args(["state", "mv"])
        .args([format!("aws_sqs_queue.{ELSEWHERE}"), format!("aws_sqs_queue.{HERE}")])
        .output()
        .unwrap();
    let moved = sandbox.masked_output(output);
    assert_eq!(moved.code, 0, "{}", moved.stderr);
    let ran = plan(&sandbox);
    assert_eq!(ran.code, 0, "no changes: {}{}", ran.stdout, ran.stderr);
}
