//! Regions and tiers that are removed, renamed or moved: the messages, and a check that their instructions work.

use crate::under_test;
use serde_json::Value;
use std::fs;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

const STACK: &str = "\
stack: shop
regions:
  east: { aws: { region: us-east-1 } }
  west: { aws: { region: us-west-2 } }
tiers:
  queues: { component: ./queues.wasm, regions: all, inputs: { names: [orders] } }
";

const MAIN: &str = "terrace.out/default/main.tf.json";

fn sandbox() -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("queues.wasm", terrace_test_artifacts::QUEUES).unwrap();
    sandbox.write("terrace.yaml", STACK).unwrap();
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

/// Runs a command after changing the stack file to this.
fn with(sandbox: &Sandbox, stack: &str, arguments: &[&str]) -> CommandOutput {
    sandbox.write("terrace.yaml", stack).unwrap();
    run(sandbox, arguments)
}

fn apply(sandbox: &Sandbox) -> CommandOutput {
    let ran = run(sandbox, &["apply", "--sandbox", "--", "-auto-approve", "-input=false"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran
}

fn without_west() -> String {
    STACK.replace("  west: { aws: { region: us-west-2 } }\n", "")
}

#[test]
fn region_removed_is_reported_with_its_location() {
    let sandbox = sandbox();
    let ran = run(&sandbox, &["synth"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let last = fs::read_to_string(sandbox.work().join(MAIN)).unwrap();
    let ran = with(&sandbox, &without_west(), &["diff"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (3, ""));
    let check = run(&sandbox, &["synth", "--check"]);
    assert!(check.stdout.ends_with(&ran.stdout), "{}", check.stdout);
    let mut shown = format!("=== diff\n{}", ran.stdout);
    for arguments in [["diff", "--format", "json"].as_slice(), &["synth", "--check", "--format", "json"]] {
        let report: Value = serde_json::from_str(&run(&sandbox, arguments).stdout).unwrap();
        assert_eq!(report["stranded"][0]["region"], "west", "{report}");
        assert_eq!(report["diagnostics"][0]["code"], "region-needed");
    }
    let ran = run(&sandbox, &["synth"]);
    assert_eq!(ran.code, 0);
    shown += &format!("=== synth\n{}", ran.stderr);
    // It is done, and no longer prevents anything.
    assert_eq!(run(&sandbox, &["synth"]).stderr, "");

    fs::write(sandbox.work().join(MAIN), last).unwrap();
    let report: Value = serde_json::from_str(&run(&sandbox, &["synth", "--format", "json"]).stdout).unwrap();
    assert_eq!(report["diagnostics"][0]["code"], "region-needed");
    insta::assert_snapshot!(shown);
}

#[test]
fn region_is_removed_in_steps() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    apply(&sandbox);
    let last = fs::read_to_string(sandbox.work().join(MAIN)).unwrap();
    for command in ["plan", "apply", "destroy"] {
        let ran = with(&sandbox, &without_west(), &[command, "--sandbox"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{command}: {}", ran.stderr);
        assert_eq!(ran.stderr.matches("Provider configuration not present").count(), 1, "{}", ran.stderr);
        assert_eq!(fs::read_to_string(sandbox.work().join(MAIN)).unwrap(), last, "{command} writes nothing");
        if command == "plan" {
            insta::assert_snapshot!(ran.stderr);
        }
    }
    // The output does not matter, because the state contains it.
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    let ran = run(&sandbox, &["plan", "--sandbox"]);
    assert_eq!((ran.code, ran.stderr.contains("error[region-needed]")), (1, true), "{}", ran.stderr);

    let kept = STACK.replace("regions: all", "regions: [east]");
    let ran = with(&sandbox, &kept, &["plan", "--sandbox"]);
    assert!(
        ran.stdout.contains("Plan: 0 to add, 0 to change, 2 to destroy."),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    apply(&sandbox);
    let ran = with(&sandbox, &without_west(), &["plan", "--sandbox", "--", "-detailed-exitcode"]);
    assert_eq!(ran.code, 0, "no changes: {}{}", ran.stdout, ran.stderr);
    assert!(!ran.stderr.contains("region-needed"), "{}", ran.stderr);
}

#[test]
fn region_removed_too_early_shows_the_way_out() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    apply(&sandbox);
    sandbox.write("terrace.yaml", without_west()).unwrap();
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    // A remote state, which only terraform reads.
    let ran = run(&sandbox, &["terraform", "--sandbox", "--", "plan"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let at = ran.stderr.find("warning[region-needed]").unwrap_or_else(|| panic!("{}", ran.stderr));
    insta::assert_snapshot!(&ran.stderr[at..]);
}

#[test]
fn region_with_another_location_is_reported() {
    let sandbox = sandbox();
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    let elsewhere = STACK.replace("us-east-1", "eu-west-1");
    let ran = with(&sandbox, &elsewhere, &["diff"]);
    let mut shown = format!("=== diff\n{}", ran.stdout);
    let ran = run(&sandbox, &["synth"]);
    shown += &format!("=== synth\n{}", ran.stderr);
    assert_eq!(ran.code, 0);
    let account = "  west: { aws: { region: us-west-2, assume_role: [{ role_arn: 'arn:aws:iam::111111111111:role/x' }] } }\n";
    let other = elsewhere.replace("  west: { aws: { region: us-west-2 } }\n", account);
    let ran = with(&sandbox, &other, &["synth"]);
    shown += &format!("=== another account\n{}", ran.stderr);
    insta::assert_snapshot!(shown);
}

/// Applies a stack, renames its tier and one of its regions, and saves the blocks that are shown. Returns the output.
fn renamed(sandbox: &Sandbox, stack: &str) -> String {
    sandbox.write("terrace.yaml", stack).unwrap();
    apply(sandbox);
    let renamed = stack.replace("west:", "us-west:").replace("  first: {", "  other: {");
    let ran = with(sandbox, &renamed, &["diff"]);
    let mut shown = format!("=== diff\n{}", ran.stdout);
    let refused = run(sandbox, &["plan", "--sandbox"]);
    shown += &format!("=== plan\n{}", refused.stderr);
    assert_eq!(refused.code, 1);
    let report: Value = serde_json::from_str(&run(sandbox, &["diff", "--format", "json"]).stdout).unwrap();
    sandbox.write("terrace.out/default/moved.tf", report["moved"].as_str().unwrap()).unwrap();
    let ran = run(sandbox, &["diff"]);
    shown + &format!("=== diff with moved.tf\n{}", ran.stdout)
}

#[test]
fn renamed_tier_keeps_its_resources_with_the_blocks_from_diff() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    let tiers = STACK.find("  queues:").unwrap();
    let network = "  first: { component: network, regions: all, inputs: { nat: none } }\n";
    renamed(&sandbox, &format!("{}{network}", &STACK[..tiers]));
    let ran = run(&sandbox, &["plan", "--sandbox"]);
    assert!(ran.stdout.contains("Plan: 0 to add, "), "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains(" 0 to destroy."), "{}", ran.stdout);
    assert!(!ran.stderr.contains("[renamed]"), "{}", ran.stderr);
    apply(&sandbox);
    fs::remove_file(sandbox.work().join("terrace.out/default/moved.tf")).unwrap();
    let ran = run(&sandbox, &["plan", "--sandbox", "--", "-detailed-exitcode"]);
    assert_eq!(ran.code, 0, "no changes: {}{}", ran.stdout, ran.stderr);
}

#[test]
fn renamed_tier_recreates_resources_with_its_name_as_diff_shows() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    insta::assert_snapshot!(renamed(&sandbox, &STACK.replace("queues: {", "first: {")));
    let ran = run(&sandbox, &["plan", "--sandbox"]);
    assert!(
        ran.stdout.contains("Plan: 4 to add, 0 to change, 4 to destroy."),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    assert_eq!(ran.stdout.matches("(moved from aws_sqs_queue.first_").count(), 4, "{}", ran.stdout);
}

#[test]
fn watch_reports_renamed_tiers() {
    let sandbox = sandbox();
    assert_eq!(run(&sandbox, &["synth"]).code, 0);
    sandbox.write("terrace.yaml", STACK.replace("queues: {", "jobs: {")).unwrap();
    let mut child = sandbox
        .command(["watch", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line)
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let round: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(round["diagnostics"][0]["code"], "renamed", "{round}");
    assert!(round["moved"].as_str().unwrap().contains("to   = aws_sqs_queue.jobs_east_orders"), "{round}");
}

#[test]
fn stack_without_tiers_needs_the_sources_of_providers() {
    let sandbox = sandbox();
    let tiers = STACK.find("tiers:").unwrap();
    let empty = format!("{}tiers: {{}}\n", &STACK[..tiers]);
    let ran = with(&sandbox, &empty, &["synth"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.stderr);
    let named = format!("providers: {{ aws: {{ source: hashicorp/aws }} }}\n{empty}");
    if !is_there("terraform") {
        return;
    }
    sandbox.write("terrace.yaml", STACK).unwrap();
    apply(&sandbox);
    sandbox.write("terrace.yaml", named).unwrap();
    let ran = apply(&sandbox);
    assert!(ran.stdout.contains("4 destroyed."), "{}", ran.stdout);
}

#[test]
fn last_resource_of_the_last_provider_can_be_destroyed() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    let alone = "stack: shop\ntiers:\n  queues: { component: ./queues.wasm, inputs: { names: [orders] } }\n";
    sandbox.write("terrace.yaml", alone).unwrap();
    apply(&sandbox);
    let ran = with(&sandbox, "stack: shop\n", &["plan", "--sandbox"]);
    assert!(
        ran.stdout.contains("Plan: 0 to add, 0 to change, 2 to destroy."),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    apply(&sandbox);
    let ran = run(&sandbox, &["plan", "--sandbox", "--", "-detailed-exitcode"]);
    assert_eq!(ran.code, 0, "no changes: {}{}", ran.stdout, ran.stderr);
}
