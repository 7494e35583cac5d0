//! Files next to the output that terraform also reads, and the state there.

use crate::under_test;
use std::fs;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

fn sandbox() -> Sandbox {
    let sandbox = under_test::sandbox();
    let stack = "stack: shop\nvariables: { mood: { default: good } }\noutputs: { mood: \"${var.mood}\" }\n";
    sandbox.write("terrace.yaml", stack).unwrap();
    sandbox
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    sandbox.run(arguments).unwrap()
}

#[test]
fn files_that_terraform_also_reads_are_reported() {
    let sandbox = sandbox();
    assert_eq!(run(&sandbox, &["synth"]).stderr, "");
    let write = |name: &str, text: &str| sandbox.write(&format!("terrace.out/default/{name}"), text).unwrap();
    // Terraform reads none of these.
    for name in [".hidden.tf", "main.tf~", "#main.tf", "plan.tfplan", "other.tfvars", ".terraform.lock.hcl"] {
        write(name, "");
    }
    assert_eq!(run(&sandbox, &["synth", "--check"]).code, 0);
    write("moved.tf", "");
    let ran = run(&sandbox, &["synth", "--check"]);
    assert_eq!(ran.code, 3);
    let mut shown = format!("{}{}", ran.stderr, ran.stdout);
    for name in ["more.tf.json", "override.tf", "terraform.tfvars", "x.auto.tfvars.json"] {
        write(name, "{}");
    }
    let ran = run(&sandbox, &["synth"]);
    assert_eq!(ran.code, 0);
    shown += &ran.stderr;
    insta::assert_snapshot!(shown);
    assert!(run(&sandbox, &["synth", "--format", "json"]).stdout.contains("\"foreign-file\""));
}

#[test]
fn sandbox_copies_files_that_terraform_also_reads() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    let more = "resource \"aws_sqs_queue\" \"more\" {\n  name = \"more-${var.mood}\"\n}\n";
    sandbox.write("terrace.out/default/more.tf", more).unwrap();
    sandbox.write("terrace.out/default/terraform.tfvars", "mood = \"better\"\n").unwrap();
    let ran = run(&sandbox, &["apply", "--sandbox", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("foreign-file"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("local-state"), "{}", ran.stderr);
    let place = sandbox.work().join("terrace.out/.default.sandbox");
    assert!(fs::read_to_string(place.join("terraform.tfstate")).unwrap().contains("more-better"));
    assert_eq!(fs::read_to_string(place.join(".gitignore")).unwrap(), "*\n");
    // A file that was deleted is no longer copied.
    fs::remove_file(sandbox.work().join("terrace.out/default/terraform.tfvars")).unwrap();
    let ran = run(&sandbox, &["apply", "--sandbox", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(fs::read_to_string(place.join("terraform.tfstate")).unwrap().contains("more-good"));
}

#[test]
fn local_state_is_reported_until_the_stack_declares_it() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    let ran = run(&sandbox, &["apply", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    insta::assert_snapshot!(ran.stderr);
    sandbox.write("terrace.yaml", "stack: shop\nbackend: { local: {} }\n").unwrap();
    let ran = run(&sandbox, &["apply", "--", "-auto-approve"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("local-state"), "{}", ran.stderr);
}
