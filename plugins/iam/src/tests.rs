mod access;
mod names;
mod trust;

use super::*;
use terrace_aws::testing::assert_policies;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

fn instance(inputs: Json) -> Instance<Iam> {
    Instance::new()
        .environment("production")
        .regions(["primary", "secondary"])
        .tags(json!({"Project": "shop"}))
        .inputs(inputs)
}

/// Returns a contribution whose policies are valid and no broader than they need to be.
fn made(inputs: Json) -> Synthesized {
    let made = instance(inputs).synth();
    assert_policies(&made, &[]);
    made
}

fn full() -> Json {
    json!({
        "secret_arn": {"$expr": "${tier.database[\"primary\"].secret_arn}"},
        "bucket_arns": [{"$expr": "${tier.storage[\"primary\"].arn}"}],
    })
}

#[test]
fn reference_architecture() {
    let made = made(full());
    assert_eq!(made.addresses("aws_iam_policy.").len(), 3);
    assert_eq!(made.addresses("aws_iam_role_policy_attachment.").len(), 3);
    insta::assert_snapshot!(made);
}

#[test]
fn policies_exist_only_for_what_is_allowed() {
    let made = made(json!({"database_regions": []}));
    assert!(made.addresses("aws_iam_policy").is_empty());
    assert_eq!(made.addresses("data."), ["data.aws_caller_identity.current"]);
    assert!(made.has("aws_iam_role.instance") && made.has("aws_iam_instance_profile.instance"));
}

#[test]
fn third_region_adds_to_one_policy_and_changes_no_address() {
    let before = made(full());
    let after = instance(full()).regions(["tertiary"]).synth();
    for address in before.addresses("") {
        if address != "aws_iam_policy.databases" {
            assert_eq!(before.block(&address), after.block(&address), "{address}");
        }
    }
    assert_eq!(after.block("data.aws_service.rds_tertiary")["provider"], "aws.tertiary");
    insta::assert_snapshot!(after.block("aws_iam_policy.databases")["policy"].as_str().unwrap());
}

#[test]
fn databases_of_some_regions() {
    let made = made(json!({"database_regions": ["secondary"]}));
    assert_eq!(made.addresses("data.aws_service."), ["data.aws_service.rds_secondary"]);
}

#[test]
fn stack_without_regions_looks_up_one_service() {
    let made = Instance::<Iam>::new().synth();
    assert_eq!(made.addresses("data.aws_service."), ["data.aws_service.rds"]);
    assert!(made.block("data.aws_service.rds").get("provider").is_none());
}

#[test]
fn keys_can_be_used_through_the_services_that_need_them() {
    let mut inputs = full();
    inputs["kms_key_arns"] = json!(["arn:aws:kms:us-east-1:123456789012:key/1"]);
    let made = made(inputs);
    let policy = |name: &str| made.block(&format!("aws_iam_policy.{name}"))["policy"].to_string();
    assert!(!policy("databases").contains("kms:"));
    insta::assert_snapshot!([policy("secret"), policy("buckets")].join("\n"));
}

#[test]
fn names_path_and_boundary_can_be_given() {
    let inputs = json!({
        "name": "web", "path": "/app/", "permissions_boundary": {"$expr": "${var.boundary}"},
        "secret_arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x",
    });
    let made = made(inputs);
    let role = made.block("aws_iam_role.instance");
    assert_eq!((&role["name"], &role["path"]), (&json!("web"), &json!("/app/")));
    assert_eq!(role["permissions_boundary"], "${var.boundary}");
    assert_eq!(made.block("aws_iam_instance_profile.instance")["name"], "web");
    let policy = made.block("aws_iam_policy.secret");
    assert_eq!((&policy["name"], &policy["path"]), (&json!("web-secret"), &json!("/app/")));
}

#[test]
fn inputs_that_are_invalid_are_reported() {
    let inputs = json!({"name": "w".repeat(65), "database_regions": ["primary", "third", "primary"]});
    insta::assert_snapshot!(instance(inputs).region("primary").errors());
    insta::assert_snapshot!(Instance::<Iam>::new().inputs(json!({"database_regions": ["primary"]})).errors());
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Iam>()));
}
