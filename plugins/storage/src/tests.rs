mod access;
mod alarms;
mod events;
mod lifecycle;
mod log_delivery;
mod names;
mod object_lock;
mod replication;

use super::*;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

fn instance(inputs: Json) -> Instance<Storage> {
    Instance::new()
        .environment("production")
        .region("primary")
        .tags(json!({"Project": "shop"}))
        .inputs(inputs)
}

fn made(inputs: Json) -> Synthesized {
    instance(inputs).synth()
}

fn source() -> Json {
    json!({"replicate_to": {"bucket_arn": {"$expr": "${tier.storage[\"secondary\"].replication_target_arn}"}}})
}

#[test]
fn destination_of_the_reference_architecture() {
    let made = instance(json!({})).region("secondary").synth();
    assert!(made.addresses("aws_iam_").is_empty());
    assert!(made.addresses("aws_s3_bucket_replication_configuration").is_empty());
    insta::assert_snapshot!(made);
}

#[test]
fn source_of_the_reference_architecture() {
    insta::assert_snapshot!(made(source()));
}

#[test]
fn replication_adds_to_the_bucket_without_changing_it() {
    let (plain, source) = (made(json!({})), made(source()));
    for address in plain.addresses("") {
        assert_eq!(plain.block(&address), source.block(&address), "{address}");
    }
    let added: Vec<String> = source.addresses("").into_iter().filter(|address| !plain.has(address)).collect();
    assert_eq!(
        added,
        [
            "aws_iam_role.replication",
            "aws_iam_role_policy.replication",
            "aws_s3_bucket_replication_configuration.main"
        ]
    );
}

#[test]
fn replication_waits_for_versioning_at_both_ends() {
    let made = made(source());
    let versioned = "${aws_s3_bucket_versioning.main.bucket}";
    assert_eq!(made.block("aws_s3_bucket_replication_configuration.main")["bucket"], versioned);
    assert!(made.output("replication_target_arn").as_str().unwrap().ends_with(versioned));
}

#[test]
fn inputs_all_set() {
    insta::assert_snapshot!(made(json!({
        "kms_key_arn": {"$expr": "${var.here}"},
        "noncurrent_version_days": 90,
        "force_destroy": {"$expr": "${var.force_destroy}"},
        "replicate_to": {
            "bucket_arn": "arn:aws:s3:::there",
            "kms_key_arn": {"$expr": "${var.there}"},
            "storage_class": "STANDARD_IA",
            "permissions_boundary": {"$expr": "${var.boundary}"},
        },
    })));
}

#[test]
fn bucket_name_has_a_random_suffix() {
    let name = |made: Synthesized| made.block("aws_s3_bucket.main")["bucket"].clone();
    assert_eq!(name(made(json!({"name": "files"}))), "files-${random_string.suffix.result}");
    // 54 characters, a `-` and 8 more are 63.
    made(json!({"name": "x".repeat(54)}));
}

#[test]
fn bucket_name_that_is_composed_is_cut_off() {
    let name = |stack: &str| {
        let made = instance(json!({})).stack(stack).synth();
        made.block("aws_s3_bucket.main")["bucket"].as_str().unwrap().to_owned()
    };
    let suffix = "-${random_string.suffix.result}";
    assert_eq!(name(&"s".repeat(100)), format!("{}{suffix}", "s".repeat(54)));
    // Cut off after a `-`, it does not end in two of them.
    assert_eq!(name(&format!("{}-shop", "s".repeat(53))), format!("{}{suffix}", "s".repeat(53)));
}

#[test]
fn inputs_that_are_invalid_are_reported() {
    let inputs = json!({
        "name": "x".repeat(55), "kms_key_arn": "k",
        "replicate_to": {"bucket_arn": "b"},
    });
    insta::assert_snapshot!(instance(inputs).errors());
    insta::assert_snapshot!(instance(json!({})).environment("Production").errors());
    insta::assert_snapshot!(instance(json!({"name": "sthree-files"})).errors());
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Storage>()));
}
