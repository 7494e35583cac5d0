mod errors;
mod names;
mod policy;

use super::*;
use terrace_aws::testing::assert_policies;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

/// Returns the instance in the first of two regions.
fn instance(inputs: Json) -> Instance<Keys> {
    Instance::new()
        .environment("production")
        .region("primary")
        .regions(["secondary"])
        .tags(json!({"Project": "shop"}))
        .inputs(inputs)
}

/// Returns a contribution whose policies are valid and no broader than they need to be.
fn made(instance: Instance<Keys>) -> Synthesized {
    let made = instance.synth();
    assert_policies(&made, &[]);
    made
}

fn primary(inputs: Json) -> Synthesized {
    made(instance(inputs))
}

fn secondary(inputs: Json) -> Synthesized {
    made(instance(inputs).region("secondary"))
}

fn secrets() -> Json {
    json!({
        "secrets": {
            "api": {"description": "Token of the mail service", "name": "shop/mail"},
            "database": {
                "random": {"username": "admin"},
                "readers": ["arn:aws:iam::123456789012:role/web", {"$expr": "${tier.iam.role_arn}"}],
                "recovery_window_days": 7,
            },
        },
        "replicate_secrets_to": [{"$expr": "${tier.keys[\"secondary\"].secret_target}"}],
    })
}

#[test]
fn primary_key_and_its_secrets() {
    insta::assert_snapshot!(primary(secrets()));
}

#[test]
fn replica_key_and_the_arns_of_its_secrets() {
    let made = secondary(json!({
        "replicate_from": {"$expr": "${tier.keys[\"primary\"].key_arn}"},
        "secrets_from": {"$expr": "${tier.keys[\"primary\"].secret_arns}"},
    }));
    insta::assert_snapshot!(made);
}

#[test]
fn replicas_of_known_secrets() {
    let arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/mail-AbCdEf";
    let made = secondary(json!({"secrets_from": {"mail": arn}}));
    insta::assert_snapshot!(made.output("secret_arns")["mail"].as_str().unwrap());
    let mut inputs = secrets();
    inputs["replicate_secrets_to"] = json!([
        {"region": "us-west-2", "key_arn": "arn:aws:kms:us-west-2:123456789012:key/mrk-1"},
    ]);
    let replica = &primary(inputs).block("aws_secretsmanager_secret.api")["replica"][0].clone();
    assert_eq!(replica["region"], "us-west-2");
}

#[test]
fn stack_with_one_region_or_none_has_the_same_key() {
    let one = made(Instance::new().region("main"));
    let none = made(Instance::new());
    assert_eq!(one.block("aws_kms_key.main")["multi_region"], true);
    assert_eq!(one.addresses(""), none.addresses(""));
    assert_eq!(one.block("aws_kms_alias.main"), none.block("aws_kms_alias.main"));
}

#[test]
fn second_region_of_a_stack_leaves_the_key_as_it_is() {
    let before = made(Instance::new().region("primary"));
    let after = made(Instance::new().region("primary").regions(["secondary"]));
    assert_eq!(before.json(), after.json());
}

#[test]
fn key_of_a_single_region() {
    let made = primary(json!({"multi_region": false}));
    assert_eq!(made.block("aws_kms_key.main")["multi_region"], false);
}

#[test]
fn settings_of_the_key() {
    let inputs = json!({
        "description": "Encrypts orders", "rotation_period_days": 180, "deletion_window_days": 7,
        "deletion_protection": false, "name": "shop/orders",
    });
    let made = primary(inputs);
    let key = made.block("aws_kms_key.main");
    assert_eq!(
        (&key["description"], &key["rotation_period_in_days"]),
        (&json!("Encrypts orders"), &json!(180))
    );
    assert_eq!((&key["deletion_window_in_days"], key.get("lifecycle")), (&json!(7), None));
    assert_eq!(made.block("aws_kms_alias.main")["name"], "alias/shop/orders");
    assert_eq!(primary(json!({"rotation": false})).block("aws_kms_key.main")["enable_key_rotation"], false);
}

#[test]
fn random_value_without_punctuation() {
    let punctuation: String = (' '..='~').filter(|c| !c.is_ascii_alphanumeric()).collect();
    let random = json!({"exclude_characters": punctuation, "version": 2, "length": 64});
    let made = primary(json!({"secrets": {"token": {"random": random}}}));
    let password = made.block("ephemeral.aws_secretsmanager_random_password.token");
    assert_eq!((&password["exclude_punctuation"], &password["password_length"]), (&json!(true), &json!(64)));
    let version = made.block("aws_secretsmanager_secret_version.token");
    assert_eq!(version["secret_string_wo_version"], 2);
    assert_eq!(
        version["secret_string_wo"],
        "${ephemeral.aws_secretsmanager_random_password.token.random_password}"
    );
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Keys>()));
}
