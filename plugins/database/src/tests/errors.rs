//! One golden text for each check.

use super::{instance, primary, replica};
use terrace_sdk::serde_json::{Value as Json, json};

fn shown(cases: impl IntoIterator<Item = Json>) -> String {
    cases.into_iter().map(|case| primary(case).errors()).collect::<Vec<_>>().join("\n")
}

#[test]
fn storage_that_rds_rejects() {
    insta::assert_snapshot!(shown([
        json!({"allocated_storage": 10}),
        json!({"storage_type": "io1", "storage_iops": 1000, "allocated_storage": 50}),
        json!({"storage_type": "io2"}),
        json!({"storage_type": "io1", "storage_iops": 6000}),
        json!({"storage_type": "io2", "storage_iops": 300_000, "storage_throughput": 500}),
        json!({"storage_type": "gp2", "storage_iops": 3000}),
        json!({"storage_iops": 16000, "storage_throughput": 600}),
        json!({"allocated_storage": 400, "max_allocated_storage": 0, "storage_iops": 70_000}),
        json!({"allocated_storage": 400, "max_allocated_storage": 0, "storage_throughput": 3001}),
    ]));
}

#[test]
fn windows_that_rds_rejects() {
    insta::assert_snapshot!(shown([
        json!({"backup_window": "02:00-02:10"}),
        json!({"maintenance_window": "sun:02:00-tue:02:00"}),
        json!({"backup_window": "23:30-00:30", "maintenance_window": "Sun:23:00-Mon:00:00"}),
        json!({"backup_window": "23:30-00:30", "maintenance_window": "mon:00:00-mon:01:00"}),
    ]));
    primary(json!({"backup_window": "23:30-00:30", "maintenance_window": "mon:00:30-mon:01:00"})).synth();
}

#[test]
fn engine_that_does_not_have_it() {
    insta::assert_snapshot!(shown([
        json!({"engine": "postgres", "engine_version": "8.0.mysql_aurora.3.08.0"}),
        json!({"engine": "postgres", "db_name": "user", "log_exports": ["error"], "options": {"X": {}}}),
        json!({"engine": "postgres", "db_name": "x".repeat(64), "parameter_group_name": "default.mysql8.4"}),
        json!({"aurora": {}, "global_cluster": {}, "options": {"X": {}}, "option_group_name": "ours"}),
        json!({
            "engine": "aurora-mysql", "allocated_storage": 20, "max_allocated_storage": 0, "storage_type": "gp2",
            "storage_iops": 1, "storage_throughput": 1, "multi_az": true, "blue_green_updates": true,
            "options": {"X": {}},
        }),
        json!({"engine_version": {"$expr": "${var.version}"}, "parameters": {"x": 1}}),
    ]));
}

#[test]
fn aurora_that_rds_rejects() {
    let serverless = |min: f64, max: f64| json!({"serverless": {"min_capacity": min, "max_capacity": max}});
    let of = |more: Json| {
        let mut inputs = json!({"engine": "aurora-postgresql"});
        for (key, value) in more.as_object().unwrap() {
            inputs[key] = value.clone();
        }
        inputs
    };
    let paused = json!({"min_capacity": 1, "max_capacity": 2, "seconds_until_auto_pause": 300});
    insta::assert_snapshot!(shown([
        of(json!({"aurora": serverless(0.3, 300.0)})),
        of(json!({"aurora": serverless(4.0, 2.0)})),
        of(json!({"aurora": {"serverless": paused}, "instance_class": "db.r7g.large"})),
        of(json!({"global_cluster": {}, "restore": {"snapshot": "last"}})),
        of(json!({"readers": {"a": {"multi_az": true}}})),
    ]));
    let both = of(json!({"global_cluster": {}, "global_cluster_identifier": "shop"}));
    insta::assert_snapshot!(instance(both).errors());
    let two = json!({"global_cluster_identifier": "shop", "engine": "aurora-mysql"});
    insta::assert_snapshot!(replica(two).errors());
}

#[test]
fn passwords_that_rds_rejects() {
    let managed = json!({"password": "managed"});
    let with = |key: &str, value: Json| {
        let mut credentials = managed.clone();
        credentials[key] = value;
        credentials
    };
    insta::assert_snapshot!(shown([
        json!({"credentials": with("secret_name", json!("shop"))}),
        json!({"credentials": managed, "readers": {"a": {}}}),
        json!({"credentials": managed, "blue_green_updates": true}),
        json!({"credentials": managed, "engine": "aurora-mysql", "global_cluster": {}}),
        json!({"credentials": with("username", json!("admin")), "engine": "postgres"}),
        json!({"credentials": {"secret_name": "shop", "username": "shop", "secret_kms_key_arn": super::KEY}}),
    ]));
}

#[test]
fn settings_that_rds_rejects() {
    insta::assert_snapshot!(shown([
        json!({"parameters": {"gtid-mode": {"value": "ON", "apply_method": "immediate"}}, "parameter_group_name": "ours"}),
        json!({"enhanced_monitoring": {"interval_seconds": 20}}),
        json!({"performance_insights_retention_days": 90}),
        json!({"access": {"a": {}, "B": {"cidr_block": "10.0.0.0/8"}}}),
        json!({"restore": {}}),
        json!({"restore": {"point_in_time": {}}}),
        json!({"blue_green_updates": true, "readers": {"a": {}}}),
        json!({"readers": {"A": {}, "b": {"promotion_tier": 1}}}),
        json!({"readers": {"r".repeat(30): {}}}),
    ]));
}
