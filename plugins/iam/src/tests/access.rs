//! Secrets, managed policies and policies of the stack file.

use super::{Iam, full, instance, made};
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::Instance;

#[test]
fn policies_of_every_kind() {
    let mut inputs = full();
    inputs["secret_arns"] = json!([
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/mail-AbCdEf",
        {"$expr": "${tier.keys[\"primary\"].secret_arns[\"api\"]}"},
    ]);
    inputs["kms_key_arns"] = json!([{"$expr": "${tier.keys[\"primary\"].key_arn}"}]);
    inputs["managed_policies"] =
        json!(["AmazonSSMManagedInstanceCore", "arn:aws:iam::123456789012:policy/team/audit"]);
    inputs["policy_arns"] = json!({"queue": {"$expr": "${tier.queues[\"primary\"].policy_arn}"}});
    inputs["max_session_duration"] = json!(7200);
    inputs["description"] = json!("What the web servers run as");
    inputs["policies"] = json!({
        "mail": [{
            "sid": "Send",
            "actions": ["ses:SendEmail"],
            "resources": ["arn:aws:ses:us-east-1:123456789012:identity/example.com"],
            "conditions": {"StringEquals": {"ses:FromAddress": ["shop@example.com"]}},
        }],
    });
    let made = made(inputs);
    assert_eq!(made.warnings(), "");
    insta::assert_snapshot!(made);
}

#[test]
fn own_policies_follow_the_grammar_of_iam() {
    let inputs = json!({"policies": {
        "mail": [{"actions": ["SendEmail"], "resources": ["*"]}],
        "secret": [{"actions": ["ses:SendEmail"], "resources": ["*"]}],
        "nothing": [],
    }});
    insta::assert_snapshot!(instance(inputs).errors());
}

#[test]
fn own_policy_for_everything_is_worth_a_warning() {
    let inputs = json!({"policies": {"admin": [{"actions": ["*"], "resources": ["*"]}]}});
    insta::assert_snapshot!(instance(inputs).synth().warnings());
}

#[test]
fn managed_policies_are_limited_and_listed_once() {
    let names = |count: usize| -> Vec<Json> { (0..count).map(|i| json!(format!("Policy{i}"))).collect() };
    let some = |count: usize| json!({"database_regions": [], "managed_policies": names(count)});
    assert_eq!(instance(some(10)).synth().warnings(), "");
    insta::assert_snapshot!("warning", instance(some(11)).synth().warnings());
    insta::assert_snapshot!("error", instance(some(21)).errors());
    let twice = json!({"managed_policies": ["ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"]});
    insta::assert_snapshot!("twice", Instance::<Iam>::new().inputs(twice).errors());
}

#[test]
fn managed_policy_that_is_removed_changes_no_other() {
    let with = |names: &[&str]| made(json!({"database_regions": [], "managed_policies": names}));
    let (before, after) = (with(&["A", "B", "C"]), with(&["A", "C"]));
    for address in after.addresses("") {
        assert_eq!(before.block(&address), after.block(&address), "{address}");
    }
}
