use super::*;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::{Instance, Synthesized, schema};

const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/1";

fn instance(more: Json) -> Instance<Database> {
    let mut inputs = json!({
        "vpc_id": {"$expr": "${tier.network.vpc_id}"},
        "subnet_ids": {"$expr": "${tier.network.private_subnet_ids}"},
    });
    for (key, value) in more.as_object().unwrap() {
        inputs[key] = value.clone();
    }
    Instance::new()
        .environment("production")
        .region("primary")
        .regions(["secondary"])
        .tags(json!({"Project": "shop"}))
        .inputs(inputs)
}

fn primary(more: Json) -> Instance<Database> {
    let mut inputs = json!({"credentials": {"secret_name": "shop/database"}});
    for (key, value) in more.as_object().unwrap() {
        inputs[key] = value.clone();
    }
    instance(inputs)
}

fn replica(more: Json) -> Instance<Database> {
    let mut inputs = json!({"replicate_source_db": {"$expr": "${tier.database[\"primary\"].arn}"}});
    for (key, value) in more.as_object().unwrap() {
        inputs[key] = value.clone();
    }
    instance(inputs).region("secondary")
}

fn database(made: &Synthesized) -> &Json {
    made.block("aws_db_instance.main")
}

#[test]
fn primary_of_the_reference_architecture() {
    let inputs = json!({
        "instance_security_group_id": {"$expr": "${tier.compute.instance_security_group_id}"},
        "db_name": "shop",
        "multi_az": true,
    });
    insta::assert_snapshot!(primary(inputs).synth());
}

#[test]
fn replica_of_the_reference_architecture() {
    insta::assert_snapshot!(replica(json!({})).synth());
}

#[test]
fn replica_omits_attributes_of_its_source() {
    let made = replica(json!({"db_name": "shop", "engine_version": "8.0", "allocated_storage": 50})).synth();
    for name in [
        "username",
        "password",
        "db_name",
        "engine",
        "engine_version",
        "allocated_storage",
        "final_snapshot_identifier",
    ] {
        assert!(database(&made).get(name).is_none(), "{name}");
    }
    assert!(made.addresses("data.aws_secretsmanager").is_empty());
    assert!(made.json()["output"].get("secret_arn").is_none());
}

#[test]
fn security_group_admits_only_the_instances_if_any() {
    let rules = |made: &Synthesized| made.addresses("aws_vpc_security_group_");
    assert!(rules(&primary(json!({})).synth()).is_empty());
    let made = primary(json!({"port": 3307, "instance_security_group_id": "sg-1"})).synth();
    let rule = "aws_vpc_security_group_ingress_rule.main_3307";
    assert_eq!(rules(&made), [rule]);
    assert_eq!(made.block(rule)["referenced_security_group_id"], "sg-1");
    assert_eq!(database(&made)["port"], 3307);
}

#[test]
fn replica_is_encrypted_with_a_key_of_its_own_region() {
    let made = replica(json!({})).synth();
    assert!(made.block("data.aws_kms_alias.rds").get("provider").is_none());
    let made = replica(json!({"kms_key_arn": {"$expr": "${var.key}"}})).synth();
    assert_eq!(database(&made)["kms_key_id"], "${var.key}");
    assert!(made.addresses("data.").is_empty());
    let made = replica(json!({"storage_encrypted": false})).synth();
    assert!(database(&made).get("kms_key_id").is_none() && made.addresses("data.").is_empty());
}

#[test]
fn replica_in_the_region_of_its_source_has_no_key() {
    for source in ["${tier.database.arn}", "${tier.database[\"secondary\"].arn}"] {
        let inputs = json!({"replicate_source_db": {"$expr": source}});
        let made = replica(inputs.clone()).synth();
        assert_eq!(database(&made)["replicate_source_db"], source);
        assert_eq!(database(&made)["storage_encrypted"], true);
        assert!(database(&made).get("kms_key_id").is_none(), "{source}");
        assert!(made.addresses("data.").is_empty(), "{source}");
        let errors = replica(json!({"replicate_source_db": {"$expr": source}, "kms_key_arn": KEY})).errors();
        assert!(errors.starts_with("replica-with-key"), "{errors}");
    }
    // The tier cannot know where a literal or a variable points.
    let elsewhere = "arn:aws:rds:eu-west-1:123456789012:db:shop";
    for source in [json!({"$expr": "${var.source}"}), json!(elsewhere)] {
        let made = replica(json!({"replicate_source_db": source})).synth();
        assert!(database(&made)["kms_key_id"].is_string());
    }
}

