use super::*;
use serde_json::json;

fn old() -> Value {
    json!({
        "resource": {
            "aws_s3_bucket": { "storage_main_logs": { "bucket": "logs" }, "storage_main_data": { "bucket": "data" } },
            "aws_db_instance": {
                "database_main_primary": { "engine": "postgres", "instance_class": "db.t3.micro" },
                "database_main_forgotten": { "engine": "mysql" },
            },
            "aws_vpc": { "network_main_main": { "cidr_block": "10.0.0.0/16", "//": { "tier": "network" } } },
            "aws_kms_key": { "storage_main_key": { "description": "k", "//": { "version": "1.0.0" } } },
            "aws_sns_topic": { "alarms_main_a": { "name": "a" } },
        },
        "output": { "vpc": { "value": "x" } },
    })
}

fn new() -> Value {
    json!({
        "resource": {
            "aws_s3_bucket": { "storage_main_data": { "bucket": "data-2" } },
            "aws_db_instance": {
                "database_main_primary": { "engine": "mysql", "instance_class": "db.t3.small" },
            },
            "aws_vpc": { "network_main_main": { "cidr_block": "10.0.0.0/16", "//": { "tier": "net" } } },
            "aws_kms_key": { "storage_main_encryption": { "description": "k", "//": { "version": "1.1.0" } } },
            "aws_sns_topic": { "alarms_main_b": { "name": "a" }, "alarms_main_c": { "name": "c" } },
        },
        "moved": [{ "from": "aws_sns_topic.alarms_main_a", "to": "aws_sns_topic.alarms_main_b" }],
        "removed": [{ "from": "aws_db_instance.database_main_forgotten", "lifecycle": { "destroy": false } }],
    })
}

fn permissions(resources: &[&str]) -> Permissions {
    Permissions {
        resources: resources.iter().map(|&name| name.to_owned()).collect(),
        ..Permissions::default()
    }
}

#[test]
fn everything_that_follows_is_told() {
    let asked = permissions(&["aws_iam_user", "aws_vpc"]).beyond(&permissions(&["aws_vpc"]));
    let consequences = Consequences::of(&old(), &new(), asked);
    assert_eq!(
        consequences.destroyed,
        [
            "aws_db_instance.database_main_primary",
            "aws_kms_key.storage_main_key",
            "aws_s3_bucket.storage_main_data",
            "aws_s3_bucket.storage_main_logs",
        ]
    );
    insta::assert_snapshot!(text(&consequences, false));
    insta::assert_json_snapshot!(consequences);
}

#[test]
fn nothing_follows_from_nothing() {
    let consequences = Consequences::of(&old(), &old(), Permissions::default());
    assert!(consequences.is_empty());
    assert_eq!(text(&consequences, false), "");
}

#[test]
fn control_characters_of_tiers_do_not_reach_the_terminal() {
    let consequences = Consequences::of(&Value::Null, &Value::Null, permissions(&["aws_\u{1b}[2Jvpc"]));
    assert!(!text(&consequences, false).contains('\u{1b}'));
}
