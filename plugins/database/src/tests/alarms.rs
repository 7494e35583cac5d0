//! The alarms and the dashboard.

use super::*;

const ALARM: &str = "aws_cloudwatch_metric_alarm.";

fn alarms(more: Json) -> Json {
    let mut alarms = json!({"topic_arn": {"$expr": "${tier.topics.arn}"}});
    for (name, value) in more.as_object().unwrap() {
        alarms[name] = value.clone();
    }
    alarms
}

/// The resources of CloudWatch, as text.
fn watched(made: &Synthesized) -> String {
    let mut json = made.json()["resource"].clone();
    json.as_object_mut().unwrap().retain(|kind, _| kind.starts_with("aws_cloudwatch_"));
    format!("{json:#}")
}

fn names(made: &Synthesized) -> String {
    made.addresses(ALARM).join("\n").replace(ALARM, "")
}

fn threshold(made: &Synthesized, name: &str) -> Json {
    made.block(&format!("{ALARM}{name}"))["threshold"].clone()
}

#[test]
fn alarms_of_an_instance_and_its_reader() {
    let made = primary(json!({
        "alarms": alarms(json!({"dashboard": true})),
        "readers": {"reports": {"instance_class": "db.r7g.large"}},
    }));
    insta::assert_snapshot!(watched(&made.synth()));
}

#[test]
fn alarms_of_an_aurora_cluster() {
    let inputs = |engine: Json| {
        json!({
            "engine": engine,
            "readers": {"a": {}},
            "aurora": {"serverless": {"min_capacity": 1.0, "max_capacity": 8.0}},
            "alarms": alarms(json!({})),
        })
    };
    let made = primary(inputs(json!("aurora-postgresql"))).synth();
    insta::assert_snapshot!(
        names(&made),
        @r"
    aurora_lag
    capacity
    capacity_reader_a
    cpu
    cpu_reader_a
    volume
    "
    );
    assert_eq!(threshold(&made, "volume"), 109_951_162_777_600_u64);
}

#[test]
fn alarms_of_a_secondary_region_have_its_lag() {
    let made = instance(json!({
        "engine": "aurora-mysql",
        "instance_class": "db.r6g.large",
        "global_cluster_identifier": {"$expr": "${tier.database[\"primary\"].global_cluster_identifier}"},
        "alarms": alarms(json!({"cpu_percent": null, "volume_gib": {"$expr": "${var.gib}"}})),
    }));
    let made = made.region("secondary").synth();
    insta::assert_snapshot!(watched(&made));
}

#[test]
fn alarms_of_a_replica_have_its_lag() {
    let made = replica(json!({"alarms": alarms(json!({"free_storage_percent": null}))})).synth();
    assert_eq!(names(&made), "connections\ncpu\nreplica_lag");
    assert_eq!(made.block(&format!("{ALARM}replica_lag"))["treat_missing_data"], "breaching");
}

#[test]
fn alarm_of_connections_needs_their_maximum() {
    let of = |class: &str, more: Json| {
        primary(json!({"engine": "postgres", "instance_class": class, "alarms": alarms(more)})).synth()
    };
    assert_eq!(threshold(&of("db.t4g.medium", json!({})), "connections"), 360.0);
    assert_eq!(threshold(&of("db.r7g.4xlarge", json!({"connections_percent": 50})), "connections"), 2500.0);
    assert_eq!(names(&of("db.x2g.large", json!({}))), "cpu\nfree_storage");
    let given = of("db.x2g.large", json!({"max_connections": {"$expr": "${var.most}"}}));
    assert_eq!(threshold(&given, "connections"), "${floor((var.most) * 80 / 100)}");
}

#[test]
fn alarm_thresholds_are_checked() {
    insta::assert_snapshot!(
        primary(json!({"alarms": alarms(json!({"free_storage_percent": 0, "connections_percent": 101}))}))
            .errors()
    );
}
