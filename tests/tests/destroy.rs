//! Obstacles to a destroy are reported before it starts.

use crate::under_test;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

const STACK: &str = "\
stack: shop
regions: { main: { aws: { region: eu-west-1 } } }
tiers:
  network: { component: network, regions: all }
  database:
    component: database
    regions: all
    inputs:
      vpc_id: ${tier.network.vpc_id}
      subnet_ids: ${tier.network.private_subnet_ids}
      credentials: { secret_name: shop/database }
      deletion_protection: PROTECTED
  storage: { component: storage, regions: all }
";

/// Creates a stack, and a terraform that prints its arguments and whose state has these resources.
fn with(protected: bool, resources: &[Value]) -> Sandbox {
    let sandbox = under_test::sandbox();
    sandbox.write("terrace.yaml", STACK.replace("PROTECTED", &protected.to_string())).unwrap();
    let state = sandbox.write("state", json!({ "version": 4, "resources": resources }).to_string()).unwrap();
    let script = format!(
        "#!/bin/sh\n\
         [ \"$1\" = version ] && echo 'Terraform v1.11.0' && exit\n\
         shift\n\
         [ \"$1\" = state ] && cat '{}' && exit\n\
         echo \"terraform $*\"\n",
        state.display()
    );
    let program = sandbox.write("fake", script).unwrap();
    fs::set_permissions(program, PermissionsExt::from_mode(0o755)).unwrap();
    sandbox
}

fn managed(type_name: &str, name: &str, attributes: &Value) -> Value {
    json!({ "mode": "managed", "type": type_name, "name": name, "instances": [{ "attributes": attributes }] })
}

fn database(protected: bool) -> Value {
    managed("aws_db_instance", "database_main_main", &json!({ "deletion_protection": protected }))
}

fn bucket() -> Value {
    managed("aws_s3_bucket", "storage_main_main", &json!({ "force_destroy": false }))
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> CommandOutput {
    let (command, rest) = arguments.split_first().unwrap();
    sandbox.run([&[*command, "--terraform", "./fake"], rest].concat()).unwrap()
}

fn shown(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let CommandOutput { code, stdout, stderr } = run(sandbox, arguments);
    format!("$ terrace {}\nexit code {code}\n{stdout}{stderr}", arguments.join(" "))
}

#[test]
fn destroy_of_protected_resources_is_refused_at_the_start() {
    let sandbox = with(true, &[database(true), bucket()]);
    let ran = run(&sandbox, &["destroy"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.stdout.contains("terraform destroy"), "{}", ran.stdout);
    insta::assert_snapshot!(
        [
            shown(&sandbox, &["destroy"]),
            shown(&sandbox, &["apply", "--", "-destroy"]),
            // It may target another part, and a plan destroys nothing.
            shown(&sandbox, &["destroy", "--", "-target=aws_vpc.network_main_main"]),
            shown(&sandbox, &["plan", "--", "-destroy"]),
        ]
        .join("\n")
    );
    // Users who know better can run terraform directly.
    let ran = sandbox.run(["terraform", "--terraform", "./fake", "--", "destroy"]).unwrap();
    assert!(ran.stdout.contains("terraform destroy"), "{}", ran.stdout);
}

#[test]
fn destroy_needs_an_apply_after_protection_is_turned_off() {
    let sandbox = with(false, &[database(true)]);
    insta::assert_snapshot!(shown(&sandbox, &["destroy"]));
}

#[test]
fn destroy_of_unprotected_resources_runs() {
    let emptied = managed("aws_s3_bucket", "storage_main_main", &json!({ "force_destroy": true }));
    for resources in [vec![], vec![database(false), emptied]] {
        let ran = run(&with(false, &resources), &["destroy"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.contains("terraform destroy"), "{}", ran.stdout);
        assert!(!ran.stderr.contains("warning["), "{}", ran.stderr);
    }
    // Commands that do not destroy anything do not read the state.
    let ran = run(&with(true, &[database(true)]), &["apply"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stderr.contains("protected"), "{}", ran.stderr);
}

#[test]
fn destroy_in_the_sandbox_warns_and_continues() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = with(true, &[]);
    let apply = sandbox.run(["apply", "--sandbox", "--", "-auto-approve"]).unwrap();
    assert_eq!(apply.code, 0, "{}", apply.stderr);
    let ran = sandbox.run(["destroy", "--sandbox", "--", "-auto-approve"]).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[protected]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[may-be-full]"), "{}", ran.stderr);
    assert!(ran.stdout.contains("Destroy complete!"), "{}", ran.stdout);
}
