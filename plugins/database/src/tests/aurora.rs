//! Aurora clusters and global clusters.

use super::instance;
use terrace_sdk::serde_json::{Value as Json, json};
use terrace_sdk::testing::Instance;

fn aurora(more: Json) -> Instance<super::Database> {
    let mut inputs = json!({"engine": "aurora-postgresql"});
    for (key, value) in more.as_object().unwrap() {
        inputs[key] = value.clone();
    }
    instance(inputs)
}

fn global_identifier() -> Json {
    json!({"$expr": "${tier.database[\"primary\"].global_cluster_identifier}"})
}

#[test]
fn writer_of_a_global_cluster() {
    let inputs = json!({
        "credentials": {"password": "write-only", "secret_name": "shop/database"},
        "db_name": "shop",
        "global_cluster": {},
        "aurora": {
            "serverless": {"min_capacity": 0, "max_capacity": 8.5, "seconds_until_auto_pause": 600},
            "io_optimized": true,
            "instance_parameters": {"log_min_duration_statement": 500},
        },
        "parameters": {"rds.force_ssl": true},
        "readers": {"a": {}, "b": {"promotion_tier": 5}},
        "enhanced_monitoring": {"role_arn": {"$expr": "${var.role}"}},
    });
    insta::assert_snapshot!(aurora(inputs).synth());
}

#[test]
fn other_region_of_a_global_cluster() {
    let inputs =
        json!({"global_cluster_identifier": global_identifier(), "aurora": {"write_forwarding": true}});
    let made = aurora(inputs).region("secondary").synth();
    insta::assert_snapshot!(made);
    for name in ["master_username", "master_password_wo", "database_name", "final_snapshot_identifier"] {
        assert!(made.block("aws_rds_cluster.main").get(name).is_none(), "{name}");
    }
}

#[test]
fn global_cluster_of_an_existing_one() {
    let inputs = json!({
        "credentials": {"secret_name": "shop/database"},
        "global_cluster": {"name": "shop", "from_existing_cluster": true},
        "restore": {"snapshot": "shop-last"},
    });
    let made = aurora(inputs).synth();
    let cluster = made.block("aws_rds_cluster.main");
    assert!(cluster.get("global_cluster_identifier").is_none() && cluster.get("master_username").is_none());
    insta::assert_snapshot!(format!("{:#}", made.block("aws_rds_global_cluster.main")));
}

#[test]
fn cluster_of_aurora_mysql_with_a_managed_password() {
    let made = aurora(json!({"engine": "aurora-mysql", "credentials": {"password": "managed"}})).synth();
    insta::assert_snapshot!(made);
}
