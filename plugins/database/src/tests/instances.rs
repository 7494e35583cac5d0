//! Engines, passwords, readers, groups and restores of instances with storage of their own.

use super::{database, instance, primary, replica};
use terrace_sdk::serde_json::{Value as Json, json};

#[test]
fn postgres_with_everything() {
    let credentials = json!({"password": "write-only", "secret_name": "shop/database"});
    let inputs = json!({
        "engine": "postgres",
        "credentials": credentials,
        "db_name": "shop",
        "parameters": {
            "rds.force_ssl": true,
            "shared_preload_libraries": "pg_stat_statements",
            "work_mem": {"value": 8192, "apply_method": "pending-reboot"},
            "log_statement": {"$expr": "${var.log}"},
        },
        "access": {
            "office": {"cidr_block": "10.20.0.0/16"},
            "reports": {"security_group_id": {"$expr": "${tier.reports.security_group_id}"}},
        },
        "readers": {"reports": {"instance_class": "db.t4g.large"}},
        "maintenance_window": "sun:04:00-sun:05:00",
        "backup_window": "02:00-03:00",
        "storage_type": "io2",
        "storage_iops": 2000,
        "iam_authentication": true,
        "ca_certificate": "rds-ca-rsa2048-g1",
        "enhanced_monitoring": {"interval_seconds": 30},
        "performance_insights": true,
        "performance_insights_retention_days": 93,
        "log_exports": ["postgresql", "upgrade"],
        "allow_major_version_upgrade": true,
    });
    insta::assert_snapshot!(instance(inputs).synth());
}

#[test]
fn write_only_password_is_read_by_nothing_that_is_stored() {
    let credentials = json!({"password": "write-only", "secret_name": "shop", "password_version": 3});
    let made = instance(json!({"credentials": credentials})).synth();
    assert!(made.has("ephemeral.aws_secretsmanager_secret_version.credentials"));
    assert!(!made.has("data.aws_secretsmanager_secret_version.credentials"));
    assert!(database(&made).get("password").is_none());
    assert_eq!(database(&made)["password_wo_version"], 3);
    assert_eq!(database(&made)["username"], "admin");
}

#[test]
fn managed_password_has_a_secret_of_rds() {
    let credentials = json!({"password": "managed", "username": "shop"});
    let made = instance(json!({"engine": "mariadb", "credentials": credentials})).synth();
    assert_eq!(database(&made)["manage_master_user_password"], true);
    assert!(made.addresses("data.").is_empty() && made.addresses("ephemeral.").is_empty());
    let arn = "${one(aws_db_instance.main.master_user_secret[*].secret_arn)}";
    assert_eq!([made.output("secret_arn"), made.output("master_secret_arn")], [arn, arn]);
}

#[test]
fn reader_has_the_subnets_and_the_key_of_its_source() {
    let made =
        primary(json!({"readers": {"b": {}, "a": {"multi_az": true}}, "kms_key_arn": super::KEY})).synth();
    let reader = made.block("aws_db_instance.reader_a");
    assert_eq!(reader["replicate_source_db"], "${aws_db_instance.main.identifier}");
    assert_eq!(reader["identifier"], "three-tier-production-primary-database-main-a");
    assert_eq!(reader["storage_encrypted"], true);
    for name in ["kms_key_id", "db_subnet_group_name", "username", "password", "engine", "allocated_storage"]
    {
        assert!(reader.get(name).is_none(), "{name}");
    }
    assert_eq!(made.output("reader_endpoint"), "${aws_db_instance.reader_a.endpoint}");
    assert_eq!(made.output("reader_addresses")["b"], "${aws_db_instance.reader_b.address}");
    // A replica in another region may have readers as well.
    assert!(replica(json!({"readers": {"a": {}}})).synth().has("aws_db_instance.reader_a"));
}

#[test]
fn restored_database_has_the_user_and_databases_of_its_origin() {
    let origins: [Json; 2] = [
        json!({"snapshot": "rds:shop-2026-11-30"}),
        json!({"point_in_time": {"source_resource_id": "db-ABC"}}),
    ];
    for origin in origins {
        let made = primary(json!({"restore": origin, "db_name": "shop"})).synth();
        assert!(database(&made).get("username").is_none() && database(&made).get("db_name").is_none());
        assert!(database(&made)["password"].is_string());
    }
    let made = primary(json!({"restore": {"point_in_time": {"source": "old"}}})).synth();
    let expected = json!([{"source_db_instance_identifier": "old", "use_latest_restorable_time": true}]);
    assert_eq!(database(&made)["restore_to_point_in_time"], expected);
}

#[test]
fn group_of_options_is_for_the_release() {
    let options =
        json!({"MARIADB_AUDIT_PLUGIN": {"SERVER_AUDIT_EVENTS": "CONNECT", "SERVER_AUDIT_FILE_ROTATIONS": 5}});
    let made = primary(json!({"options": options, "engine_version": "8.0.39"})).synth();
    insta::assert_snapshot!(format!("{:#}", made.block("aws_db_option_group.main")));
    assert_eq!(database(&made)["option_group_name"], "${aws_db_option_group.main.name}");
}

#[test]
fn speed_of_storage() {
    let inputs = json!({"allocated_storage": 400, "max_allocated_storage": 1000, "storage_iops": 16000, "storage_throughput": 600});
    let made = primary(inputs).synth();
    assert_eq!(
        [&database(&made)["iops"], &database(&made)["storage_throughput"]],
        [&json!(16000), &json!(600)]
    );
    let made = primary(json!({"storage_type": "io1", "storage_iops": 5000})).synth();
    let sizes = ["allocated_storage", "max_allocated_storage"].map(|name| database(&made)[name].clone());
    assert_eq!(sizes, [100, 200]);
}
