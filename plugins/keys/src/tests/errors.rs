//! Inputs that are rejected.

use super::instance;
use terrace_sdk::serde_json::{Value as Json, json};

fn errors(inputs: Json) -> String {
    instance(inputs).errors()
}

#[test]
fn regions_that_contradict_each_other() {
    let inputs = json!({
        "replicate_from": {"$expr": "${tier.keys[\"primary\"].key_arn}"},
        "multi_region": false,
        "secrets": {"api": {}},
        "secrets_from": {"$expr": "${tier.keys[\"secondary\"].secret_arns}"},
    });
    insta::assert_snapshot!(errors(inputs));
    let inputs = json!({"replicate_secrets_to": [{"$expr": "${tier.keys[\"secondary\"].secret_target}"}]});
    insta::assert_snapshot!("no_secrets", errors(inputs));
}

#[test]
fn replica_of_a_key_that_can_have_none() {
    let of = |id: &str| json!({"replicate_from": format!("arn:aws:kms:us-east-1:123456789012:key/{id}")});
    insta::assert_snapshot!(errors(of("1234abcd-12ab-34cd-56ef-1234567890ab")));
    assert!(instance(of("mrk-1234abcd12ab34cd56ef1234567890ab")).synth().has("aws_kms_replica_key.main"));
}

#[test]
fn settings_that_contradict_each_other() {
    let inputs = json!({
        "name": "aws/shop",
        "iam_policies": false,
        "rotation": false,
        "rotation_period_days": 90,
        "services": ["s3", "s3"],
        "secrets": {"api": {"name": "s".repeat(513)}},
    });
    insta::assert_snapshot!(errors(inputs));
    let long = instance(json!({})).stack(&"s".repeat(250));
    insta::assert_snapshot!("long_name", long.tags(json!({"Name": "x"})).errors());
}

#[test]
fn tags_that_kms_rejects() {
    let tags = json!({"aws:team": "web", "Owner": "R&D"});
    insta::assert_snapshot!(instance(json!({})).tags(tags).errors());
}