#[test]
fn storage_must_be_able_to_grow_by_a_tenth() {
    let most = |instance: Instance<Database>| database(&instance.synth())["max_allocated_storage"].clone();
    assert_eq!(most(primary(json!({}))), 100);
    assert_eq!(most(primary(json!({"allocated_storage": 100, "max_allocated_storage": 110}))), 110);
    assert_eq!(most(primary(json!({"allocated_storage": 100, "max_allocated_storage": 0}))), 0);
    // A replica has its source's storage, which it does not know.
    assert_eq!(most(replica(json!({"allocated_storage": 1000}))), 16384);
    assert_eq!(most(replica(json!({"max_allocated_storage": 50}))), 50);
    for (first, most, least) in [(96, 100, "106"), (20, 20, "22"), (200, 219, "220")] {
        let inputs = json!({"allocated_storage": first, "max_allocated_storage": most});
        let errors = primary(inputs).errors();
        assert!(errors.contains(&format!("set max_allocated_storage to {least} or more")), "{errors}");
    }
}

#[test]
fn promoted_replica_keeps_its_addresses() {
    let (replica, primary) = (replica(json!({})).synth(), primary(json!({})).region("secondary").synth());
    assert_eq!(replica.addresses("aws_"), primary.addresses("aws_"));
    assert_eq!(database(&replica)["identifier"], database(&primary)["identifier"]);
    // Terraform does not know these of a replica, and would replace it for another value.
    let ignored = &database(&primary)["lifecycle"][0]["ignore_changes"];
    for name in ["engine", "username", "db_name"] {
        assert!(ignored.as_array().unwrap().contains(&json!(name)), "{name}");
    }
}

#[test]
fn credentials_may_be_under_other_keys_of_a_secret_with_an_arn() {
    let credentials = json!({
        "secret_arn": {"$expr": "${var.secret}"}, "username_key": "user", "password_key": "pass-word",
    });
    let made = instance(json!({"credentials": credentials})).synth();
    assert_eq!(*made.block("data.aws_secretsmanager_secret.credentials"), json!({"arn": "${var.secret}"}));
    assert_eq!(
        database(&made)["password"],
        "${jsondecode(data.aws_secretsmanager_secret_version.credentials.secret_string)[\"pass-word\"]}"
    );
}

#[test]
fn final_snapshot() {
    let taken = primary(json!({"final_snapshot_name": {"$expr": "${var.snapshot}"}})).synth();
    assert_eq!(database(&taken)["final_snapshot_identifier"], "${var.snapshot}");
    let named = primary(json!({"name": "shop"})).synth();
    assert_eq!(
        database(&named)["final_snapshot_identifier"],
        "shop-final-${terraform_data.final_snapshot.output}"
    );
    let none = primary(json!({"final_snapshot": false})).synth();
    assert_eq!(database(&none)["skip_final_snapshot"], true);
    assert!(database(&none).get("final_snapshot_identifier").is_none());
}

#[test]
fn deletion_protection() {
    for (made, default) in [(primary(json!({})).synth(), true), (replica(json!({})).synth(), false)] {
        assert_eq!(database(&made)["deletion_protection"], default);
    }
    let made = primary(json!({"deletion_protection": {"$expr": "${var.protect}"}})).synth();
    assert_eq!(database(&made)["deletion_protection"], "${var.protect}");
}

#[test]
fn values_that_rds_rejects_are_reported() {
    let shown = |inputs: Json| primary(inputs).errors();
    insta::assert_snapshot!(
        [
            shown(json!({"name": "default"})),
            shown(json!({"db_name": "Default"})),
            shown(json!({"parameter_group_name": "default.mysql8.0"})),
            shown(json!({"engine_version": "8.0.39", "parameter_group_name": "default.mysql8.4"})),
            shown(json!({"instance_class": "db.t2.micro", "performance_insights": true})),
        ]
        .join("\n")
    );
    primary(json!({"engine_version": "8.0.39", "parameter_group_name": "default.mysql8.0"})).synth();
    primary(json!({"parameter_group_name": "ours"})).synth();
    primary(json!({"instance_class": "db.t2.micro", "storage_encrypted": false})).synth();
}

#[test]
fn inputs_that_are_invalid_are_reported() {
    let secret = json!({"secret_name": "shop"});
    insta::assert_snapshot!(replica(json!({"credentials": secret, "name": "shop--1"})).errors());
    insta::assert_snapshot!(instance(json!({"name": "x".repeat(64)})).errors());
    insta::assert_snapshot!(instance(json!({"credentials": {}})).errors());
    insta::assert_snapshot!(
        primary(json!({
            "credentials": {"secret_name": "shop", "secret_arn": "arn:aws:secretsmanager:x"},
            "allocated_storage": 100,
            "max_allocated_storage": 100,
            "storage_encrypted": false,
            "kms_key_arn": KEY,
            "final_snapshot": false,
            "final_snapshot_name": "last",
        }))
        .errors()
    );
}

#[test]
fn inputs_schema() {
    insta::assert_snapshot!(format!("{:#}", schema::<Database>()));
}

mod alarms;
mod aurora;
mod errors;
mod instances;
mod names;
